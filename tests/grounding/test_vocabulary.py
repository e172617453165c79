"""Words by their stems."""

from __future__ import annotations

import pytest

from tersely.grounding.vocabulary import Vocabulary

FEW = [f"mark{number}s" for number in range(40)] + ["marked", "marking", "mark"]
MANY = FEW + [f"mark{number}" for number in range(40, 400)]


@pytest.mark.parametrize("term", ["mark", *(f"mark{n}" for n in range(40)), "mark7s", "absent"])
def test_many_words_with_one_beginning_are_looked_up_as_few_are(term: str) -> None:
    """Whichever way is taken: "c1", "c2" and their kin of a wide table."""
    assert sorted(Vocabulary(MANY).forms(term)) == sorted(Vocabulary(FEW).forms(term))


def test_forms_share_their_stem() -> None:
    """And what only begins alike does not."""
    words = Vocabulary(["rises", "rising", "riser", "rice", "rose"])
    assert set(words.forms("rise")) == {"rises", "rising"}

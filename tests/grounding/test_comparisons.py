"""More and less, held against the values of both."""

from __future__ import annotations

import pytest

from tersely.grounding import check

SOURCE = """A ticket costs 12 euros for adults and 7 euros for students. A crossing takes 17 minutes by
ferry; by car over the bridge it will take three.

Lake Orta is 143 metres deep, Lake Varese 26 metres. Piles had to be driven to 41 metres instead of
the 28 metres in the first design.
"""


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Students pay more than adults.", "more"),
        ("Adults pay less than students.", "less"),
        ("Crossing by car over the bridge takes longer than by ferry.", "longer"),
        ("Lake Varese is deeper than Lake Orta.", "deeper"),
        ("Piles had to be less deep than in the first design.", "less deep"),
    ],
)
def test_the_other_has_more(sentence: str, text: str) -> None:
    """One flag, with the sentence that has both values."""
    (flag,) = check(sentence, SOURCE).flags
    assert (flag.kind, flag.text, flag.contradicted) == ("direction", text, True)
    assert flag.nearest == SOURCE[flag.nearest_start : flag.nearest_end]


@pytest.mark.parametrize(
    "sentence",
    [
        "Adults pay more than students.",
        "Students pay less than adults.",
        "Crossing by ferry takes longer than by car.",
        "Lake Orta is deeper than Lake Varese.",
        "Piles had to be deeper than in the first design.",
        "Students do not pay more than adults.",
        "Students are more likely than adults to buy a ticket.",
        "Adults pay more than 10 euros.",
        "Adults pay more than expected.",
    ],
)
def test_what_the_values_bear_out_is_not_accused(sentence: str) -> None:
    """The right way round, denied, of a quality, or with something else."""
    assert [(f.kind, f.text) for f in check(sentence, SOURCE).flags] == []

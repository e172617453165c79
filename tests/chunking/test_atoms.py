"""Atoms: the same again behind an edit."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from tersely.chunking.atoms import atoms
from tersely.chunking.layout import Layout


def prose(rng: random.Random) -> str:
    """A paragraph of some 700 to 2000 characters."""
    return " ".join(
        "So it was" + " then" * rng.randint(1, 20) + "." for _ in range(rng.randint(12, 24))
    )


@given(st.integers(0, 400), st.integers(0, 2**32))
def test_past_an_edit_atoms_are_the_same_from_the_next_paragraph_on(
    inserted: int, seed: int
) -> None:
    """Whatever stands before: where a long paragraph ends an atom ends, so all that follow are the
    same.
    """
    rng = random.Random(seed)
    text = "\n\n".join(prose(rng) for _ in range(5))
    first = text.index("\n\n") + 2
    before = [end for end in atoms(text, 500, Layout()).ends if end >= first]
    after = [end - inserted for end in atoms("x" * inserted + text, 500, Layout()).ends]
    assert [end for end in after if end >= first] == before
    assert before[0] == first

"""Lines for people break at words, below what they began with; nothing of them is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tersely.cli.standard_output import fitted

WORDS = st.lists(st.text("abcd宽ไ.,", min_size=1, max_size=12), min_size=1, max_size=40)
HEADS = st.sampled_from(["", "- ", "  - ", "> ", "> > ", "[^1]: ", "1. ", "model      ", "+ "])


@given(HEADS, WORDS, st.integers(20, 120))
def test_every_word_stays_in_its_order_and_fits(head: str, words: list[str], width: int) -> None:
    """Without the spaces, and without the marks of a quotation that each line repeats."""
    line = head + " ".join(words)
    pieces = fitted(line, width)
    assert all(cell_len(piece) <= width for piece in pieces)

    def bare(text: str) -> str:
        return "".join(text.replace(">", " ").split())

    assert bare("".join(pieces)) == bare(line)


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("one two three", ["one two", "three"]),
        ("- one two three", ["- one two", "  three"]),
        ("  - one two", ["  - one", "    two"]),
        ("> one two three", ["> one two", "> three"]),
        ("a  one two three", ["a  one two", "   three"]),
        ("", [""]),
    ],
)
def test_lines_after_the_first_stand_below_its_words(line: str, pieces: list[str]) -> None:
    """Items below their words, quotations below their mark, a second column below itself."""
    assert fitted(line, 10) == pieces

"""Tables: a row is a line; on a narrow terminal cells fold and nothing is lost."""

from __future__ import annotations

import io
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.cli.table import listing, table

HEADS = ("model", "window", "price")
CELL = st.text("ab-/ 7", max_size=30).map(str.strip)


class Terminal(io.StringIO):
    """Standard output that is a terminal."""

    def isatty(self) -> bool:
        return True


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=5))
def test_a_row_is_a_line_with_its_cells_in_their_columns(rows: list[tuple[str, ...]]) -> None:
    """Each column begins where its head does, whatever the cells hold."""
    lines = table(HEADS, rows).split("\n")
    assert len(lines) == len(rows) + 1
    places = [lines[0].index(head) for head in HEADS]
    for row, line in zip(rows, lines[1:], strict=True):
        assert [line[place:].startswith(cell) for place, cell in zip(places, row, strict=True)] == [
            True
        ] * 3


@pytest.mark.parametrize("columns", [30, 40, 200])
def test_a_narrow_terminal_folds_cells(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """No line is longer than the terminal, names stay whole, and every character is there."""
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("COLUMNS", str(columns))
    rows = [("openai/gpt-6-luna", "1,050,000", "0.10 / 0.50 [bold]")]
    found = table(HEADS, rows, right=["window"])
    assert all(len(line) <= columns for line in found.split("\n"))
    assert "openai/gpt-6-luna" in found
    assert Counter("".join(found.split())) == Counter("".join("".join([*HEADS, *rows[0]]).split()))
    assert (found.count("\n") == 1) == (columns == 200)


def test_numbers_end_below_each_other() -> None:
    """As in a list of prices."""
    assert table(["model", "window"], [("a", "1,000"), ("bb", "20")], right=["window"]) == (
        "model  window\na       1,000\nbb         20"
    )


ROWS = [("tldr", "The main point in one or two sentences."), ("minutes", "What was decided.")]


def test_a_list_is_a_line_a_row_and_goes_on_below_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Piped it never breaks; on a narrow terminal what follows stands in the second column."""
    piped = listing(ROWS, indent=2)
    assert piped.splitlines() == [
        "  tldr     The main point in one or two sentences.",
        "  minutes  What was decided.",
    ]
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("COLUMNS", "30")
    assert listing(ROWS).splitlines() == [
        "tldr     The main point in one",
        "         or two sentences.",
        "minutes  What was decided.",
    ]

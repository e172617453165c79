"""Which of two cells of a table is said to be more, held against the cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..facts.number import Number
from ..language.words import terms
from ..records import Flag
from .alignment import Alignment
from .columns import is_comparable, row_about
from .tables import Row

_COMPARES = re.compile(
    r"\b(?:(?P<up>more|higher|greater|larger|bigger|above|exceed(?:s|ed)?)"
    r"|(?P<down>fewer|less|lower|smaller|rarer|below))\b(?P<between>[^.;]{0,80}?)\b(?:than|(?<=exceeds)|(?<=exceeded))\s",
    re.IGNORECASE,
)
_FEWEST_SHARED = 1


def check_cells(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "deaths were fewer with the drug than with the placebo" where the row of deaths has
    257 under the drug and 203 under the placebo; the same for two rows under one head.
    """
    text = aligned.text
    match = _COMPARES.search(text) if aligned.index.tables else None
    if match is None or aligned.denies:
        return
    one = frozenset(terms(f"{text[: match.start()]} {match['between']}"))
    other = frozenset(terms(text[match.end() :]))
    cells = _under_two_heads(one, other, aligned) or _in_two_rows(one, other, aligned)
    if cells is None or cells.first.value == cells.second.value:
        return
    is_more = cells.first.value > cells.second.value
    if is_more != bool(match["up"]):
        place = match.span("up" if match["up"] else "down")
        yield aligned.contradiction("direction", place, cells.row.span)


class _Cells(NamedTuple):
    """The values of the two things that are compared, and a row that has one of them."""

    first: Number
    second: Number
    row: Row


def _under_two_heads(
    one: frozenset[str], other: frozenset[str], aligned: Alignment
) -> _Cells | None:
    """The cells of the row under the heads that only one side of the comparison names."""
    row = row_about(one | other, aligned)
    if row is None:
        return None
    first, second = _head_in(one - other, row), _head_in(other - one, row)
    if first is None or second is None or first == second:
        return None
    if not is_comparable(row.columns[first], row.columns[second]):
        return None
    return _Cells(_value(row, first), _value(row, second), row)


def _value(row: Row, column: int) -> Number:
    return row.numbers[column][0]


def _head_in(said: frozenset[str], row: Row) -> int | None:
    """The first column with a value whose head has most of these words."""
    shared = [len(head & said) for head in row.columns]
    most = max(shared)
    column = shared.index(most)
    return column if most >= _FEWEST_SHARED and row.numbers[column] else None


def _in_two_rows(one: frozenset[str], other: frozenset[str], aligned: Alignment) -> _Cells | None:
    """The cells of the two rows under the one head that the statement names."""
    mine, theirs = _only_row(one, aligned.index.rows), _only_row(other, aligned.index.rows)
    if mine is None or theirs is None or mine.columns != theirs.columns:
        return None
    said = one | other
    shared = [len(head & said) for head in mine.columns]
    most = max(shared)
    if not most or shared.count(most) > 1:
        return None
    column = shared.index(most)
    if not mine.numbers[column] or not theirs.numbers[column]:
        return None
    return _Cells(_value(mine, column), _value(theirs, column), mine)


def _only_row(said: frozenset[str], rows: Sequence[Row]) -> Row | None:
    """The row whose label is said, if there is one only."""
    named = [row for row in rows if row.label and row.label <= said]
    return named[0] if len(named) == 1 else None

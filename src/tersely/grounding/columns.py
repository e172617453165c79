"""Values of a table: whether a statement gives one to the row and the column where it stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from ..facts.number import Number
from ..language.words import terms
from ..records import Flag
from .alignment import Alignment
from .calculation import calculation_of
from .figures import is_supported
from .index import Index
from .tables import Row

_FEWEST_SHARED = 2  # words of a label that the statement does not have whole
_TOTALS = frozenset(terms("total totals sum all overall altogether gesamt summe insgesamt"))
_LEAST_VALUE = 10  # smaller ones stand in too many cells


def check_columns(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "203 deaths with intensive therapy" where the row of deaths has 257 under
    "Intensive Therapy" and 203 under "Standard Therapy", and for a value of another row.
    """
    index = aligned.index
    numbers = list(filter(_is_told_exactly, aligned.numbers))
    if not numbers or not index.tables:
        return
    said = frozenset(terms(aligned.text))
    row = row_about(said, aligned)
    for number in numbers:
        holding = _rows_with(number, index)
        cell = _in_its_row(number, row, holding, aligned) if row else None
        cell = cell or _under_its_head(number, said, holding, index)
        if cell is not None and not _is_told(cell.number, aligned):
            yield aligned.contradiction("number", number.span, cell.row.span)


def _is_told_exactly(number: Number) -> bool:
    """Whether a value does not stand in many cells."""
    return number.value >= _LEAST_VALUE or number.precision < 1


class _Cell(NamedTuple):
    """A value of a row."""

    number: Number
    row: Row


def row_about(said: frozenset[str], aligned: Alignment) -> Row | None:
    """The row whose label is in the statement, the one with the longest label; None if there are
    several.
    """
    rows = aligned.index.rows
    named = [row for row in rows if row.label and row.label <= said]
    if not named:
        return _row_partly_named(said, rows)
    longest = max(len(row.label) for row in named)
    best, *others = [row for row in named if len(row.label) == longest]
    for row in named:
        if len(row.label) < longest and not row.label < best.label:
            return None
    return None if others else best


def _row_partly_named(said: frozenset[str], rows: Sequence[Row]) -> Row | None:
    """The row with most of its label in the statement, if no other has any of its own there."""
    shared = [row for row in rows if not row.label.isdisjoint(said)]
    if len(shared) != 1:
        return None
    (row,) = shared
    return row if len(row.label & said) >= _FEWEST_SHARED else None


def _in_its_row(
    number: Number, row: Row, holding: Sequence[Row], aligned: Alignment
) -> _Cell | None:
    """What the row has in place of a number of other rows, those `holding` it."""
    index = aligned.index
    if row in holding or not holding:
        return None
    if any(other.label & _TOTALS for other in holding):
        return None  # of a total the statement may tell a part
    values = [value for column in row.numbers for value in column]
    if calculation_of(number, values, aligned.text, index, [row.span]):
        return None
    for at, column in enumerate(row.numbers):
        under_it = chain.from_iterable(other.column(at) for other in holding)
        if column and is_supported(number, under_it, index):
            return _Cell(column[0], row)
    return None


def _under_its_head(
    number: Number, said: frozenset[str], holding: Sequence[Row], index: Index
) -> _Cell | None:
    """What stands under the head that the statement names, where the number is under another one
    in each row that the statement may speak of.
    """
    first: _Cell | None = None
    for row in holding:
        if row.label.isdisjoint(said):
            continue
        for at, column in enumerate(row.numbers):
            if not is_supported(number, column, index):
                continue
            beside = _named_beside(at, row, said)
            rivals = [value for value in beside if not is_supported(number, [value], index)]
            if not rivals:
                return None
            first = first or _Cell(rivals[0], row)
    return first


def _named_beside(at: int, row: Row, said: frozenset[str]) -> Iterator[Number]:
    """The values under the heads that the statement names in place of the head of column `at`."""
    head = row.columns[at]
    for other, values in zip(row.columns, row.numbers, strict=True):
        is_named_instead = (other - head) & said and not (head - other) & said
        if is_named_instead and is_comparable(head, other):
            yield from values


def is_comparable(head: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two heads are of the same kind: two groups, two years."""
    return bool(head & other) or (_is_period(head) and _is_period(other))


def _is_period(head: frozenset[str]) -> bool:
    letters = "".join(head)
    return len(head) == 1 and any(map(str.isdigit, letters))


def _rows_with(number: Number, index: Index) -> list[Row]:
    """The rows that hold the number, in order; none where the source has it outside of tables, too.
    Only figures that begin alike are looked at, each once.
    """
    places: set[int] = set()
    for known in _places_of(number, index):
        place = bisect_right(index.rows, known.start, key=_start_of) - 1
        if place < 0 or known.start >= index.rows[place].span[1]:
            return []
        places.add(place)
    return [index.rows[place] for place in sorted(places)]


def _places_of(number: Number, index: Index) -> Sequence[Number]:
    """Where the source has the number, be it as one of so many thousands."""
    if not index.scales:
        return index.bearing_out(number)
    alike = index.numbers_like(number)
    return [known for known in alike if is_supported(number, [known], index)]


def _start_of(row: Row) -> int:
    return row.span[0]


def _is_told(known: Number, aligned: Alignment) -> bool:
    """Whether the statement has this value, too."""
    return any(is_supported(number, [known], aligned.index) for number in aligned.numbers)

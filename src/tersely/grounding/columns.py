"""Values of a table: whether a statement gives one to the row and the column where it stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from ..facts.number import Number
from ..facts.quantities import quantities
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
    numbers = [n for n in quantities(aligned.text) if n.value >= _LEAST_VALUE or n.precision < 1]
    if not numbers or not index.tables:
        return
    said = frozenset(terms(aligned.text))
    row = row_about(said, aligned)
    for number in numbers:
        holding = _rows_with(number, index)
        rival = _rival(number, row, holding, aligned) if row else None
        found = (rival, row) if rival and row else _rival_column(number, said, holding, index)
        if found is not None and not _is_told(found[0], aligned):
            start, end = found[1].span
            row_said = index.text[start:end]
            yield Flag("number", number.text, *number.span, -1, row_said, start, end, True)


def row_about(said: frozenset[str], aligned: Alignment) -> Row | None:
    """The row whose label is in the statement, the one with the longest label; None if there are
    several.
    """
    rows = [row for row in aligned.index.rows if row.label and row.label <= said]
    if not rows:
        shared = [(len(row.label & said), row) for row in aligned.index.rows]
        most = max((count for count, _ in shared), default=0)
        likely = [row for count, row in shared if count == most]
        others_too = any(0 < count < most for count, _ in shared)
        return likely[0] if most >= _FEWEST_SHARED and len(likely) == 1 and not others_too else None
    longest = max(len(row.label) for row in rows)
    best = [row for row in rows if len(row.label) == longest]
    others = [row for row in rows if len(row.label) < longest and not row.label < best[0].label]
    return best[0] if len(best) == 1 and not others else None


def _rival(number: Number, row: Row, holding: Sequence[Row], aligned: Alignment) -> Number | None:
    """What the row has in place of a number of other rows, those `holding` it."""
    values = [n for column in row.numbers for n in column]
    index = aligned.index
    if row in holding or not holding or any(other.label & _TOTALS for other in holding):
        return None  # of a total the statement may tell a part
    if calculation_of(number, values, aligned.text, index, [row.span]):
        return None
    places = {
        at
        for other in holding
        for at, c in enumerate(other.numbers)
        if is_supported(number, c, index)
    }
    alike = [n for at, column in enumerate(row.numbers) if at in places for n in column]
    return alike[0] if alike else None


def _rival_column(
    number: Number, said: frozenset[str], holding: Sequence[Row], index: Index
) -> tuple[Number, Row] | None:
    """What stands under the head that the statement names, where the number is under another one
    in each row that the statement may speak of.
    """
    found = None
    for row in (row for row in holding if row.label & said):
        for at, column in enumerate(row.numbers):
            if not is_supported(number, column, index):
                continue
            beside = _named_beside(at, row, said)
            rival = next((n for n in beside if not is_supported(number, [n], index)), None)
            if rival is None:
                return None
            found = found or (rival, row)
    return found


def _named_beside(at: int, row: Row, said: frozenset[str]) -> Iterator[Number]:
    """The values under the heads that the statement names in place of the head of column `at`."""
    head = row.columns[at]
    for other, values in zip(row.columns, row.numbers, strict=True):
        if is_comparable(head, other) and (other - head) & said and not (head - other) & said:
            yield from values


def is_comparable(head: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two heads are of the same kind: two groups, two years."""
    return bool(head & other) or _is_period(head, other)


def _is_period(head: frozenset[str], other: frozenset[str]) -> bool:
    return all(len(h) == 1 and any(c.isdigit() for c in next(iter(h))) for h in (head, other))


def _rows_with(number: Number, index: Index) -> list[Row]:
    """The rows that hold the number, in order; none where the source has it outside of tables, too.
    Only figures that begin alike are looked at, each once.
    """
    places: set[int] = set()
    for known in index.numbers_like(number):
        if known.supports(number) or (index.scales and is_supported(number, [known], index)):
            place = _row_at(known, index)
            if place < 0:
                return []
            places.add(place)
    return [index.rows[place] for place in sorted(places)]


def _row_at(known: Number, index: Index) -> int:
    """The number of the row in which a figure of the source stands; -1 for none."""
    place = bisect_right(index.rows, known.start, key=lambda row: row.span[0]) - 1
    is_inside = place >= 0 and known.start < index.rows[place].span[1]
    return place if is_inside else -1


def _is_told(known: Number, aligned: Alignment) -> bool:
    """Whether the statement has this value, too."""
    return any(is_supported(n, [known], aligned.index) for n in quantities(aligned.text))

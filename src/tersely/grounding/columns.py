"""Values of a table: whether a statement gives one to the row and the column where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from ..facts.number import Number
from ..facts.quantities import quantities
from ..facts.spans import Span
from ..language.words import terms
from ..records import Flag
from .alignment import Alignment
from .calculation import calculation_of
from .figures import is_supported
from .index import Index

_CELL_END = re.compile(r"\|")
_RULE = re.compile(r"[\s|:=_-]+$")
_MOST_CELLS, _LONGEST_ROW = 24, 2000
_FEWEST_COLUMNS = 3
_FEWEST_SHARED = 2  # words of a label that the statement does not have whole
_TOTALS = frozenset(terms("total totals sum all overall altogether gesamt summe insgesamt"))
_LEAST_VALUE = 10  # smaller ones stand in too many cells


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its span, what it is about, and the terms and numbers of each column."""

    span: Span
    label: frozenset[str]
    columns: tuple[frozenset[str], ...]
    numbers: tuple[tuple[Number, ...], ...]


_ROWS: WeakKeyDictionary[Index, Sequence[Row]] = WeakKeyDictionary()


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
        if _is_told_outside(number, index):
            continue
        rival = _rival(number, row, aligned) if row else None
        found = (rival, row) if rival and row else _rival_column(number, said, index)
        if found is not None and not _is_told(found[0], aligned):
            start, end = found[1].span
            row_said = index.text[start:end]
            yield Flag("number", number.text, *number.span, -1, row_said, start, end, True)


def row_about(said: frozenset[str], aligned: Alignment) -> Row | None:
    """The row whose label is in the statement, the one with the longest label; None if there are
    several.
    """
    rows = [row for row in rows_of(aligned.index) if row.label and row.label <= said]
    if not rows:
        shared = [(len(row.label & said), row) for row in rows_of(aligned.index)]
        most = max((count for count, _ in shared), default=0)
        likely = [row for count, row in shared if count == most]
        others_too = any(0 < count < most for count, _ in shared)
        return likely[0] if most >= _FEWEST_SHARED and len(likely) == 1 and not others_too else None
    longest = max(len(row.label) for row in rows)
    best = [row for row in rows if len(row.label) == longest]
    others = [row for row in rows if len(row.label) < longest and not row.label < best[0].label]
    return best[0] if len(best) == 1 and not others else None


def _rival(number: Number, row: Row, aligned: Alignment) -> Number | None:
    """What the row has in place of a number of another row."""
    values = [n for column in row.numbers for n in column]
    index = aligned.index
    holding = [other for other in rows_of(index) if _holds(other, number, index)]
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


def _rival_column(number: Number, said: frozenset[str], index: Index) -> tuple[Number, Row] | None:
    """What stands under the head that the statement names, where the number is under another one
    in each row that the statement may speak of.
    """
    rows = [row for row in rows_of(index) if row.label & said and _holds(row, number, index)]
    found = None
    for row in rows:
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


def _holds(row: Row, number: Number, index: Index) -> bool:
    return any(is_supported(number, column, index) for column in row.numbers)


def _is_told(known: Number, aligned: Alignment) -> bool:
    """Whether the statement has this value, too."""
    return any(is_supported(n, [known], aligned.index) for n in quantities(aligned.text))


def _is_told_outside(number: Number, index: Index) -> bool:
    """Whether the source has the number anywhere else than in the cells of tables."""
    spans = [row.span for row in rows_of(index)]
    return any(
        known.supports(number) and not any(a <= known.start < b for a, b in spans)
        for known in index.numbers_like(number)
    )


def rows_of(index: Index) -> Sequence[Row]:
    """The rows of all tables of a source with a header and three or more columns."""
    if index not in _ROWS:
        _ROWS[index] = _read_rows(index)
    return _ROWS[index]


def _read_rows(index: Index) -> list[Row]:
    """The rows of all tables with a header and at least three columns."""
    rows: list[Row] = []
    header: list[frozenset[str]] | None = None
    end_before = -1  # where the row before ends
    for start, end in index.tables:
        line = index.text[start:end]
        if len(line) > _LONGEST_ROW or _RULE.match(line):
            end_before = end
            continue
        if end_before < 0 or index.text[end_before:start] != "\n":
            header = None
        end_before = end
        spans = _cells(line)
        if not _FEWEST_COLUMNS <= len(spans) <= _MOST_CELLS:
            header = None
            continue
        cells = [line[a:b] for a, b in spans]
        if header is None:
            header = [frozenset(terms(cell)) for cell in cells]
            continue
        known = index.numbers_in([(start, end)])
        held = [
            tuple(n for n in known if start + a <= n.start and n.end <= start + b) for a, b in spans
        ]
        if len(header) != len(cells) or held[0]:
            continue
        label = frozenset(terms(cells[0]))
        rows.append(Row((start, end), label, tuple(header[1:]), tuple(held[1:])))
    return rows


def _cells(line: str) -> list[Span]:
    """Where the cells of a row stand in its line."""
    first = len(line) - len(line.lstrip("| "))
    last = len(line.rstrip("| "))
    spans, start = [], first
    for match in _CELL_END.finditer(line, first, last):
        spans.append((start, match.start()))
        start = match.end()
    return [*spans, (start, last)]

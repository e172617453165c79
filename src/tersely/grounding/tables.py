"""The tables of a source: their rows, and under which head each value stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..facts.number import Number
from ..facts.spans import Span
from ..language.words import terms

_CELL_END = re.compile(r"\|")
_RULE = re.compile(r"[\s|:=_-]+$")
_MOST_CELLS, _LONGEST_ROW = 24, 2000
_FEWEST_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its span, what it is about, and the terms and numbers of each column."""

    span: Span
    label: frozenset[str]
    columns: tuple[frozenset[str], ...]
    numbers: tuple[tuple[Number, ...], ...]

    def column(self, at: int) -> Sequence[Number]:
        """The numbers of one column; none where the row is shorter."""
        return self.numbers[at] if at < len(self.numbers) else ()


Reader = Callable[[Sequence[Span]], Sequence[Number]]


def rows_of(text: str, lines: Sequence[Span], numbers_in: Reader) -> list[Row]:
    """The rows of all tables with a header and at least three columns; `lines` are those of `text`
    that belong to tables.
    """
    rows: list[Row] = []
    header: list[frozenset[str]] | None = None
    end_before = -1  # where the row before ends
    for start, end in lines:
        line = text[start:end]
        if len(line) > _LONGEST_ROW or _RULE.match(line):
            end_before = end
            continue
        if end_before < 0 or text[end_before:start] != "\n":
            header = None
        end_before = end
        cells = _cells(line)
        if not _FEWEST_COLUMNS <= len(cells) <= _MOST_CELLS:
            header = None
        elif header is None:
            header = [_terms_of(line, cell) for cell in cells]
        elif len(header) == len(cells):
            known = numbers_in([(start, end)])
            in_label, *values = (_inside(cell, start, known) for cell in cells)
            if not in_label:
                label = _terms_of(line, cells[0])
                rows.append(Row((start, end), label, tuple(header[1:]), tuple(values)))
    return rows


def _terms_of(line: str, cell: Span) -> frozenset[str]:
    return frozenset(terms(line[slice(*cell)]))


def _inside(cell: Span, line_start: int, known: Sequence[Number]) -> tuple[Number, ...]:
    """The numbers of one cell."""
    first, last = cell[0] + line_start, cell[1] + line_start
    return tuple(number for number in known if first <= number.start and number.end <= last)


def _cells(line: str) -> list[Span]:
    """Where the cells of a row stand in its line."""
    first = len(line) - len(line.lstrip("| "))
    last = len(line.rstrip("| "))
    spans, start = [], first
    for match in _CELL_END.finditer(line, first, last):
        spans.append((start, match.start()))
        start = match.end()
    return [*spans, (start, last)]

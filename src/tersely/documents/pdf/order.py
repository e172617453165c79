"""Pages that draw their text in another order than it is read, put in order by place.

Nearly all programs draw a page as it is read, and columns one after the other; then the order of
the drawing is the best that there is. Some draw a table column by column, or from the bottom up.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from statistics import median

from .lines import Line

# Of the text, may stand above the line before it: pages of papers that are full of plots have up
# to 0.21, tables and forms that are drawn in another order from 0.3 on.
_MAX_SHARE = 0.25
_MIN_LINES = 8
_SAME_HEIGHT_EM = 0.4
# Cells of a table, as against lines of a column: shorter, and more of them beside each other.
_MAX_CELL_CHARACTERS = 16
_MIN_COLUMNS = 3
_MIN_ROWS = 4


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """`lines` as they are drawn, or by place from the top down if that is no order to read in; what
    stands side by side is one line with cells then.
    """
    if len(lines) < _MIN_LINES or not _is_scattered(lines):
        return list(lines)
    placed = [line for line in lines if line.size]
    rest = [line for line in lines if not line.size]
    return [_row(row) for row in _rows(placed)] + rest


def _is_scattered(lines: Sequence[Line]) -> bool:
    return _share_above(lines) > _MAX_SHARE or _is_by_column(lines)


def _share_above(lines: Sequence[Line]) -> float:
    """The share of the text that stands above the line before it, in the same column. Labels of
    plots are in no order, and short.
    """
    above = sum(
        min(len(before.text), len(line.text))
        for before, line in pairwise(lines)
        if line.bottom > before.top and _overlap(before, line)
    )
    return above / _characters(lines)


def _overlap(before: Line, line: Line) -> bool:
    """Whether two lines stand in the same column."""
    return line.left < before.right and before.left < line.right


def _is_by_column(lines: Sequence[Line]) -> bool:
    """Whether a table is drawn column by column: short texts one below the other, and then, to the
    right and at the same heights, the next ones.
    """
    columns: list[list[Line]] = [[]]
    for before, line in pairwise(lines):
        if line.bottom > before.top and line.left > before.right:
            columns.append([])
        columns[-1].append(line)
    columns = list(filter(_may_be_column, columns))
    if 2 * sum(_characters(column) for column in columns) < _characters(lines):  # scales of plots
        return False
    heights = [{round(line.bottom) for line in column} for column in columns]
    same = [len(left & right) for left, right in pairwise(heights)]
    return sum(count >= _MIN_ROWS for count in same) >= _MIN_COLUMNS - 1


def _may_be_column(lines: Sequence[Line]) -> bool:
    if len(lines) < _MIN_ROWS:
        return False
    return median(len(line.text) for line in lines) <= _MAX_CELL_CHARACTERS


def _characters(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines at one height together, from left to right; the rows from the top down."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.bottom):
        if rows and rows[-1][0].is_level_with(line, _SAME_HEIGHT_EM):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _row(row: Sequence[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    cells = tuple(chain.from_iterable(line.as_cells() for line in row))
    return row[0]._replace(
        text=" ".join(cell.text for cell in cells),
        top=max(line.top for line in row),
        right=max(line.right for line in row),
        cells=cells,
    )

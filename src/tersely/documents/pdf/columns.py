"""Lines with wide gaps as what they are: the rows of a table, or columns of text drawn side by
side.

A block is a stretch of lines whose cells stand in the same columns. Text that runs on from line to
line inside its column is read column after column; everything else is a table whose empty cells
stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from ..tables import markdown_table
from .cells import Cell
from .lines import Line

_MAX_ROW_GAP_EM = 6.0
_MAX_LINE_GAP_EM = 0.5
_MIN_STEP_EM = 0.3  # from the top of one row to that of the next
_MAX_COLUMNS = 30
_MIN_TABLE_ROWS = 3  # of two columns: two lines with a gap are letterheads and page heads
_MIN_WIDE_TABLE_ROWS = 2  # of three columns and more
_TOLERANCE_EM = 0.3  # cells of one column may end so near to the next
# Columns of text, as against tables of text: seen on two-column articles and on glossaries.
_MIN_PROSE_LINES = 4
_MIN_PROSE_WORDS = 4
_MIN_PROSE_CHARACTERS = 12  # in scripts without spaces
_FILLED = 0.85
_MIN_RUN_ON = 0.35
_MIN_FILLED = 0.5
_OPENERS = "\"'(«„“‘["

Column = tuple[float, float]
Rows = Sequence[Sequence[str]]  # the texts of each line by column


def arranged(lines: Sequence[Line]) -> list[Line]:
    """`lines` with columns one after the other and tables as one line each."""
    if not any(line.cells for line in lines):
        return list(lines)
    out: list[Line] = []
    position = 0
    while position < len(lines):
        block, columns = _block(lines, position)
        if len(block) < 2:
            out.append(lines[position])
            position += 1
            continue
        rows = [_row(line, columns) for line in block]
        if _is_prose(rows, columns):
            out += _by_column(block, rows, columns)
        elif _is_table(rows, columns):
            out.append(_table(block, rows))
        else:
            out += block
        position += len(block)
    return out


def _block(lines: Sequence[Line], start: int) -> tuple[list[Line], list[Column]]:
    """The lines from `start` that stand in common columns, and these columns."""
    first = lines[start]
    if len(first.cells) < 2:
        return [], []
    block = [first]
    columns = _merged(_places(first), first.size)
    for line in lines[start + 1 :]:
        if not _is_next_row(block[-1], line):
            break
        merged = _merged(columns + _places(line), line.size)
        if not 2 <= len(merged) <= _MAX_COLUMNS or len(merged) < len(columns):
            break
        block.append(line)
        columns = merged
    # A line without cells at the end belongs to the block only if it touches the line above.
    while not block[-1].cells:
        before, last = block[-2:]
        if before.bottom - last.top < _MAX_LINE_GAP_EM * last.size:
            break
        block.pop()
    return block, columns


def _places(line: Line) -> list[Column]:
    return [(cell.left, cell.right) for cell in line.as_cells()]


def _is_next_row(before: Line, line: Line) -> bool:
    """Whether a line stands below another, and near."""
    if line.top >= before.top - _MIN_STEP_EM * line.size:
        return False
    return before.bottom - line.top <= _MAX_ROW_GAP_EM * line.size


def _merged(places: list[Column], size: float) -> list[Column]:
    """Overlapping intervals as one, from left to right."""
    merged: list[Column] = []
    for left, right in sorted(places):
        if merged and left < merged[-1][1] + _TOLERANCE_EM * size:
            begin, end = merged[-1]
            merged[-1] = begin, max(end, right)
        else:
            merged.append((left, right))
    return merged


def _row(line: Line, columns: Sequence[Column]) -> list[str]:
    """The texts of a line by column; "" where it has no cell."""
    row = [""] * len(columns)
    for cell in line.as_cells():
        number = _column_of(cell, columns)
        row[number] = f"{row[number]} {cell.text}".strip()
    return row


def _column_of(cell: Cell, columns: Sequence[Column]) -> int:
    middle = (cell.left + cell.right) / 2
    for number, (left, right) in enumerate(columns):
        if left <= middle <= right:
            return number
    return 0


def _full_rows(rows: Rows) -> int:
    """How many rows have more than one text."""
    return sum(sum(map(bool, row)) > 1 for row in rows)


def _is_prose(rows: Rows, columns: Sequence[Column]) -> bool:
    if len(columns) > 4 or _full_rows(rows) < _MIN_PROSE_LINES:
        return False
    run_on = chances = filled = texts = 0
    for column in range(len(columns)):
        parts = [row[column] for row in rows if row[column]]
        if not parts:
            return False
        spaced = any(" " in part for part in parts)
        if spaced and median(len(part.split()) for part in parts) < _MIN_PROSE_WORDS:
            return False
        if not spaced and median(map(len, parts)) < _MIN_PROSE_CHARACTERS:
            return False
        longest = max(map(len, parts))
        filled += sum(len(part) >= _FILLED * longest for part in parts)
        texts += len(parts)
        letters = [part.lstrip(_OPENERS)[:1] for part in parts[1:]]
        cased = [letter for letter in letters if letter.lower() != letter.upper()]
        run_on += sum(letter.islower() for letter in cased)
        chances += len(cased)
    if filled < _MIN_FILLED * texts:
        return False
    return not chances or run_on >= _MIN_RUN_ON * chances


def _by_column(block: Sequence[Line], rows: Rows, columns: Sequence[Column]) -> Iterator[Line]:
    for number, (left, right) in enumerate(columns):
        for line, row in zip(block, rows, strict=True):
            if row[number]:
                yield line._replace(text=row[number], left=left, right=right, cells=())


def _is_table(rows: Rows, columns: Sequence[Column]) -> bool:
    full = _full_rows(rows)
    if len(columns) == 2:
        return full >= _MIN_TABLE_ROWS and full >= 0.6 * len(rows)
    return full >= _MIN_WIDE_TABLE_ROWS and full >= 0.4 * len(rows)


def _table(block: Sequence[Line], rows: list[list[str]]) -> Line:
    joined: list[list[str]] = []
    for row in rows:
        if joined and _goes_on(joined[-1], row):
            cells = zip(joined[-1], row, strict=True)
            joined[-1] = [f"{above} {text}".strip() for above, text in cells]
        else:
            joined.append(row)
    first, last = block[0], block[-1]
    return Line(
        markdown_table(joined),
        first.size,
        first.top,
        last.bottom,
        min(line.left for line in block),
        max(line.right for line in block),
        is_table=True,
    )


def _goes_on(before: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row is the second line of the cells above: it has no first cell, and each of its
    texts goes on in small letters.
    """
    if row[0]:
        return False
    texts = [(above, text) for above, text in zip(before, row, strict=True) if text]
    return all(above and text[0].islower() for above, text in texts)

"""Recognized lines in the order in which a reader takes them: columns one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

_MIN_LINES = 3  # of a column; fewer are a row of a table, or a name beside its date
_MIN_LINES_OF_MORE = 6  # of a column behind others, told by the lines that fill it alone
_MIN_LENGTH = 8.0  # of its usual line, in line heights: cells of tables are shorter
_ALIGNED = 0.8  # of the lines of a column begin at its edge
_FILLED = 0.7  # of the width of a column by its usual line, as running text does
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Box:
    """A recognized line: its text, how sure, and its place in pixels."""

    text: str
    confidence: float
    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.top + self.height


def arranged(boxes: Sequence[Box], depth: int = 0) -> str:
    """The lines from top to bottom, those of one height from left to right; columns of running text
    one after the other; a wide gap starts a paragraph.
    """
    if not boxes:
        return ""
    gutter = _gutter(boxes) if depth < _DEEPEST else None
    if gutter is None:
        return _in_rows(boxes)
    parts: list[str] = []
    band: list[Box] = []
    for box in sorted(boxes, key=lambda box: box.top):
        if box.left < gutter < box.right:  # a headline over the columns
            parts += _side_by_side(band, gutter, depth)
            parts.append(box.text)
            band = []
        else:
            band.append(box)
    parts += _side_by_side(band, gutter, depth)
    return "\n\n".join(part for part in parts if part)


def _side_by_side(band: Sequence[Box], gutter: float, depth: int) -> list[str]:
    left = [box for box in band if box.right <= gutter]
    right = [box for box in band if box.left >= gutter]
    return [arranged(left, depth + 1), arranged(right, depth + 1)]


def _gutter(boxes: Sequence[Box]) -> float | None:
    """Where a white strip parts two columns of running text; None if there is none."""
    height = median(box.height for box in boxes)
    starts = sorted({box.left for box in boxes})
    best: float | None = None
    fewest = len(boxes)
    for start in starts:
        place = start - height / 4
        left = [box for box in boxes if box.right <= place]
        right = [box for box in boxes if box.left >= place]
        across = len(boxes) - len(left) - len(right)
        if across >= fewest or across > min(len(left), len(right)):
            continue
        if _are_columns(left, right):
            best, fewest = place, across
    return best


def _are_columns(left: Sequence[Box], right: Sequence[Box]) -> bool:
    if min(len(left), len(right)) < _MIN_LINES:
        return False
    if not (_begins_above_the_end_of(right, left) and _begins_above_the_end_of(left, right)):
        return False
    # More columns may stand on either side: those next to the gutter are looked at.
    height = median(box.height for box in right)
    edge = min(box.left for box in right) + 2 * height
    after = [box for box in right if box.left <= edge]
    return _is_running_text(after) and (_is_running_text(left) or _ends_in_a_column(left))


def _begins_above_the_end_of(column: Sequence[Box], other: Sequence[Box]) -> bool:
    return min(box.top for box in column) < max(box.top for box in other)


def _ends_in_a_column(left: Sequence[Box]) -> bool:
    """Whether the last of several columns, or one that flows around a picture, fills its lines.
    Long cells of a table do too: there something short stands before them.
    """
    height = median(box.height for box in left)
    edge = max(box.right for box in left) - 2 * height
    last = [box for box in left if box.right >= edge]
    if len(last) < _MIN_LINES_OF_MORE or not _is_running_text(last):
        return False
    start = min(box.left for box in left) + 2 * height
    is_one = sum(box.left <= start for box in left) >= _ALIGNED * len(left)
    return is_one or _gutter(left) is not None


def _is_running_text(column: Sequence[Box]) -> bool:
    usual = median(box.width for box in column)
    extent = max(box.right for box in column) - min(box.left for box in column)
    long_enough = usual >= _MIN_LENGTH * median(box.height for box in column)
    return long_enough and usual >= _FILLED * extent


def _in_rows(boxes: Sequence[Box]) -> str:
    usual = median(box.height for box in boxes)
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: box.top):
        middle = box.top + box.height / 2
        if rows and middle < rows[-1][0].bottom:
            rows[-1].append(box)
        else:
            rows.append([box])
    out = ""
    bottom = rows[0][0].top
    for row in rows:
        top = min(box.top for box in row)
        if out:
            out += "\n\n" if top - bottom > usual else "\n"
        row.sort(key=lambda box: box.left)
        out += " ".join(box.text for box in row)
        bottom = max(box.bottom for box in row)
    return out

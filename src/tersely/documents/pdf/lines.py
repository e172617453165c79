"""The lines of a page, with the place and the size of their type, and their cells where they have
wide gaps.

PDFium puts the characters in the order in which the page draws them and ends a line where the next
character is drawn elsewhere. It takes off the hyphen at a line end and the line end with it; here
each piece is a line of its own again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import sub
from statistics import median
from typing import NamedTuple

from .cells import Cell, cells_of, joined_labels, shown_text
from .digits import with_raised_digits
from .direction import RIGHT_TO_LEFT, right_to_left
from .geometry import Box
from .pdfium import LINE_END_HYPHEN, NOTHING, PageText, Runs

_BLANK = " \r\n\t\xa0" + NOTHING
# Spaces between words are rarely wider than an em, also in justified lines; columns of TeX tables
# stand 1.2 em apart.
_WIDE_GAP_EM = 1.2
_SAME_HEIGHT_EM = 0.2
_MOST_SPACES = 200  # in one gap of a listing
_FIXED_PITCH_EM = 0.6  # the width of a character of Courier and of nearly all such fonts
# A line that is this much wider than its characters usually are has a gap inside one text object.
_STRETCHED = 1.25
_STRETCHED_EM = 0.75  # and so is one whose characters seem to be that wide; usual is half an em
_FEW_RUNS = 1  # are looked up one by one
_TINY_PT = 1.5  # nobody can read smaller type; the smallest labels of figures have 2 points
# Lines of a table of contents, and lines from right to left, whose cells have another order.
_NO_CELLS = re.compile(rf"(?:[.·…_]\s?){{4,}}|{RIGHT_TO_LEFT.pattern}")


class Line(NamedTuple):  # a manual has 14,000: a tuple is made in a third of the time
    """One line with its type size and its place, in points; all zero if unknown. `cells` is empty
    for a line without wide gaps, and `is_table` marks one that is a whole Markdown table.
    """

    text: str
    size: float = 0.0
    top: float = 0.0
    bottom: float = 0.0
    left: float = 0.0
    right: float = 0.0
    cells: tuple[Cell, ...] = ()
    is_table: bool = False
    is_fixed_pitch: bool = False

    def as_cells(self) -> tuple[Cell, ...]:
        """Its cells; the whole line as one where it has none."""
        return self.cells or (Cell(self.text, self.left, self.right),)

    def is_level_with(self, other: Line, most_em: float) -> bool:
        """Whether both stand at one height, within that part of the type size of `other`."""
        return abs(self.bottom - other.bottom) <= most_em * other.size


class _Span(NamedTuple):
    """The characters of one line: where it begins and ends, the widest gap between two runs, and
    whether there is more than one run.
    """

    first: int
    last: int
    left: float
    right: float
    gap: float
    is_mixed: bool


def lines_of(text: PageText, page: Box) -> tuple[list[Line], int]:
    """The lines of a page and how many of its text runs stand off the page or are too small to
    read; those are left out.
    """
    lines: list[Line] = []
    spans, hidden = _spans(text, page.turned(text.rotation))
    firsts = [span.first for span in spans]
    boxes = text.boxes(firsts)
    sizes = text.sizes(firsts, boxes)
    widths = [(span.right - span.left) / (span.last - span.first) for span in spans]
    usual = median(widths) if widths else 0.0
    for span, box, size in zip(spans, boxes, sizes, strict=True):
        line = _line(text, span, box, size, usual)
        if not line.text.strip():
            continue
        if lines and _is_beside(lines[-1], line):
            lines[-1] = _one_line(lines[-1], line, text.is_fixed_pitch(span.first))
        else:
            lines.append(line)
    return [_with_spaces(line) if line.is_fixed_pitch else line for line in lines], hidden


def _spans(text: PageText, page: Box) -> tuple[list[_Span], int]:
    """The characters of each line, and how many runs were taken out of the text."""
    stretches = _stretches(text.text)
    runs = text.runs(stretches)
    lefts, _, rights, _, ends = runs
    gaps = list(map(sub, lefts[1:], rights))
    unseen = _with_unseen(text, stretches, runs, page)
    hidden = 0
    spans: list[_Span] = []
    begin = 0
    for number, (first, last) in enumerate(stretches):
        end = ends[number]
        is_mixed = end - begin > 1
        left, right, gap = lefts[begin], rights[begin], 0.0
        if is_mixed:
            left = min(lefts[begin:end])
            right = max(rights[begin:end])
            gap = max(0.0, *gaps[begin : end - 1])
        begin = end
        if number in unseen:
            hidden += _take_out(text, first, last, page)
            if not text.text[first:last].strip(_BLANK):
                continue
        spans.append(_Span(first, last, left, right, gap, is_mixed))
    return spans, hidden


def _stretches(text: str) -> list[tuple[int, int]]:
    """Where the characters of each line begin and end, blanks around them apart."""
    stretches = []
    begin = 0
    for piece in text.replace(LINE_END_HYPHEN, f"{LINE_END_HYPHEN}\n").split("\n"):
        content = piece.rstrip(_BLANK)
        last = begin + len(content)
        first = last - len(content.lstrip(_BLANK))
        if first < last and piece != LINE_END_HYPHEN:
            stretches.append((first, last))
        begin += len(piece) + (not piece.endswith(LINE_END_HYPHEN))
    return stretches


def _is_beside(before: Line, line: Line) -> bool:
    """Whether PDFium ended a line where only a wide gap is, as it does before single letters."""
    if before.right >= line.left:
        return False
    if not before.size or not line.is_level_with(before, _SAME_HEIGHT_EM):
        return False
    return not _NO_CELLS.search(before.text + line.text)


def _one_line(before: Line, line: Line, is_fixed_pitch: bool) -> Line:
    cells = [*before.as_cells(), *line.as_cells()]
    if line.left - before.right <= _WIDE_GAP_EM * line.size:
        *cells, last, following = cells
        cells.append(last.joined(following))
    cells = list(joined_labels(cells))
    return before._replace(
        text=" ".join(cell.text for cell in cells),
        top=max(before.top, line.top),
        right=line.right,
        cells=tuple(cells) if len(cells) > 1 else (),
        is_fixed_pitch=is_fixed_pitch,
    )


def _with_spaces(line: Line) -> Line:
    """A line of a listing with its gaps as spaces: all characters of its font are equally wide."""
    width = _FIXED_PITCH_EM * line.size or 1.0
    out = ""
    for cell in line.cells:
        column = round((cell.left - line.cells[0].left) / width)
        spaces = min(_MOST_SPACES, column - len(out))
        if out:
            spaces = max(1, spaces)
        out += " " * spaces + cell.text
    return line._replace(text=out or line.text, cells=(), is_fixed_pitch=False)


def _with_unseen(
    text: PageText, stretches: Sequence[tuple[int, int]], runs: Runs, page: Box
) -> set[int]:
    """The lines (by number) of which a run is off the page or of tiny type."""
    thin: dict[int, list[Box]] = {}  # little ink: tiny type, or a dash, or dots
    unseen: set[int] = set()
    for place in _suspects(runs, page):
        run = runs.box(place)
        number = bisect_right(runs.ends, place)
        if run.is_apart_from(page):
            unseen.add(number)
        elif run.height < _TINY_PT:
            thin.setdefault(number, []).append(run)
    for number in thin.keys() - unseen:
        boxes = _boxes_in(text, stretches[number], thin[number])
        if any(box and _is_tiny(box) for box in boxes):
            unseen.add(number)
    return unseen


def _suspects(runs: Runs, page: Box) -> list[int]:
    """The runs (by number) that are thin or not within the page."""
    lefts, bottoms, rights, tops, _ = runs
    if not lefts:
        return []
    heights = list(map(sub, tops, bottoms))
    is_within = min(lefts) >= page.left and min(bottoms) >= page.bottom
    if is_within and max(rights) <= page.right and max(tops) <= page.top:
        if min(heights) >= _TINY_PT:
            return []
        return [place for place, height in enumerate(heights) if height < _TINY_PT]
    return list(range(len(lefts)))


def _boxes_in(text: PageText, span: tuple[int, int], runs: Sequence[Box]) -> Iterator[Box | None]:
    """The box of the character in the middle of each run; None if it cannot be told."""
    # Nearly all lines go from left to right; PDFium's own search goes over the whole page.
    first = span[0]
    indices = range(*span)
    lefts = text.lefts(indices) if len(runs) > _FEW_RUNS else None
    for run in runs:
        middle = (run.left + run.right) / 2
        if lefts is None:
            index = bisect_right(indices, middle, key=text.left) + first - 1
        else:
            index = bisect_right(lefts, middle) + first - 1
        if index >= first:
            box = text.box(index)
            # Of dots with gaps, the one before the middle.
            if middle <= box.right or run.left <= box.left:
                yield box
                continue
        index = text.index_in(run)
        yield text.box(index) if index >= 0 else None


def _is_tiny(box: Box) -> bool:
    """The box of a character has the height of its font, not that of a dot."""
    return max(box.height, box.width) < _TINY_PT


def _take_out(text: PageText, first: int, last: int, page: Box) -> int:
    """Takes the characters off the page, and those of tiny type, out of the text; how many runs."""
    characters = list(text.text)
    runs = 0
    before_is_hidden = False
    for index in range(first, last):
        if characters[index].isspace():
            continue
        box = text.box(index)
        is_hidden = box.is_apart_from(page) or _is_tiny(box)
        if is_hidden:
            characters[index] = NOTHING
            runs += not before_is_hidden
        before_is_hidden = is_hidden
    text.text = "".join(characters)
    return runs


def _line(text: PageText, span: _Span, box: Box, size: float, usual: float) -> Line:
    """One line; `box` and `size` are those of its first character, and `usual` is how wide a
    character of the page usually is.
    """
    first, last, left, right, gap, is_mixed = span
    content = text.text[first:last]
    if is_mixed:  # raised digits are drawn apart
        content = with_raised_digits(text, first, content)
    _, bottom, _, top = box
    shown = right_to_left(shown_text(content))
    wide = _WIDE_GAP_EM * (size or 1.0)
    has_gaps = gap > wide
    if not has_gaps:
        most = min(_STRETCHED * usual, _STRETCHED_EM * size) * (last - first)
        # The characters of some fonts are wider, without a gap.
        has_gaps = right - left > most and not text.is_fixed_pitch(first)
    if not has_gaps or _NO_CELLS.search(content):
        return Line(shown, size, top, bottom, left, right)
    cells = tuple(joined_labels(cells_of(text, first, content, wide)))
    if len(cells) < 2:
        return Line(shown, size, top, bottom, left, right)
    fixed = text.is_fixed_pitch(first)
    return Line(shown, size, top, bottom, left, right, cells, is_fixed_pitch=fixed)

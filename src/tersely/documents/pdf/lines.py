"""The lines of a page, with the place and the size of their type, and their cells where they have
wide gaps.

PDFium puts the characters in the order in which the page draws them and ends a line where the next
character is drawn elsewhere. It takes off the hyphen at a line end and the line end with it; here
each piece is a line of its own again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from ..scripts import BULLETS, raised
from .pdfium import NOTHING, Box, PageText

_PIECE = re.compile("[^\n\ufffe]+\ufffe?")
_SIGNS = BULLETS | str.maketrans({"\ufffe": "\xad", NOTHING: None, "\r": None})
_MARKED = re.compile(f"[{''.join(map(chr, _SIGNS))}]")
_BLANK = " \r\n\t\xa0" + NOTHING
_WORD = re.compile(rf"[^\s{NOTHING}]+")
# Spaces between words are rarely wider than an em, also in justified lines; columns of TeX tables
# stand 1.2 em apart.
_WIDE_GAP_EM = 1.2
_SAME_HEIGHT_EM = 0.2
_FIXED_PITCH_EM = 0.6  # the width of a character of Courier and of nearly all such fonts
# A line that is this much wider than its characters usually are has a gap inside one text object.
_STRETCHED = 1.25
_STRETCHED_EM = 0.75  # and so is one whose characters seem to be that wide; usual is half an em
_RAISED_SHARE = 0.2  # of the type around it, a raised digit stands above its neighbour at least
_RAISED_SIZE = 0.85
_ATTACHED_DIGIT = re.compile(r"(?<=\S)\d")
_TINY_PT = 1.5  # nobody can read smaller type; the smallest labels of figures have 2 points
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile(r"[A-Za-z]")
_LATIN_WORDS = re.compile(r"[A-Za-z][\w.'’-]{0,60}(?: [A-Za-z][\w.'’-]{0,60})+")
_BRACKETS = re.compile(r"[()\[\]{}]")
_MIRRORED = str.maketrans("()[]{}", ")(][}{")
# Lines of a table of contents, and lines from right to left, whose cells have another order.
_NO_CELLS = re.compile(rf"(?:[.·…_]\s?){{4,}}|{_RIGHT_TO_LEFT.pattern}")
_LABEL = re.compile(r"\W{1,3}|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})[.)]|\d+(?:\.\d+)+\.?")


class Cell(NamedTuple):
    """A stretch of a line between wide gaps, in points."""

    text: str
    left: float
    right: float


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


def lines_of(text: PageText, page: Box, rotation: int = 0) -> tuple[list[Line], int]:
    """The lines of a page and how many of its text runs stand off the page or are too small to
    read; those are left out. `rotation` is that of the page, in degrees clockwise.
    """
    lines: list[Line] = []
    hidden = 0
    stretch: list[float] = []
    spans = []
    for piece in _PIECE.finditer(text.text):
        content = piece[0].rstrip(_BLANK)
        first = piece.start() + len(content) - len(content.lstrip(_BLANK))
        last = piece.start() + len(content)
        if first >= last:
            continue
        runs = text.runs(first, last - first) or [text.box(first)]
        extent, thinnest, gap = _extent(runs)
        if (thinnest < _TINY_PT or not _is_within(extent, page)) and _has_unseen(runs, page, text):
            hidden += _take_out(text, first, last, page)
            if not text.text[first:last].strip(_BLANK):
                continue
        spans.append((first, last, extent, gap, len(runs) > 1))
        stretch.append((extent[2] - extent[0]) / (last - first))
    usual = median(stretch) if stretch else 0.0
    for first, last, extent, gap, is_mixed in spans:
        line = _line(text, first, last, extent, (gap, usual), is_mixed, rotation)
        if not line.text.strip():
            continue
        if lines and _is_beside(lines[-1], line):
            lines[-1] = _one_line(lines[-1], line, text.is_fixed_pitch(first))
        else:
            lines.append(line)
    return [_with_spaces(line) if line.is_fixed_pitch else line for line in lines], hidden


def _is_beside(before: Line, line: Line) -> bool:
    """Whether PDFium ended a line where only a wide gap is, as it does before single letters."""
    if not before.size or abs(before.bottom - line.bottom) > _SAME_HEIGHT_EM * before.size:
        return False
    return before.right < line.left and not _NO_CELLS.search(before.text + line.text)


def _one_line(before: Line, line: Line, is_fixed_pitch: bool) -> Line:
    cells = [*_cells_of(before), *_cells_of(line)]
    if line.left - before.right <= _WIDE_GAP_EM * line.size:
        joined = Cell(f"{cells[-2].text} {cells[-1].text}", cells[-2].left, cells[-1].right)
        cells[-2:] = [joined]
    cells = list(_joined_labels(cells))
    return before._replace(
        text=" ".join(cell.text for cell in cells),
        top=max(before.top, line.top),
        right=line.right,
        cells=tuple(cells) if len(cells) > 1 else (),
        is_fixed_pitch=is_fixed_pitch,
    )


def _cells_of(line: Line) -> tuple[Cell, ...]:
    return line.cells or (Cell(line.text, line.left, line.right),)


def _with_spaces(line: Line) -> Line:
    """A line of a listing with its gaps as spaces: all characters of its font are equally wide."""
    width = _FIXED_PITCH_EM * line.size or 1.0
    out = ""
    for cell in line.cells:
        column = round((cell.left - line.cells[0].left) / width)
        out += " " * max(bool(out), min(200, column - len(out))) + cell.text
    return line._replace(text=out or line.text, cells=(), is_fixed_pitch=False)


def _extent(runs: Sequence[Box]) -> tuple[Box, float, float]:
    """The box around all runs, the height of the lowest of them, and the widest gap between two."""
    left, bottom, right, top = runs[0]
    if len(runs) == 1:
        return runs[0], top - bottom, 0.0
    thinnest, gap, end = top - bottom, 0.0, right
    for run in runs[1:]:
        run_left, run_bottom, run_right, run_top = run
        if run_left - end > gap:
            gap = run_left - end
        end = run_right
        left, bottom = min(left, run_left), min(bottom, run_bottom)
        right, top = max(right, run_right), max(top, run_top)
        thinnest = min(thinnest, run_top - run_bottom)
    return (left, bottom, right, top), thinnest, gap


def _is_within(box: Box, page: Box) -> bool:
    return box[0] >= page[0] and box[1] >= page[1] and box[2] <= page[2] and box[3] <= page[3]


def _has_unseen(runs: Sequence[Box], page: Box, text: PageText) -> bool:
    """Whether a run is off the page or of tiny type."""
    page_left, page_bottom, page_right, page_top = page
    for run in runs:
        left, bottom, right, top = run
        if right < page_left or left > page_right or top < page_bottom or bottom > page_top:
            return True
        if top - bottom < _TINY_PT:  # little ink: tiny type, or a dash, or dots
            index = text.index_in(run)
            if index >= 0 and _is_tiny(text.box(index)):
                return True
    return False


def _is_tiny(box: Box) -> bool:
    """The box of a character has the height of its font, not that of a dot."""
    return max(box[3] - box[1], box[2] - box[0]) < _TINY_PT


def _take_out(text: PageText, first: int, last: int, page: Box) -> int:
    """Takes the characters off the page, and those of tiny type, out of the text; how many runs."""
    characters = list(text.text)
    runs = 0
    before = False
    for index in range(first, last):
        if characters[index].isspace():
            continue
        box = left, bottom, right, top = text.box(index)
        outside = right < page[0] or left > page[2] or top < page[1] or bottom > page[3]
        hidden = outside or _is_tiny(box)
        if hidden:
            characters[index] = NOTHING
            runs += not before
        before = hidden
    text.text = "".join(characters)
    return runs


def _line(
    text: PageText,
    first: int,
    last: int,
    extent: Box,
    spacing: tuple[float, float],
    is_mixed: bool,
    rotation: int,
) -> Line:
    """One line; `spacing` is its widest gap and how wide a character of the page usually is."""
    gap, usual = spacing
    content = text.text[first:last]
    if is_mixed:  # raised digits are drawn apart
        content = _with_raised_digits(text, first, content)
    left, bottom, right, top = text.box(first)
    size = text.size(first, top - bottom)
    left, right = extent[0], extent[2]
    if rotation:
        left, bottom, right, top = _upright((left, bottom, right, top), rotation)
    shown = right_to_left(_shown(content))
    cells: tuple[Cell, ...] = ()
    wide = _WIDE_GAP_EM * (size or 1.0)
    gaps = gap > wide
    width = (right - left) / (last - first)
    if not gaps and (width > _STRETCHED * usual or width > _STRETCHED_EM * size):
        gaps = not text.is_fixed_pitch(first)  # whose characters are wider
    if gaps and not rotation and not _NO_CELLS.search(content):
        cells = tuple(_cells(text, first, content, wide))
    if len(cells) < 2:
        return Line(shown, size, top, bottom, left, right)
    return Line(
        shown, size, top, bottom, left, right, cells, is_fixed_pitch=text.is_fixed_pitch(first)
    )


def _upright(box: Box, rotation: int) -> Box:
    left, bottom, right, top = box
    match rotation:
        case 90:
            return bottom, -right, top, -left
        case 180:
            return -right, -top, -left, -bottom
        case _:
            return -top, left, -bottom, right


def _cells(text: PageText, first: int, content: str, wide: float) -> Iterator[Cell]:
    """The stretches between wide gaps; bullets and leading numbers stay with what they count."""
    begin = 0
    left = right = 0.0
    cells: list[Cell] = []
    for word in _WORD.finditer(content):
        box = text.box(first + word.start())
        end = text.box(first + word.end() - 1)[2]
        if word.start() and box[0] - right > wide and right:
            cells.append(Cell(_shown(content[begin : word.start()]), left, right))
            begin, left = word.start(), box[0]
        elif not right:
            begin, left = word.start(), box[0]
        elif box[0] < left - wide:  # goes back: no line of cells
            return
        right = end
    cells.append(Cell(_shown(content[begin:]), left, right))
    yield from _joined_labels(cells)


def _shown(text: str) -> str:
    if _MARKED.search(text):
        text = text.translate(_SIGNS)
    return text.strip()


def _joined_labels(cells: Sequence[Cell]) -> Iterator[Cell]:
    held: Cell | None = None
    for number, cell in enumerate(cells):
        if held is not None:
            cell = Cell(f"{held.text} {cell.text}", held.left, cell.right)
            held = None
        if number == 0 and _LABEL.fullmatch(cell.text) and _is_text(cells[1:]):
            held = cell
        else:
            yield cell


def _is_text(cells: Sequence[Cell]) -> bool:
    """Whether the next cell begins with a letter, as what a bullet or a number stands before."""
    return bool(cells) and cells[0].text[:1].isalpha()


def _with_raised_digits(text: PageText, first: int, content: str) -> str:
    """The characters from `first` on with small raised digits as superscripts: the marks of
    footnotes, which run into the word before them, and exponents.
    """
    characters: list[str] | None = None
    for match in _ATTACHED_DIGIT.finditer(content):
        at = match.start()
        if characters is None and text.object_at(first + at) == text.object_at(first + at - 1):
            continue  # one stretch of type, as most numbers are
        characters = characters or list(content)
        size, around = _size(text, first + at), _size(text, first + at - 1)
        if content[at - 1] != characters[at - 1]:  # goes on with a raised digit
            is_raised = size == around
        elif size >= _RAISED_SIZE * around:
            continue
        else:
            rise = text.tight_bottom(first + at) - text.tight_bottom(first + at - 1)
            is_raised = rise > _RAISED_SHARE * around
        if is_raised:
            characters[at] = raised(content[at])
    return "".join(characters) if characters else content


def _size(text: PageText, index: int) -> float:
    _, bottom, _, top = text.box(index)
    return text.size(index, top - bottom)


def right_to_left(line: str) -> str:
    """`line` as it is read: in Hebrew and Arabic, PDFium leaves the order of Latin words, and
    brackets, as they are drawn.
    """
    if line.isascii() or not _RIGHT_TO_LEFT.search(line):
        return line
    if len(_RIGHT_TO_LEFT.findall(line)) <= len(_LATIN.findall(line)):
        return line
    brackets = _BRACKETS.findall(line)
    if brackets and brackets[0] in ")]}" and brackets[-1] in "([{":
        line = line.translate(_MIRRORED)
    return _LATIN_WORDS.sub(lambda words: " ".join(reversed(words[0].split(" "))), line)

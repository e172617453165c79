"""The stretches of a line between wide gaps: cells of a table, or lines of columns side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import sub
from typing import NamedTuple

from ..scripts import BULLETS
from .pdfium import LINE_END_HYPHEN, NOTHING, PageText

_SIGNS = BULLETS | str.maketrans({LINE_END_HYPHEN: "\xad", NOTHING: None, "\r": None})
_MARKED = re.compile(f"[{''.join(map(chr, _SIGNS))}]")
_WORD = re.compile(rf"[^\s{NOTHING}]+")
_LABEL = re.compile(r"\W{1,3}|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})[.)]|\d+(?:\.\d+)+\.?")


class Cell(NamedTuple):
    """A stretch of a line between wide gaps, in points."""

    text: str
    left: float
    right: float

    def joined(self, following: Cell) -> Cell:
        """This and the next one as one."""
        return Cell(f"{self.text} {following.text}", self.left, following.right)


def cells_of(text: PageText, first: int, content: str, wide: float) -> list[Cell]:
    """The stretches between wide gaps, told from the place of each word; none if there is no gap, or
    a word stands left of its cell.
    """
    begin = 0
    left = right = 0.0
    cells: list[Cell] = []
    places = [word.span() for word in _WORD.finditer(content)]
    if len(places) < 2:
        return []
    # The first and the last character of each word.
    starts = [first + start for start, _ in places]
    ends = [first + end - 1 for _, end in places]
    lefts, rights = text.lefts(starts), text.rights(ends)
    if max(map(sub, lefts[1:], rights)) <= wide:
        return []  # wide characters, no gap
    for (start, _), word_left, word_right in zip(places, lefts, rights, strict=True):
        if start and word_left - right > wide and right:
            cells.append(Cell(shown_text(content[begin:start]), left, right))
            begin, left = start, word_left
        elif not right:
            begin, left = start, word_left
        elif word_left < left - wide:  # goes back: no line of cells
            return []
        right = word_right
    cells.append(Cell(shown_text(content[begin:]), left, right))
    return cells


def shown_text(text: str) -> str:
    """Characters of PDFium as they are shown, without those that were taken out."""
    is_plain = text.isascii() and NOTHING not in text and "\r" not in text
    if not is_plain and _MARKED.search(text):
        text = text.translate(_SIGNS)
    return text.strip()


def joined_labels(cells: Sequence[Cell]) -> Iterator[Cell]:
    """`cells` with a bullet or a number in the first one joined to what it stands before."""
    held: Cell | None = None
    for number, cell in enumerate(cells):
        if held is not None:
            cell = held.joined(cell)
            held = None
        if number == 0 and _LABEL.fullmatch(cell.text) and _is_text(cells[1:]):
            held = cell
        else:
            yield cell


def _is_text(cells: Sequence[Cell]) -> bool:
    """Whether the next cell begins with a letter, as what a bullet or a number stands before."""
    return bool(cells) and cells[0].text[:1].isalpha()

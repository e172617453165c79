"""The objects that a PDF page draws, asked many at a time.

A manual draws tens of thousands of texts and rules. A call to PDFium takes less than the lines of
Python around it, so each question is put to all objects of a page by one `map`.
"""

from __future__ import annotations

import ctypes
from array import array
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import repeat
from struct import iter_unpack
from typing import Any

from pypdfium2 import raw

from .calls import HANDLE, INT, POINTER, ROWS, Table, address, bare, fast, place_at
from .geometry import IDENTITY, Box, Matrix, box_of

_count = bare(raw.FPDFPage_CountObjects, INT)
_object = bare(raw.FPDFPage_GetObject, HANDLE)
_form_count = bare(raw.FPDFFormObj_CountObjects, INT)
_form_object = fast(raw.FPDFFormObj_GetObject, HANDLE, POINTER, ctypes.c_ulong)
_type = bare(raw.FPDFPageObj_GetType, INT)
_mode = bare(raw.FPDFTextObj_GetTextRenderMode, INT)
_fill = bare(raw.FPDFPageObj_GetFillColor, INT)
_bounds = bare(raw.FPDFPageObj_GetBounds, INT)
_matrix = bare(raw.FPDFPageObj_GetMatrix, INT)
_draw_mode = bare(raw.FPDFPath_GetDrawMode, INT)
_segments = bare(raw.FPDFPath_CountSegments, INT)
# Where PDFium writes; it serves one thread at a time.
_FLOATS, _COUNTS = Table("f"), Table("I")
_FULL = 255

Item = Any  # an object of a page, as a HANDLE
Colour = tuple[int, int, int, int]  # red, green, blue, opacity; 0 to 255
BLACK: Colour = (0, 0, 0, _FULL)


def objects_of(page: Any) -> list[Item]:
    """The objects of a pypdfium2 page, in the order in which they are drawn."""
    handle = place_at(address(page.raw))
    return list(map(_object, repeat(handle), range(_count(handle))))


def objects_in(form: Item) -> list[Item]:
    """The objects of a form, which is an object that holds others."""
    count = max(0, _form_count(form))
    return list(map(_form_object, repeat(form), range(count)))


def modes_of(items: Sequence[Item]) -> list[int]:
    """How each text is drawn (PDF 32000-1 table 106); negative for what is no text."""
    return list(map(_mode, items))


def kinds_of(items: Sequence[Item]) -> list[int]:
    """FPDF_PAGEOBJ_PATH and so on."""
    return list(map(_type, items))


def colours_of(items: Sequence[Item]) -> Iterator[Colour]:
    """The colour in which each object is filled; black where none is set."""
    return iter_unpack("4I", _answers(_fill, items, _COUNTS, BLACK))


def boxes_of(items: Sequence[Item], matrix: Matrix = IDENTITY) -> list[Box]:
    """The bounds of each object on the page; `matrix` is that of the form that it is in."""
    sides = _answers(_bounds, items, _FLOATS, default=(0.0, 0.0, 0.0, 0.0))
    boxes = list(map(box_of, iter_unpack("4f", sides)))
    if matrix == IDENTITY:
        return boxes
    return [matrix.around(box) for box in boxes]


def _answers(
    function: Callable[..., int], items: Sequence[Item], table: Table, default: Sequence[float]
) -> array[Any]:
    """The four numbers that a function of PDFium gives for each object, else the default."""
    values = table.values
    unset = array(values.typecode, default) * ROWS
    answers = values[:0]
    for begin in range(0, len(items), ROWS):
        values[:] = unset
        part = items[begin : begin + ROWS]
        deque(map(function, part, *table.columns), maxlen=0)
        answers += values[: 4 * len(part)]
    return answers


def matrix_of(item: Item) -> Matrix:
    """How an object is placed."""
    if not _matrix(item, _FLOATS.columns[0][0]):
        return IDENTITY
    return Matrix._make(_FLOATS.values[:6])


def segment_count(paths: Sequence[Item]) -> int:
    """How many lines and curves the paths have."""
    return sum(max(0, count) for count in map(_segments, paths))


def is_opaque(path: Item) -> bool:
    """Whether a path is filled, so that nothing is seen through it."""
    first, second, third, fourth = (column[0] for column in _COUNTS.columns)
    values = _COUNTS.values
    if not _draw_mode(path, first, second) or not values[0]:
        return False
    is_filled = bool(_fill(path, first, second, third, fourth))
    opacity = values[3]
    return is_filled and opacity == _FULL

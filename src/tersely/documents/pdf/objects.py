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

from .pdfium import Box, address, fast

_POINTER, _INT = ctypes.c_void_p, ctypes.c_int
_count = fast(raw.FPDFPage_CountObjects, _INT, _POINTER)
_object = fast(raw.FPDFPage_GetObject, _POINTER, _POINTER, _INT)
_form_count = fast(raw.FPDFFormObj_CountObjects, _INT, _POINTER)
_form_object = fast(raw.FPDFFormObj_GetObject, _POINTER, _POINTER, ctypes.c_ulong)
_type = fast(raw.FPDFPageObj_GetType, _INT, _POINTER)
_mode = fast(raw.FPDFTextObj_GetTextRenderMode, _INT, _POINTER)
_fill = fast(raw.FPDFPageObj_GetFillColor, _INT, _POINTER, *[_POINTER] * 4)
_bounds = fast(raw.FPDFPageObj_GetBounds, _INT, _POINTER, *[_POINTER] * 4)
_matrix = fast(raw.FPDFPageObj_GetMatrix, _INT, _POINTER, _POINTER)
_draw_mode = fast(raw.FPDFPath_GetDrawMode, _INT, *[_POINTER] * 3)
_segments = fast(raw.FPDFPath_CountSegments, _INT, _POINTER)
_FULL = 255

Matrix = tuple[float, float, float, float, float, float]
Colour = tuple[int, int, int, int]  # red, green, blue, opacity; 0 to 255
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
BLACK: Colour = (0, 0, 0, _FULL)


def objects_of(page: Any) -> list[int]:
    """The addresses of the objects of a pypdfium2 page, in the order in which they are drawn."""
    handle = address(page.raw)
    return list(map(_object, repeat(handle), range(_count(handle))))


def objects_in(form: int) -> list[int]:
    """The objects of a form, which is an object that holds others."""
    return list(map(_form_object, repeat(form), range(max(0, _form_count(form)))))


def modes_of(items: Sequence[int]) -> list[int]:
    """How each text is drawn (PDF 32000-1 table 106); negative for what is no text."""
    return list(map(_mode, items))


def kinds_of(items: Sequence[int]) -> list[int]:
    """FPDF_PAGEOBJ_PATH and so on."""
    return list(map(_type, items))


def colours_of(items: Sequence[int]) -> Iterator[Colour]:
    """The colour in which each object is filled; black where none is set."""
    values = array("I", BLACK) * len(items)
    _ask(_fill, items, values.buffer_info()[0])
    return iter_unpack("4I", values)


def boxes_of(items: Sequence[int], matrix: Matrix = IDENTITY) -> list[Box]:
    """The bounds of each object on the page; `matrix` is that of the form that it is in."""
    values = array("f", bytes(16 * len(items)))
    _ask(_bounds, items, values.buffer_info()[0])
    bounds = iter_unpack("4f", values)
    if matrix == IDENTITY:
        return list(bounds)
    return [transformed(box, matrix) for box in bounds]


def _ask(function: Callable[..., int], items: Sequence[int], first: int) -> None:
    """Lets a function of PDFium write four values of four bytes for each object from `first` on."""
    places = (range(first + 4 * number, first + 16 * len(items), 16) for number in range(4))
    deque(map(function, items, *places), maxlen=0)


def transformed(box: Box, matrix: Matrix) -> Box:
    """The box around a box that a matrix moves or turns."""
    left, bottom, right, top = box
    a, b, c, d, e, f = matrix
    corners = [(left, bottom), (left, top), (right, bottom), (right, top)]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def matrix_of(item: int) -> Matrix:
    """How an object is placed."""
    values = (ctypes.c_float * 6)()
    if not _matrix(item, ctypes.addressof(values)):
        return IDENTITY
    a, b, c, d, e, f = values
    return a, b, c, d, e, f


def times(first: Matrix, then: Matrix) -> Matrix:
    """One matrix that does what two do.

    >>> times((2, 0, 0, 2, 0, 0), (1, 0, 0, 1, 5, 7))
    (2, 0, 0, 2, 5, 7)
    """
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def segment_count(paths: Sequence[int]) -> int:
    """How many lines and curves the paths have."""
    return sum(max(0, count) for count in map(_segments, paths))


def is_opaque(path: int) -> bool:
    """Whether a path is filled, so that nothing is seen through it."""
    modes, colour = (ctypes.c_int * 2)(), (ctypes.c_uint * 4)()
    first = ctypes.addressof(modes)
    if not _draw_mode(path, first, first + 4) or not modes[0]:
        return False
    first = ctypes.addressof(colour)
    return bool(_fill(path, first, first + 4, first + 8, first + 12)) and colour[3] == _FULL

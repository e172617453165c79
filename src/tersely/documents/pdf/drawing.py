"""What else a page draws: how much of it images cover, and which text a reader does not see.

Unseen is text in invisible ink (render mode 3, or no opacity), in the colour of what lies under
it, or clipped away. The recognized text under a scan is invisible too, and stays.
"""

from __future__ import annotations

import ctypes
import struct
from dataclasses import dataclass, field
from functools import partial
from itertools import repeat
from typing import Any

from pypdfium2 import raw

from .covered import is_clipped_away, is_on_layer, is_over, without_effect
from .pdfium import Box, address, bounds_of, fast

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

_PATH, _IMAGE, _FORM = (
    raw.FPDF_PAGEOBJ_PATH,
    raw.FPDF_PAGEOBJ_IMAGE,
    raw.FPDF_PAGEOBJ_FORM,
)
_INVISIBLE_MODES = (3, 7)  # neither filled nor stroked; only added to the clipping path
_FILLED_MODES = (0, 2, 4, 6)
_colour = struct.Struct("4I").unpack_from
_FULL = 255
_BLACK = (0, 0, 0, _FULL)
_MIN_COVER_PT = 3.0  # lower shapes are rules and underlines
_MAX_DEPTH = 5  # of forms within forms; deeper ones are not looked into
_GRID = 64
# Text lighter than this is compared with what is under it (0 black, 255 white).
_PALE = 230
_PALE_RED = 170  # no pale colour has less
_OPAQUE = 26
# Fewer steps of grey between the lightest and the darkest pixel, and nobody can read it: white on
# white has 0, the lightest grey of real pages that was seen (#f0f0f0 on white) about 15.
_LEAST_CONTRAST = 12

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Drawing:
    """The objects of one page. Text objects are named by their address; `suspects` are those that
    may be hidden (see `covered`).
    """

    page: Box
    images: list[Box] = field(default_factory=list)
    invisible: dict[int, Box] = field(default_factory=dict)
    pale: dict[int, Box] = field(default_factory=dict)
    texts: list[tuple[int, Matrix]] = field(default_factory=list)
    covers: list[tuple[int, Box]] = field(default_factory=list)  # how many texts stand before
    suspects: dict[int, Box] = field(default_factory=dict)
    has_layers: bool = False
    segments: int = 0

    @property
    def coverage(self) -> float:
        """The part of the page that images cover, 0..1."""
        cells: set[int] = set()
        left, bottom, right, top = self.page
        width, height = max(1.0, right - left), max(1.0, top - bottom)
        for box in self.images:
            columns = _cells(box[0] - left, box[2] - left, width)
            for row in _cells(box[1] - bottom, box[3] - bottom, height):
                cells.update(row * _GRID + column for column in columns)
            if len(cells) == _GRID * _GRID:
                break
        return len(cells) / (_GRID * _GRID)

    def large_images(self, share: float) -> int:
        """How many images cover more than that share of the page each."""
        left, bottom, right, top = self.page
        area = max(1.0, (right - left) * (top - bottom))
        sizes = [(box[2] - box[0]) * (box[3] - box[1]) for box in self.images]
        return sum(size > share * area for size in sizes)

    def is_on_image(self, box: Box) -> bool:
        """Whether the middle of `box` lies on an image."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return any(
            left <= x <= right and bottom <= y <= top for left, bottom, right, top in self.images
        )


def _cells(low: float, high: float, size: float) -> range:
    """The cells of the grid whose middle lies between; clipped to the page."""
    first = max(0, round(low / size * _GRID))
    return range(first, min(_GRID, round(high / size * _GRID)))


def drawing_of(page: Any, has_layers: bool = False) -> Drawing:
    """Looks once at each object of a pypdfium2 page; `has_layers` if some may be switched off."""
    drawing = Drawing(bounds_of(page), has_layers=has_layers)
    handle = address(page.raw)
    objects = list(map(_object, repeat(handle), range(_count(handle))))
    _collect(objects, _IDENTITY, drawing, 0)
    return drawing


def _collect(objects: list[int], matrix: Matrix, drawing: Drawing, depth: int) -> None:
    colour = (ctypes.c_uint * 4)()
    first = ctypes.addressof(colour)
    parts = first, first + 4, first + 8, first + 12
    for item, mode in zip(objects, map(_mode, objects), strict=True):
        if mode < 0:  # no text
            _collect_other(item, matrix, drawing, depth)
            continue
        drawing.texts.append((item, matrix))
        if mode in _INVISIBLE_MODES:
            drawing.invisible[item] = _box(item, matrix)
        elif mode in _FILLED_MODES and _fill(item, *parts) and _colour(colour) != _BLACK:
            red, green, blue, alpha = _colour(colour)
            if alpha < _OPAQUE:
                drawing.invisible[item] = _box(item, matrix)
            elif red > _PALE_RED and 0.3 * red + 0.6 * green + 0.1 * blue > _PALE:
                drawing.pale[item] = _box(item, matrix)
        if (drawing.has_layers and (depth or is_on_layer(item))) or is_clipped_away(
            item, partial(_box, item, _IDENTITY)
        ):
            drawing.suspects[item] = _box(item, matrix)


def _collect_other(item: int, matrix: Matrix, drawing: Drawing, depth: int) -> None:
    """Notes an object that is no text."""
    kind = _type(item)
    if kind == _PATH:
        drawing.segments += max(0, _segments(item))
        if drawing.texts and _is_opaque(item):
            drawing.covers.append((len(drawing.texts), _box(item, matrix)))
    elif kind == _IMAGE:
        box = _box(item, matrix)
        drawing.images.append(box)
        drawing.covers.append((len(drawing.texts), box))
    elif kind == _FORM and depth < _MAX_DEPTH:
        inner = [_form_object(item, index) for index in range(max(0, _form_count(item)))]
        _collect(inner, _times(_matrix_of(item), matrix), drawing, depth + 1)


def _is_opaque(path: int) -> bool:
    """Whether a path is filled, so that nothing is seen through it."""
    modes, colour = (ctypes.c_int * 2)(), (ctypes.c_uint * 4)()
    first = ctypes.addressof(modes)
    if not _draw_mode(path, first, first + 4) or not modes[0]:
        return False
    first = ctypes.addressof(colour)
    return bool(_fill(path, first, first + 4, first + 8, first + 12)) and colour[3] == _FULL


def _matrix_of(item: int) -> Matrix:
    values = (ctypes.c_float * 6)()
    if not _matrix(item, ctypes.addressof(values)):
        return _IDENTITY
    a, b, c, d, e, f = values
    return a, b, c, d, e, f


def _times(first: Matrix, then: Matrix) -> Matrix:
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


def _box(item: int, matrix: Matrix) -> Box:
    """The bounds of an object on the page."""
    values = (ctypes.c_float * 4)()
    first = ctypes.addressof(values)
    _bounds(item, first, first + 4, first + 8, first + 12)
    left, bottom, right, top = values
    if matrix is _IDENTITY:
        return left, bottom, right, top
    a, b, c, d, e, f = matrix
    corners = [(left, bottom), (left, top), (right, bottom), (right, top)]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def unseen(page: Any, drawing: Drawing) -> set[int]:
    """The text objects that a reader of the page does not see, recognized text under a scan apart.

    Invisible text on an image is the work of text recognition if it is most of the text there; a
    few invisible words under a picture in a typed page are not.
    """
    unseen = drawing.invisible
    if suspects := drawing.suspects | _under_covers(drawing):
        gone = without_effect(page, suspects, drawing.page)
        unseen = unseen | {item: suspects[item] for item in gone}
    visible = len(drawing.texts) - len(unseen)
    recognized = set()
    if len(unseen) >= visible and drawing.coverage >= 0.3:
        recognized = {item for item, box in unseen.items() if drawing.is_on_image(box)}
    hidden = set(unseen) - recognized
    if drawing.pale:
        hidden |= _without_contrast(page, drawing)
    return hidden


def _under_covers(drawing: Drawing) -> dict[int, Box]:
    """The text objects that a shape or an image is drawn over."""
    covers = [
        (count, box)
        for count, box in drawing.covers
        if count and min(box[2] - box[0], box[3] - box[1]) >= _MIN_COVER_PT
    ]
    if not covers:
        return {}
    last = max(count for count, _ in covers)
    boxes = {item: _box(item, matrix) for item, matrix in drawing.texts[:last]}
    return {
        item: box
        for number, (item, box) in enumerate(boxes.items())
        if any(number < count and is_over(cover, box) for count, cover in covers)
    }


def _without_contrast(page: Any, drawing: Drawing) -> set[int]:
    """The pale text objects that have the colour of what they stand on."""
    scale = min(2.0, 2000 / max(page.get_size()))
    bitmap = page.render(
        scale=scale,
        rotation=-page.get_rotation() % 360,
        grayscale=True,
        may_draw_forms=False,
    )
    pixels, stride = bytes(bitmap.buffer), bitmap.stride
    left, top = drawing.page[0], drawing.page[3]
    hidden = set()
    for item, box in drawing.pale.items():
        first_column = max(0, int((box[0] - left) * scale))
        last_column = min(bitmap.width, int((box[2] - left) * scale) + 1)
        first_row = max(0, int((top - box[3]) * scale))
        last_row = min(bitmap.height, int((top - box[1]) * scale) + 1)
        area = b"".join(
            pixels[row * stride + first_column : row * stride + last_column]
            for row in range(first_row, last_row)
        )
        if not area or max(area) - min(area) < _LEAST_CONTRAST:
            hidden.add(item)
    bitmap.close()
    return hidden

"""Text that a page holds and does not show: it lies under a shape or a picture, outside of what is
not clipped away, or on a layer that is switched off.

Places only raise a suspicion. What counts is the page: a text that looks the same without it is not
seen.
"""

from __future__ import annotations

import ctypes
import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pypdfium2 import raw

from .calls import HANDLE, INT, POINTER, address, bare, fast
from .objects import Item, Matrix, boxes_of
from .pdfium import Box

_set_active = fast(raw.FPDFPageObj_SetIsActive, INT, POINTER, INT)
_clip = bare(raw.FPDFPageObj_GetClipPath, HANDLE)
_clip_paths = bare(raw.FPDFClipPath_CountPaths, INT)
_clip_segments = bare(raw.FPDFClipPath_CountPathSegments, INT)
_clip_segment = bare(raw.FPDFClipPath_GetPathSegment, POINTER)
_point = fast(raw.FPDFPathSegment_GetPoint, INT, POINTER, POINTER, POINTER)
_marks = fast(raw.FPDFPageObj_CountMarks, INT, POINTER)
_mark = fast(raw.FPDFPageObj_GetMark, POINTER, POINTER, ctypes.c_ulong)
_mark_name = fast(raw.FPDFPageObjMark_GetName, INT, POINTER, POINTER, ctypes.c_ulong, POINTER)
_two_floats = struct.Struct("2f").unpack_from
_LAYER = "OC".encode("utf-16-le")
_MAX_MARKS = 20
_MAX_SEGMENTS = 200  # of a clipping path that is looked at; outlines of drawings have thousands
_MAX_PIXELS = 2000  # of the longer side of a page


def is_on_layer(item: Item) -> bool:
    """Whether an object belongs to a layer (optional content), which may be switched off."""
    name = ctypes.create_string_buffer(16)
    length = ctypes.c_ulong()
    places = ctypes.addressof(name), len(name), ctypes.addressof(length)
    for number in range(min(_MAX_MARKS, max(0, _marks(item)))):
        if _mark_name(_mark(item, number), *places) and name.raw[: length.value - 2] == _LAYER:
            return True
    return False


@dataclass(slots=True)
class Clips:
    """The clipping paths of one page, which all texts between two changes of it share."""

    _boxes: dict[tuple[int, int], Box | None] = field(default_factory=dict)

    def clipped_away(self, items: Sequence[Item]) -> list[Item]:
        """Those of the objects that lie outside of one of their clipping paths."""
        paths = list(map(_clip, items))
        counts = list(map(_clip_paths, paths))
        if max(counts, default=0) <= 0:  # most pages
            return []
        clipped = [number for number, count in enumerate(counts) if count > 0]
        # Both in the coordinates of what the object is drawn in.
        boxes = boxes_of([items[number] for number in clipped])
        return [
            items[number]
            for number, box in zip(clipped, boxes, strict=True)
            if any(self._is_outside(box, paths[number], path) for path in range(counts[number]))
        ]

    def _is_outside(self, box: Box, clip: Any, number: int) -> bool:
        # A path is told by the place of its first point in memory.
        key = _clip_segment(clip, number, 0), _clip_segments(clip, number)
        if key not in self._boxes:
            self._boxes[key] = _clip_box(clip, number)
        area = self._boxes[key]
        return area is not None and (
            box[2] < area[0] or box[0] > area[2] or box[3] < area[1] or box[1] > area[3]
        )


def _clip_box(clip: Any, number: int) -> Box | None:
    """The bounds of a clipping path; None for one that cannot be told or is an outline."""
    count = _clip_segments(clip, number)
    if not 0 < count <= _MAX_SEGMENTS:
        return None
    points = [_point_of(_clip_segment(clip, number, index)) for index in range(count)]
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _point_of(segment: int) -> tuple[float, float]:
    values = (ctypes.c_float * 2)()
    first = ctypes.addressof(values)
    _point(segment, first, first + 4)
    x, y = _two_floats(values)
    return x, y


def under_covers(
    texts: Sequence[tuple[Matrix, list[Item]]], covers: Sequence[tuple[int, Box]]
) -> dict[int, Box]:
    """The text objects (by address) that a shape or an image is drawn over; `texts` in the order of the drawing,
    and each cover with how many of them stand before it.
    """
    if not covers:
        return {}
    most = max(texts_before for texts_before, _ in covers)  # what stands later is not covered
    items: list[Item] = []
    boxes: list[Box] = []
    for matrix, group in texts:
        group = group[: most - len(items)]
        items += group
        boxes += boxes_of(group, matrix)
    middles = [(box[1] + box[3]) / 2 for box in boxes]
    order = sorted(range(len(items)), key=middles.__getitem__)
    heights = [middles[number] for number in order]
    covered: dict[int, Box] = {}
    for texts_before, cover in covers:
        at_its_height = order[bisect_left(heights, cover[1]) : bisect_right(heights, cover[3])]
        for number in at_its_height:
            if number < texts_before and _spans(cover, boxes[number]):
                covered[address(items[number])] = boxes[number]
    return covered


def _spans(cover: Box, box: Box) -> bool:
    """Whether a shape reaches over a text from end to end."""
    inset = min(2.0, (box[2] - box[0]) / 4)
    return cover[0] <= box[0] + inset and box[2] - inset <= cover[2]


def without_effect(page: Any, suspects: dict[int, Box], bounds: Box) -> set[int]:
    """Those of the objects in whose place a pypdfium2 page looks the same without all of them."""
    scale = min(2.0, _MAX_PIXELS / max(page.get_size()))
    with_them, stride, size = _pixels(page, scale)
    _activate(suspects, False)
    without, _, _ = _pixels(page, scale)
    _activate(suspects, True)
    left, top = bounds[0], bounds[3]
    hidden = set()
    for item, box in suspects.items():
        columns = _slice(box[0] - left, box[2] - left, scale, size[0])
        rows = _slice(top - box[3], top - box[1], scale, size[1])
        if all(
            with_them[row * stride + columns[0] : row * stride + columns[1]]
            == without[row * stride + columns[0] : row * stride + columns[1]]
            for row in range(*rows)
        ):
            hidden.add(item)
    return hidden


def _activate(items: Iterable[int], is_active: bool) -> None:
    for item in items:
        _set_active(item, is_active)


def _pixels(page: Any, scale: float) -> tuple[bytes, int, tuple[int, int]]:
    """The page in shades of grey, as it stands in the file: bytes, bytes a row, width and height."""
    rotation = -page.get_rotation() % 360
    bitmap = page.render(scale=scale, rotation=rotation, grayscale=True, may_draw_forms=False)
    pixels = bytes(bitmap.buffer), bitmap.stride, (bitmap.width, bitmap.height)
    bitmap.close()
    return pixels


def _slice(low: float, high: float, scale: float, size: int) -> tuple[int, int]:
    """The pixels between two places."""
    return max(0, int(low * scale)), min(size, int(high * scale) + 1)

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
from typing import Any, NamedTuple

from pypdfium2 import raw

from .calls import HANDLE, INT, POINTER, address, bare, fast
from .geometry import Box, Matrix
from .objects import Item, boxes_of
from .picture import Picture

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


def is_on_layer(item: Item) -> bool:
    """Whether an object belongs to a layer (optional content), which may be switched off."""
    name = ctypes.create_string_buffer(16)
    length = ctypes.c_ulong()
    places = ctypes.addressof(name), len(name), ctypes.addressof(length)
    count = min(_MAX_MARKS, max(0, _marks(item)))
    for number in range(count):
        is_named = _mark_name(_mark(item, number), *places)
        if is_named and name.raw[: length.value - 2] == _LAYER:
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
        outside = []
        for number, box in zip(clipped, boxes, strict=True):
            clip = paths[number]
            areas = (self._area(clip, path) for path in range(counts[number]))
            if any(area is not None and box.is_apart_from(area) for area in areas):
                outside.append(items[number])
        return outside

    def _area(self, clip: Any, number: int) -> Box | None:
        # A path is told by the place of its first point in memory.
        key = _clip_segment(clip, number, 0), _clip_segments(clip, number)
        if key not in self._boxes:
            self._boxes[key] = _clip_box(clip, number)
        return self._boxes[key]


def _clip_box(clip: Any, number: int) -> Box | None:
    """The bounds of a clipping path; None for one that cannot be told or is an outline."""
    count = _clip_segments(clip, number)
    if not 0 < count <= _MAX_SEGMENTS:
        return None
    segments = [_clip_segment(clip, number, index) for index in range(count)]
    return Box.of(map(_point_of, segments))


def _point_of(segment: int) -> tuple[float, float]:
    values = (ctypes.c_float * 2)()
    first = ctypes.addressof(values)
    _point(segment, first, first + 4)
    x, y = _two_floats(values)
    return x, y


class Cover(NamedTuple):
    """A shape or an image that may hide the texts that are drawn before it."""

    texts_before: int
    box: Box


def under_covers(
    texts: Sequence[tuple[Matrix, list[Item]]], covers: Sequence[Cover]
) -> dict[int, Box]:
    """The text objects (by address) that a shape or an image is drawn over; `texts` in the order of
    the drawing.
    """
    if not covers:
        return {}
    most = max(cover.texts_before for cover in covers)  # what stands later is not covered
    items: list[Item] = []
    boxes: list[Box] = []
    for matrix, group in texts:
        group = group[: most - len(items)]
        items += group
        boxes += boxes_of(group, matrix)
    middles = [(box.bottom + box.top) / 2 for box in boxes]
    order = sorted(range(len(items)), key=middles.__getitem__)
    heights = [middles[number] for number in order]
    covered: dict[int, Box] = {}
    for texts_before, cover in covers:
        lowest = bisect_left(heights, cover.bottom)
        highest = bisect_right(heights, cover.top)
        for number in order[lowest:highest]:
            if number < texts_before and _spans(cover, boxes[number]):
                covered[address(items[number])] = boxes[number]
    return covered


def _spans(cover: Box, box: Box) -> bool:
    """Whether a shape reaches over a text from end to end."""
    inset = min(2.0, box.width / 4)
    return cover.left <= box.left + inset and box.right - inset <= cover.right


def without_effect(page: Any, suspects: dict[int, Box], bounds: Box) -> set[int]:
    """Those of the objects in whose place a pypdfium2 page looks the same without all of them."""
    with_them = Picture.of(page, bounds)
    _activate(suspects, False)
    without = Picture.of(page, bounds)
    _activate(suspects, True)
    hidden = set()
    for item, box in suspects.items():
        if with_them.area(box) == without.area(box):
            hidden.add(item)
    return hidden


def _activate(items: Iterable[int], is_active: bool) -> None:
    for item in items:
        _set_active(item, is_active)

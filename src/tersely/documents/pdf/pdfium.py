"""What a PDF page says about its text, character by character."""

from __future__ import annotations

import ctypes
import math
import re
import struct
from array import array
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import repeat, zip_longest
from struct import iter_unpack
from typing import Any, NamedTuple

from pypdfium2 import raw

from .calls import INT, POINTER, ROWS, Table, address, bare, fast, place_at
from .geometry import Box, Matrix, box_of

NOTHING = "\x00"  # stands where a character was taken out, so that all indices stay
UNKNOWN = "\ufffd"
# How PDFium marks a hyphen at a line end, which it takes off with the line end.
LINE_END_HYPHEN = "\ufffe"
_MAYBE_HYPHEN = 2  # its code where the characters are asked for one by one
_count_rects = bare(raw.FPDFText_CountRects, INT)
_get_rect = bare(raw.FPDFText_GetRect, INT)
_get_box = bare(raw.FPDFText_GetLooseCharBox, INT)
_get_tight_box = bare(raw.FPDFText_GetCharBox, INT)
_get_size = bare(raw.FPDFText_GetFontSize, ctypes.c_double)
_get_matrix = bare(raw.FPDFText_GetMatrix, INT)
_get_object = bare(raw.FPDFText_GetTextObject, POINTER)
_get_unicode = bare(raw.FPDFText_GetUnicode, ctypes.c_uint)
_angle = bare(raw.FPDFText_GetCharAngle, ctypes.c_float)
_is_hyphen = bare(raw.FPDFText_IsHyphen, INT)
_index_at = fast(raw.FPDFText_GetCharIndexAtPos, INT, POINTER, *[ctypes.c_double] * 4)
_get_font = fast(raw.FPDFTextObj_GetFont, POINTER, POINTER)
_font_flags = fast(raw.FPDFFont_GetFlags, INT, POINTER)
_font_name = fast(raw.FPDFFont_GetBaseFontName, ctypes.c_size_t, POINTER, POINTER, ctypes.c_size_t)
_four_floats, _four_doubles = struct.Struct("4f").unpack_from, struct.Struct("4d").unpack_from
# Where PDFium writes; it serves one thread at a time.
_FLOATS, _DOUBLES = Table("f"), Table("d")
_ANGLE_SAMPLES = 9
_QUARTER = math.pi / 2
_LOW, _HIGH = 0.8, 1.7  # heights of fonts for type of size 1
_MONOSPACED = re.compile(rb"(?i)courier|mono|consol|typewriter|cmtt|menlo|fixed")
_FIXED_PITCH = 1  # bit of the font's flags, PDF 32000-1 table 123


class Runs(NamedTuple):
    """The sides of the parts of lines that one text object draws each; the parts of a line end
    before its place in `ends`.
    """

    lefts: Sequence[float]
    bottoms: Sequence[float]
    rights: Sequence[float]
    tops: Sequence[float]
    ends: Sequence[int]

    def box(self, place: int) -> Box:
        """Where one part stands."""
        return Box(self.lefts[place], self.bottoms[place], self.rights[place], self.tops[place])


@dataclass(slots=True)
class PageText:
    """The characters of one page; `text` has one for each of PDFium's indices, and `rotation` (in
    degrees clockwise) is how the page is turned so that most of it stands upright. All places are
    those on the page that is turned so. Close it.
    """

    text: str
    rotation: int
    unmapped: int
    _page: Any
    _handle: Any
    _fixed_pitch: dict[int, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Any) -> PageText:
        """The text of a pypdfium2 page. Glyphs without a Unicode value are U+FFFD and counted."""
        text_page = page.get_textpage()
        handle = place_at(address(text_page.raw))
        count = text_page.count_chars()
        rotation = _rotation_of(handle, count)
        if count and rotation != page.get_rotation():
            text_page, count = _reopened(page, text_page, rotation)
            handle = place_at(address(text_page.raw))
        text = text_page.get_text_range() if count else ""
        unmapped = 0
        if len(text) != count:  # PDFium leaves such glyphs out of the text, not out of the count
            codes = [_get_unicode(handle, index) for index in range(count)]
            unmapped = codes.count(0)
            for index, code in enumerate(codes):
                if code == _MAYBE_HYPHEN and _is_hyphen(handle, index):
                    codes[index] = ord(LINE_END_HYPHEN)
            text = _text_of(codes)
        return cls(text, rotation, unmapped, text_page, handle)

    def close(self) -> None:
        """Give the memory back."""
        self._page.close()

    def runs(self, stretches: Sequence[tuple[int, int]]) -> Runs:
        """Where each part of each stretch of characters stands, in the order of the characters."""
        handle, values, places = self._handle, _DOUBLES.values, _DOUBLES.columns
        only = [column[0] for column in places]
        sides = array("d")
        ends = []
        for first, last in stretches:
            number = _count_rects(handle, first, last - first)
            if number == 1:
                _get_rect(handle, 0, *only)
                sides += values[:4]
            elif number <= 0:
                sides.extend(self._boxes([first]))
            else:
                for begin in range(0, number, ROWS):
                    part = range(begin, min(number, begin + ROWS))
                    deque(map(_get_rect, repeat(handle), part, *places), maxlen=0)
                    sides += values[: 4 * len(part)]
            ends.append(len(sides) // 4)
        lefts, tops, rights, bottoms = (sides[side::4].tolist() for side in range(4))
        if self.rotation and sides:
            boxes = map(Box, lefts, bottoms, rights, tops)
            turned = [box.turned(self.rotation) for box in boxes]
            lefts, bottoms, rights, tops = map(list, zip(*turned, strict=True))
        return Runs(lefts, bottoms, rights, tops, ends)

    def box(self, index: int) -> Box:
        """The place of a character with the height of its font."""
        _get_box(self._handle, index, _FLOATS.columns[0][0])
        left, top, right, bottom = _four_floats(_FLOATS.values)
        box = Box(left, bottom, right, top)
        return box.turned(self.rotation) if self.rotation else box

    def boxes(self, indices: Sequence[int]) -> list[Box]:
        """The places of many characters, as `box` gives that of one."""
        places = iter_unpack("4f", self._boxes(indices))
        boxes = [box_of((left, bottom, right, top)) for left, top, right, bottom in places]
        return [box.turned(self.rotation) for box in boxes] if self.rotation else boxes

    def left(self, index: int) -> float:
        """The left side of a character."""
        if self.rotation:
            return self.box(index).left
        _get_box(self._handle, index, _FLOATS.columns[0][0])
        left: float = _FLOATS.values[0]
        return left

    def lefts(self, indices: Sequence[int]) -> list[float]:
        """The left sides of many characters."""
        if self.rotation:
            return [box.left for box in self.boxes(indices)]
        return self._boxes(indices)[::4].tolist()

    def rights(self, indices: Sequence[int]) -> list[float]:
        """The right sides of many characters."""
        if self.rotation:
            return [box.right for box in self.boxes(indices)]
        return self._boxes(indices)[2::4].tolist()

    def _boxes(self, indices: Sequence[int]) -> array[float]:
        """Left, top, right and bottom of each character, as PDFium gives them."""
        handle = self._handle
        boxes = array("f")
        for begin in range(0, len(indices), ROWS):
            part = indices[begin : begin + ROWS]
            deque(map(_get_box, repeat(handle), part, _FLOATS.columns[0]), maxlen=0)
            boxes += _FLOATS.values[: 4 * len(part)]
        return boxes

    def index_in(self, run: Box) -> int:
        """The index of the character in the middle of a run; -1 if it cannot be told."""
        left, bottom, right, top = run.turned(-self.rotation % 360)
        x = (left + right) / 2
        y = (bottom + top) / 2
        index: int = _index_at(self._handle, x, y, 1.0, 1.0)
        return max(-1, index)

    def tight_bottom(self, index: int) -> float:
        """Where the ink of a character ends below."""
        places = [column[0] for column in _DOUBLES.columns]
        _get_tight_box(self._handle, index, *places)
        left, right, bottom, top = _four_doubles(_DOUBLES.values)
        return Box(left, bottom, right, top).turned(self.rotation).bottom

    def sizes(self, indices: Sequence[int], boxes: Sequence[Box]) -> list[float]:
        """The sizes of the type of many characters, as `size` gives that of one."""
        sizes = list(map(_get_size, repeat(self._handle), indices))
        for number, box in enumerate(boxes):
            height = box.top - box.bottom
            if not _LOW < height / (sizes[number] or 1.0) < _HIGH:
                sizes[number] = self._scaled(sizes[number], indices[number])
        return sizes

    def size(self, index: int, height: float) -> float:
        """The size of the type in points, as it is drawn; `height` is that of the character's box."""
        size: float = _get_size(self._handle, index)
        if _LOW < height / (size or 1.0) < _HIGH:
            return size
        return self._scaled(size, index)

    def _scaled(self, size: float, index: int) -> float:
        """PDFium gives the size that the font is set in, without the scale of the page's matrix."""
        if not _get_matrix(self._handle, index, _FLOATS.columns[0][0]):
            return size
        return size * Matrix._make(_FLOATS.values[:6]).scale

    def object_at(self, index: int) -> int:
        """The text object that draws a character; 0 for a space that PDFium made up."""
        return _get_object(self._handle, index) or 0

    def is_fixed_pitch(self, index: int) -> bool:
        """Whether all characters of the font are equally wide, as its flags or its name say."""
        item = self.object_at(index)
        font = (_get_font(item) if item else 0) or 0
        if font not in self._fixed_pitch:
            self._fixed_pitch[font] = bool(font) and _is_fixed_pitch(font)
        return self._fixed_pitch[font]


def _is_fixed_pitch(font: int) -> bool:
    name = ctypes.create_string_buffer(80)
    _font_name(font, ctypes.addressof(name), len(name))
    flags = max(0, _font_flags(font))
    return bool(flags & _FIXED_PITCH) or bool(_MONOSPACED.search(name.value))


def _rotation_of(handle: Any, count: int) -> int:
    """How the page has to be turned for most of its text to stand upright; PDFium gives the angle
    of a character clockwise.
    """
    step = max(1, count // _ANGLE_SAMPLES)
    turns: Counter[int] = Counter()
    for index in range(step // 2, count, step):
        angle = _angle(handle, index)
        if angle >= 0:
            turns[-round(angle / _QUARTER) % 4] += 1
    return 90 * turns.most_common(1)[0][0] if turns else 0


def _reopened(page: Any, text_page: Any, rotation: int) -> tuple[Any, int]:
    """The text of a page that is turned: PDFium mixes up the lines of text that it sees upside
    down.
    """
    text_page.close()
    shown = page.get_rotation()
    page.set_rotation(rotation)
    text_page = page.get_textpage()
    page.set_rotation(shown)
    return text_page, text_page.count_chars()


def _text_of(codes: Sequence[int]) -> str:
    """One character for each code; of a surrogate pair the first becomes the character."""
    characters = []
    for code, following in zip_longest(codes, codes[1:], fillvalue=0):
        if 0xD800 <= code < 0xDC00 <= following < 0xE000:
            high, low = code - 0xD800, following - 0xDC00
            characters.append(chr(0x10000 + (high << 10) + low))
        elif 0xDC00 <= code < 0xE000 and characters and characters[-1] > "\uffff":
            characters.append(NOTHING)
        elif 0 < code < 0xD800 or 0xE000 <= code < 0x110000:
            characters.append(chr(code))
        else:
            characters.append(UNKNOWN)
    return "".join(characters)


def bounds_of(page: Any) -> Box:
    """The visible part of a pypdfium2 page."""
    rect = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page.raw, rect)
    return Box(rect.left, rect.bottom, rect.right, rect.top)

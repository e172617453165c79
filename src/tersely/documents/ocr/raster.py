"""Pages and images as gray pixels."""

from __future__ import annotations

import importlib.util
import math
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from statistics import median
from typing import Any

from ...errors import InputError, MissingExtra

PAGE_DPI = 200  # body text is read as well at 150, small print is not
# A page of A3 at 400 dpi has 31 million; more is a plan or a bomb and is drawn smaller.
MAX_PIXELS = 40_000_000
MAX_FRAMES = 2_000
# Darker than the paper by this much is ink: yellow letters on white differ by 29, the noise of a
# scanner by less, the page behind a thin sheet by 20.
_INK_CONTRAST = 28
_DARK_PAPER = 128  # what is all dark is a photograph, or a lid that was open
_BLANK_SHARE = 0.0005  # of ink at most on an empty page: dust and the edge of the paper
_LETTER_SHARE = 0.004  # of the height of a page: 3.4 pt on A4; grains of dust are lower
_SAMPLED_PIXELS = 50_000
_PALE = 160  # letters from this gray on cannot be seen well on white


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture of text: gray pixels row by row, 0 is black, with its resolution (0 if unknown)."""

    width: int
    height: int
    pixels: bytes
    dpi: int = 0

    @property
    def portable(self) -> bytes:
        """The picture as a file (PGM), which needs no library to write or read."""
        return b"P5\n%d %d\n255\n" % (self.width, self.height) + self.pixels

    @property
    def png(self) -> bytes:
        """The picture as a PNG of gray pixels, written without a library."""
        rows = (
            b"\0" + self.pixels[start : start + self.width]
            for start in range(0, len(self.pixels), self.width)
        )
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 0, 0, 0, 0)
        chunks = [
            _png_chunk(b"IHDR", head),
            _png_chunk(b"IDAT", zlib.compress(b"".join(rows), 6)),
            _png_chunk(b"IEND", b""),
        ]
        return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is printed on it, not even one pale or small word."""
        step = max(1, len(self.pixels) // _SAMPLED_PIXELS) | 1
        paper = int(median(self.pixels[::step])) if self.pixels else 255
        if paper < _DARK_PAPER:
            return False
        is_ink = bytes(abs(level - paper) >= _INK_CONTRAST for level in range(256))
        marks = self.pixels.translate(is_ink)
        if marks.count(1) > _BLANK_SHARE * len(marks):
            return False
        least_rows = max(3, int(_LETTER_SHARE * self.height))
        return not _has_letter(marks, self.width, least_rows)


def _has_letter(marks: bytes, width: int, least_rows: int) -> bool:
    """Whether so many rows, one below the other, have two pixels of ink and more."""
    rows = 0
    for start in range(0, len(marks), width):
        ink = marks.count(1, start, start + width)
        rows = rows + 1 if ink >= 2 else 0
        if rows >= least_rows:
            return True
    return False


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    length, check = len(data), zlib.crc32(body)
    return struct.pack(">I", length) + body + struct.pack(">I", check)


def page_raster(page: Any, longest_px: int = 0) -> Raster:
    """A pypdfium2 page as it is shown; the longer side has `longest_px`, 0 for the usual
    resolution.
    """
    width, height = page.get_size()
    scale = longest_px / max(1.0, width, height) if longest_px else PAGE_DPI / 72
    scale = min(scale, (MAX_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    pixels = bytes(bitmap.buffer)
    if bitmap.stride != bitmap.width:
        rows = range(0, bitmap.stride * bitmap.height, bitmap.stride)
        pixels = b"".join(pixels[row : row + bitmap.width] for row in rows)
    raster = Raster(bitmap.width, bitmap.height, pixels, round(scale * 72))
    bitmap.close()
    return raster


def image_rasters(data: bytes, *, name: str, longest_px: int = 0) -> Iterator[Raster]:
    """The pictures of an image file, turned as its camera says; a TIFF can have many. None is
    larger than `longest_px` (0: any size).

    Raises MissingExtra without Pillow, InputError for a damaged file or one that Pillow cannot
    read.
    """
    with _opened(data, name) as image:
        for number in range(min(MAX_FRAMES, getattr(image, "n_frames", 1))):
            image.seek(number)
            yield _gray(image, longest_px)


def count_images(data: bytes, *, name: str) -> int:
    """How many pictures the file has; the errors are those of `image_rasters`."""
    with _opened(data, name) as image:
        return min(MAX_FRAMES, int(getattr(image, "n_frames", 1)))


def _opened(data: bytes, name: str) -> Any:
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError:
        raise MissingExtra(
            f"{name} is an image; reading it needs Pillow, which is not installed.",
            hint='pip install "tersely[ocr]"',
        ) from None
    _open_heif()
    Image.MAX_IMAGE_PIXELS = 4 * MAX_PIXELS
    try:
        return Image.open(BytesIO(data))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError):
        raise InputError(
            f"{name} is an image that cannot be read: it is damaged, too large or of an unknown kind.",
            hint=_way_out(data),
        ) from None


def _way_out(data: bytes) -> str:
    if data[4:8] == b"ftyp" and not importlib.util.find_spec("pillow_heif"):
        return "Photographs of telephones (HEIC) need: pip install pillow-heif. Or save it as PNG."
    return "Save it as PNG."


def _open_heif() -> None:
    """HEIC, the photographs of telephones, where the plug-in for it is installed."""
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        return
    register_heif_opener()


def _on_paper(image: Any) -> Any:
    """A picture with glass in it, on white; on black where what can be seen is light."""
    from PIL import Image

    gray = image.convert("L")
    visible = image.getchannel("A").point(lambda alpha: 255 * (alpha > 127))
    levels = gray.histogram(mask=visible)
    light = sum(levels[_PALE:])
    ground = "black" if light > 0.5 * sum(levels) > 0 else "white"
    return Image.alpha_composite(Image.new("RGBA", image.size, ground), image)


def _eight_bits(image: Any) -> Any:
    """Sixteen bits and fractions as 0 to 255: Pillow alone would cut off what is above 255."""
    if not image.mode.startswith(("I", "F")):
        return image
    image = image.convert("F")
    darkest, lightest = image.getextrema()
    if not math.isfinite(lightest - darkest) or lightest == darkest:
        return image
    factor = 255 / (lightest - darkest)
    return image.point(lambda level: level * factor - darkest * factor)


def _gray(image: Any, longest_px: int) -> Raster:
    from PIL import ImageOps

    dpi = image.info.get("dpi", (0, 0))[0]
    image = ImageOps.exif_transpose(image)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = _on_paper(image.convert("RGBA"))
    gray = _eight_bits(image).convert("L")
    share = (MAX_PIXELS / max(1, gray.width * gray.height)) ** 0.5
    if longest_px:
        share = min(share, longest_px / max(1, gray.width, gray.height))
    if share < 1:
        sides = gray.width * share, gray.height * share
        gray = gray.resize([max(1, int(side)) for side in sides])
    stated_dpi = int(dpi) if 70 <= dpi <= 1200 else 0
    return Raster(gray.width, gray.height, gray.tobytes(), stated_dpi)

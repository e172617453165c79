"""What a page looks like, to tell what on it can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .geometry import Box

_MAX_SCALE = 2.0  # pixels a point
_MAX_PIXELS = 2000  # of the longer side of a page


@dataclass(frozen=True, slots=True)
class Picture:
    """A page in shades of grey, as it stands in the file: `stride` bytes a row."""

    page: Box
    scale: float
    width: int
    height: int
    stride: int
    pixels: bytes

    @classmethod
    def of(cls, page: Any, bounds: Box) -> Picture:
        """Draws a pypdfium2 page, without its forms."""
        scale = min(_MAX_SCALE, _MAX_PIXELS / max(page.get_size()))
        rotation = -page.get_rotation() % 360
        bitmap = page.render(scale=scale, rotation=rotation, grayscale=True, may_draw_forms=False)
        pixels = bytes(bitmap.buffer)
        picture = cls(bounds, scale, bitmap.width, bitmap.height, bitmap.stride, pixels)
        bitmap.close()
        return picture

    def area(self, box: Box) -> list[bytes]:
        """The rows of pixels of a place on the page."""
        left, _, _, top = self.page
        columns = self._between(box.left - left, box.right - left, self.width)
        rows = self._between(top - box.top, top - box.bottom, self.height)
        starts = [row * self.stride for row in rows]
        return [self.pixels[start + columns.start : start + columns.stop] for start in starts]

    def _between(self, low: float, high: float, size: int) -> range:
        """The pixels between two places."""
        return range(max(0, int(low * self.scale)), min(size, int(high * self.scale) + 1))

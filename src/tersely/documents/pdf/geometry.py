"""Places on a page, in points, and how drawing moves them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple


class Box(NamedTuple):  # a page may draw thousands
    """The sides of a rectangle; y grows from the foot of the page to its head."""

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def of(cls, points: Iterable[tuple[float, float]]) -> Box:
        """The smallest that holds all points."""
        xs, ys = zip(*points, strict=True)
        return cls(min(xs), min(ys), max(xs), max(ys))

    @property
    def width(self) -> float:
        """From the left to the right side."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From the bottom to the top."""
        return self.top - self.bottom

    def is_apart_from(self, other: Box) -> bool:
        """Whether the two have no point in common."""
        if self.right < other.left or self.left > other.right:
            return True
        return self.top < other.bottom or self.bottom > other.top

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top

    def turned(self, rotation: int) -> Box:
        """The same place where the page is turned clockwise around its origin, in degrees.

        >>> Box(1.0, 2.0, 3.0, 5.0).turned(90)
        Box(left=2.0, bottom=-3.0, right=5.0, top=-1.0)
        """
        left, bottom, right, top = self
        match rotation:
            case 0:
                return self
            case 90:
                return Box(bottom, -right, top, -left)
            case 180:
                return Box(-right, -top, -left, -bottom)
            case _:
                return Box(-top, left, -bottom, right)


# Box._make without its check, in a third of the time.
box_of: Callable[[tuple[float, ...]], Box] = partial(tuple.__new__, Box)


class Matrix(NamedTuple):
    """How what is drawn is placed: its x becomes x_by_x * x + x_by_y * y + x_shift. The order is
    that of a PDF, which calls the six numbers a to f (PDF 32000-1, 8.3.3).
    """

    x_by_x: float
    y_by_x: float
    x_by_y: float
    y_by_y: float
    x_shift: float
    y_shift: float

    @property
    def scale(self) -> float:
        """How much larger things are drawn."""
        area = abs(self.x_by_x * self.y_by_y - self.y_by_x * self.x_by_y)
        return math.sqrt(area)

    def vector(self, x: float, y: float) -> tuple[float, float]:
        """Where a step of that size leads."""
        across = self.x_by_x * x + self.x_by_y * y
        up = self.y_by_x * x + self.y_by_y * y
        return across, up

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point comes to stand."""
        x, y = self.vector(x, y)
        return x + self.x_shift, y + self.y_shift

    def around(self, box: Box) -> Box:
        """The box around a box that is moved or turned."""
        left, bottom, right, top = box
        corners = (left, bottom), (left, top), (right, bottom), (right, top)
        return Box.of(self.point(x, y) for x, y in corners)

    def then(self, after: Matrix) -> Matrix:
        """One matrix that does what two do, one after the other.

        >>> Matrix(2, 0, 0, 2, 0, 0).then(Matrix(1, 0, 0, 1, 5, 7))
        Matrix(x_by_x=2, y_by_x=0, x_by_y=0, y_by_y=2, x_shift=5, y_shift=7)
        """
        return Matrix(
            *after.vector(self.x_by_x, self.y_by_x),
            *after.vector(self.x_by_y, self.y_by_y),
            *after.point(self.x_shift, self.y_shift),
        )


IDENTITY = Matrix(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

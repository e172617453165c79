"""Vectors as they are stored: of length 1, as 32-bit floats."""

from __future__ import annotations

from array import array
from collections.abc import Sequence


def normalized(vector: Sequence[float]) -> list[float]:
    """The vector with length 1: the inner product of two is then the cosine between them."""
    length = sum(value * value for value in vector) ** 0.5
    return [value / length for value in vector] if length else list(vector)


def packed(vector: Sequence[float]) -> bytes:
    """A normalized vector as it is stored: 32-bit floats of this machine."""
    return array("f", normalized(vector)).tobytes()

"""Vectors as a service returned them, looked at before anybody believes them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..records import Embedded


def embedded(rows: Sequence[Sequence[float]], texts: int, tokens: int | None) -> Embedded:
    """The vectors of a reply.

    Raises:
        ValueError: there are more or fewer than `texts`, they differ in length, or one is empty,
            zero, or holds what is no number.
    """
    if len(rows) != texts:
        raise ValueError(f"{len(rows)} vectors for {texts} texts")
    vectors = tuple(tuple(map(float, row)) for row in rows)
    if len(set(map(len, vectors))) > 1:
        raise ValueError("vectors of different lengths")
    for vector in vectors:
        if not all(map(math.isfinite, vector)) or not any(vector):
            raise ValueError("a vector that points nowhere")
    return Embedded(vectors, tokens)

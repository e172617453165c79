"""How the chunks of a huge document are shared between workers."""

from __future__ import annotations

from itertools import pairwise


def parts(chunks: int, workers: int) -> list[tuple[int, int]]:
    """Neighbouring chunks for each worker, as alike in number as can be: (first, one past the
    last).
    """
    borders = [chunks * number // workers for number in range(workers + 1)]
    return [(first, end) for first, end in pairwise(borders) if first < end]

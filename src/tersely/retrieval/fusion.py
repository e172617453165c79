"""Several orders of the same passages as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

# Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009), with a smaller constant than
# their 60 and a weight for the second order: of twelve settings tried on the questions of QMSum's
# validation meetings (bench/ask.py) this one loses least to either order alone.
_K = 10
VECTOR_WEIGHT = 1.5


def fused(orders: Sequence[Sequence[int]], weights: Sequence[float] = ()) -> list[int]:
    """All passages of the orders, by the sum of weight / (10 + rank) over the orders that name
    them; of equal ones the one that stands higher in an earlier order. Weights are 1 unless given.
    """
    scores: defaultdict[int, float] = defaultdict(float)
    for order, weight in zip(orders, weights or [1.0] * len(orders), strict=True):
        for rank, number in enumerate(order, 1):
            scores[number] += weight / (_K + rank)
    first = {number: place for order in reversed(orders) for place, number in enumerate(order)}
    return sorted(scores, key=lambda number: (-scores[number], first[number], number))

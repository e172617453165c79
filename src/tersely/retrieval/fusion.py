"""Several orders of the same passages as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

# The constant of Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and
# individual Rank Learning Methods" (SIGIR 2009).
_K = 60


def fused(orders: Sequence[Sequence[int]]) -> list[int]:
    """All passages of the orders, by the sum of 1 / (60 + rank) over the orders that name them; of
    equal ones the one that stands higher in an earlier order.
    """
    scores: defaultdict[int, float] = defaultdict(float)
    for order in orders:
        for rank, number in enumerate(order, 1):
            scores[number] += 1 / (_K + rank)
    first = {number: place for order in reversed(orders) for place, number in enumerate(order)}
    return sorted(scores, key=lambda number: (-scores[number], first[number], number))

"""What comes next so that little is said twice, and the length is met: maximal marginal relevance."""

from __future__ import annotations

from collections.abc import Sequence

from .ranking import Matrix

REDUNDANCY = 0.6
"""How much likeness to what is chosen takes from a score."""
_DUPLICATE = 0.7  # cosine from which two sentences say the same
# A replacement for the last choice that brings the length closer is worth so much of it.
_NEARLY = 0.7
# Behind so much of the target, a sentence that would cross it by more than this waits for shorter
# ones.
_NEARLY_FULL, _OVER = 0.75, 1.15


def mmr(
    scores: Sequence[float],
    cosines: Matrix,
    costs: Sequence[int],
    budget: float,
    redundancy: float = REDUNDANCY,
) -> list[int]:
    """Indices chosen by maximal marginal relevance (Carbonell and Goldstein 1998), until `budget`
    is spent.

    The best score, less `redundancy` times its likeness to what is chosen, comes next, if it brings
    the cost closer to the budget.
    """
    likeness = [0.0] * len(scores)  # highest cosine to a chosen one
    left = dict(enumerate(scores))  # index: score, less the likeness
    chosen: list[int] = []
    spent = 0
    while left and spent < budget:
        best = max(left, key=left.__getitem__)
        del left[best]
        cost = spent + costs[best]
        is_far_over = spent > _NEARLY_FULL * budget and cost > _OVER * budget
        if is_far_over or abs(cost - budget) >= abs(spent - budget):
            continue
        chosen.append(best)
        spent = cost
        row = cosines[best]
        for i in left:
            if row[i] > likeness[i]:
                likeness[i] = row[i]
                left[i] = scores[i] * _novelty(row[i], redundancy)
    if len(chosen) > 1 and spent != budget:
        _settle(chosen, spent, left, scores, costs, budget)
    return chosen


def _settle(
    chosen: list[int],
    spent: int,
    left: dict[int, float],
    scores: Sequence[float],
    costs: Sequence[int],
    budget: float,
) -> None:
    """Replace the last choice by one nearly as good that brings the total closer to the budget, if
    there is one.
    """
    last = chosen[-1]
    least = _NEARLY * scores[last]
    rest = spent - costs[last]
    near = [i for i, worth in left.items() if worth >= least]
    chosen[-1] = min([last, *near], key=lambda i: (abs(rest + costs[i] - budget), -scores[i]))


def _novelty(likeness: float, redundancy: float) -> float:
    return 0.01 if likeness > _DUPLICATE else 1 - redundancy * likeness

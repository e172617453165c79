"""The order of the sentences that hold some terms."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Set

# What the sentence before or after holds counts for so much.
_BEFORE, _AFTER = 0.3, 0.1


def with_neighbours(
    scores: Mapping[int, float],
    weights: Mapping[str, float],
    holding: Callable[[str], list[int]],
    lines: Set[int],
) -> dict[int, float]:
    """The scores of sentences with a share of the weight of the terms that a sentence lacks and its
    neighbours hold.

    `holding` gives the sentences with a term, ascending; a heading or row, one of `lines`, never
    comes before body text that holds as much itself.
    """
    ranks = dict(scores)
    nearby = {number + step for number in scores for step in (-1, 0, 1)}
    first, last = min(nearby, default=0), max(nearby, default=0)
    for term, weight in weights.items():
        places = holding(term)
        reach = slice(bisect_left(places, first), bisect_right(places, last))
        held = nearby.intersection(places[reach])
        for step, share in ((1, _BEFORE), (-1, _AFTER)):
            for number in held:
                beside = number + step
                if beside in ranks and beside not in held:
                    ranks[beside] += share * weight
    body = scores.keys() - lines
    for line in scores.keys() & lines:
        least = scores[line] - 1e-9
        as_good = [ranks[number] for number in body if scores[number] >= least]
        ranks[line] = min(ranks[line], max(as_good, default=ranks[line]))
    return ranks

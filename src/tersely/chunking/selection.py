"""Which atom ends become cuts.

The cheapest cuts are a shortest path over the document: a chunk costs 1, its end by its class. But
an edit can make quite another path the cheapest. With `stable`, some ends are cuts whatever stands
between them: the anchors, whose rank, a hash of the text around them, is the least within some
chunks on either side. Only an edit near one, or one that brings a better end near, moves it.
Between two anchors full chunks are laid from both sides by turns, and the last few, in the middle,
by the shortest path: an edit changes what is between it and the middle. Nothing has to be
remembered; that the text alone says where cuts are is the idea of LBFS (Muthitacharoen et al.
2001), local minima are that of Bjørner et al. (2010).
"""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from .atoms import ROW, Atoms

# In chunks: how many more chunks a cut at a better class may cost, by class.
_CLASS_COST = (0.0, 0.04, 0.05, 0.1, 0.12, 0.4, 0.6, 100.0, 200.0)
_SMALLEST = 0.7
_SMALL, _TOO_SMALL = (
    0.3,
    5.0,
)  # a chunk below the allowed size costs the first, and the second for each chunk it lacks
# In chunks. An anchor costs half a chunk, so a shorter span means more chunks; with a longer one an
# edit changes more.
_ANCHOR_SPAN = 4.5
_ANCHOR_SHARE = 0.1  # only so many ends, by rank, are looked at as anchors
_CONTEXT = (
    32  # characters on either side that the rank of an end depends on; few places share so many
)
_MIDDLE = 4  # chunks left to the shortest path: more than 3 divide into sizes above _SMALLEST


@dataclass(frozen=True, slots=True)
class Sizes:
    """Allowed tokens of a chunk; only where nothing else is possible is one smaller."""

    low: int
    high: int


def _sizes(total: int, limit: int, stable: bool) -> Sizes:
    """Sizes for `total` tokens: 0.7 to 1 of the limit if stable, else within a tenth of the even
    share.
    """
    even = total / -(-total // max(1, int(limit * 0.985)))
    low = min(_SMALLEST * limit, 0.9 * even) if stable else 0.9 * even
    return Sizes(int(low), limit if stable else min(limit, int(1.1 * even)))


def choose(text: str, pieces: Atoms, prefix: Sequence[int], limit: int, stable: bool) -> list[int]:
    """The numbers of atoms before each cut, the last being all of them. `prefix`: the tokens before
    each atom and in all.
    """
    costs = [_CLASS_COST[kind] for kind in pieces.kinds]
    allowed = _sizes(prefix[-1], limit, stable)
    if not stable:
        return _cheapest(prefix, costs, allowed)
    cuts = [0]
    for anchor in [
        *_anchors(text, pieces.ends, costs, prefix, int(limit * _ANCHOR_SPAN)),
        len(costs),
    ]:
        cuts += _fill(prefix, costs, cuts[-1], anchor, allowed)
    return cuts[1:]


def _anchors(
    text: str, ends: Sequence[int], costs: Sequence[float], prefix: Sequence[int], span: int
) -> list[int]:
    """Cuts whose rank is the least within `span` tokens on either side, none that near to the ends
    of the document.
    """
    low: list[tuple[float, int]] = []
    at: list[int] = []
    for cut, (end, cost) in enumerate(zip(ends, costs, strict=True), 1):
        start = end - _CONTEXT if end > _CONTEXT else 0
        around = text[start : end + _CONTEXT].encode("utf-8", "surrogatepass")
        rank = zlib.crc32(around) / 2**32 + cost * 0.2
        if rank < _ANCHOR_SHARE:
            low.append((rank, cut))
            at.append(prefix[cut])
    return [
        cut
        for (rank, cut), here in zip(low, at, strict=True)
        if span <= here <= prefix[-1] - span
        and (rank, cut) == min(low[bisect_left(at, here - span) : bisect_right(at, here + span)])
    ]


def _fill(
    prefix: Sequence[int], costs: Sequence[float], start: int, end: int, allowed: Sizes
) -> list[int]:
    """The cuts after `start`, up to `end`: full chunks from either side by turns, the last few by
    the cheapest way.
    """
    left, right = [start], [end]
    while prefix[right[-1]] - prefix[left[-1]] > _MIDDLE * allowed.high:
        side = left if len(left) == len(right) else right
        cut = _next(prefix, costs, side[-1], side is left, allowed)
        if not cut:
            break
        side.append(cut)
    first, last = left[-1], right[-1]
    middle = _cheapest(prefix[first : last + 1], costs[first:last], allowed)
    return [*left[1:], *(first + cut for cut in middle), *right[-2::-1]]


def _next(
    prefix: Sequence[int], costs: Sequence[float], cut: int, forward: bool, allowed: Sizes
) -> int:
    """The cut a full chunk before or behind `cut`, nearer if the place is better; 0 if there is
    none but inside rows.
    """
    here = prefix[cut]
    if forward:
        fits = range(
            bisect_left(prefix, here + allowed.low), bisect_right(prefix, here + allowed.high)
        )
    else:
        fits = range(
            bisect_left(prefix, here - allowed.high), bisect_right(prefix, here - allowed.low)
        )
    best = min(fits, key=lambda i: costs[i - 1] - abs(prefix[i] - here) / allowed.high, default=0)
    return best if best and costs[best - 1] < _CLASS_COST[ROW] else 0


def _cheapest(prefix: Sequence[int], ends_cost: Sequence[float], allowed: Sizes) -> list[int]:
    """The numbers of atoms before each cut, the last being all of them: the cheapest way; O(atoms)."""
    n = len(prefix) - 1
    best, before = [0.0] * (n + 1), [0] * (n + 1)
    # Starts at which a chunk of an allowed size, and of too small a size, may begin; the best
    # first.
    window: deque[int] = deque()
    short: deque[int] = deque()
    slope = _TOO_SMALL / allowed.high
    enter = 0  # the first start that leaves too little
    for j in range(1, n + 1):
        here = prefix[j]
        key = best[j - 1] + slope * prefix[j - 1]
        while short and best[short[-1]] + slope * prefix[short[-1]] >= key:
            short.pop()
        short.append(j - 1)
        while here - prefix[enter] >= allowed.low and enter < j:
            cost = best[enter]
            while window and best[window[-1]] > cost:
                window.pop()
            window.append(enter)
            enter += 1
        while window and here - prefix[window[0]] > allowed.high:
            window.popleft()
        while short and short[0] < enter:
            short.popleft()
        start = window[0] if window else j - 1
        cost = best[start]
        if short and (not window or cost > best[short[0]] + _SMALL):
            small = best[short[0]] + _SMALL + slope * (allowed.low - here + prefix[short[0]])
            if not window or cost > small:
                start, cost = short[0], small
        best[j] = cost + 1 + ends_cost[j - 1]
        before[j] = start
    cuts = [n]
    while before[cuts[-1]]:
        cuts.append(before[cuts[-1]])
    return cuts[::-1]

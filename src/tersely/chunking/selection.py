"""Which atom ends become cuts: a shortest path over the document.

A chunk costs 1, plus what its end costs. With `stable`, an end costs its class plus a noise drawn from the text around it.
Two best paths that start differently (before and after an edit) soon meet at the same cheap ends and then stay together,
so an edit moves only the cuts around it; nothing has to be remembered. Anchors, the ends with the least noise within
some chunks on either side, are all but forced: they bound how far a change can travel. The idea is that of
content-defined chunking (LBFS, Muthitacharoen et al. 2001; local-minimum anchors: Bjørner et al. 2010), made to
balance sizes.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from .atoms import ROW, Atoms

# In chunks: how many more chunks a cut at a better class may cost, by class.
_CLASS_COST = (0.0, 0.05, 0.07, 0.13, 0.16, 0.45, 0.65, 100.0, 200.0)
_NOISE = 0.28
_ANCHOR_BONUS = 2.0
_ANCHOR_SPAN = 3.6  # no two anchors are closer, in chunks: from there on any distance divides into sizes of 0.7 to 1
_ANCHOR_SHARE = 0.1  # only so many ends, by noise, are looked at as anchors
_SMALLEST = 0.7
_SMALL, _TOO_SMALL = 1.0, 5.0  # a chunk below the allowed size costs the first, and the second for each chunk it lacks
_CONTEXT = 16  # characters on either side that the noise of an end depends on


@dataclass(frozen=True, slots=True)
class Sizes:
    """Allowed tokens of a chunk; only where nothing else is possible is one smaller."""

    low: int
    high: int


def sizes(total: int, limit: int, stable: bool) -> Sizes:
    """Sizes for `total` tokens: 0.7 to 1 of the limit if stable, else within a tenth of the even share."""
    even = total / -(-total // max(1, int(limit * 0.985)))
    low = min(_SMALLEST * limit, 0.9 * even) if stable else 0.9 * even
    return Sizes(int(low), limit if stable else min(limit, int(1.1 * even)))


def costs(text: str, found: Atoms, prefix: Sequence[int], limit: int, stable: bool) -> list[float]:
    """What a cut at each atom's end costs, in chunks. `prefix` has the tokens before each atom and in all."""
    if not stable:
        return [_CLASS_COST[kind] for kind in found.kinds]
    noise = [
        zlib.crc32(text[max(0, end - _CONTEXT) : end + _CONTEXT].encode("utf-8", "surrogatepass")) for end in found.ends
    ]
    result = [_CLASS_COST[kind] + (h & 0xFFFF) * (_NOISE / 0x10000) for kind, h in zip(found.kinds, noise, strict=True)]
    ranks = [(h >> 16) / 0x10000 + _CLASS_COST[kind] * 0.2 for kind, h in zip(found.kinds, noise, strict=True)]
    for i in _anchors(ranks, found.kinds, prefix, int(limit * _ANCHOR_SPAN)):
        result[i] = -_ANCHOR_BONUS
    return result


def _anchors(ranks: Sequence[float], kinds: Sequence[int], prefix: Sequence[int], span: int) -> list[int]:
    """Atoms whose rank is the least within `span` tokens on either side; none that near to the ends of the document."""
    low = [i for i, rank in enumerate(ranks) if rank < _ANCHOR_SHARE and kinds[i] < ROW]
    at = [prefix[i + 1] for i in low]
    found = []
    for k, i in enumerate(low):
        if at[k] < span or prefix[-1] - at[k] < span:
            continue
        near = low[bisect_left(at, at[k] - span) : bisect_right(at, at[k] + span)]
        if min(near, key=lambda j: ranks[j]) == i:
            found.append(i)
    return found


def choose(prefix: Sequence[int], ends_cost: Sequence[float], allowed: Sizes) -> list[int]:
    """The numbers of atoms before each cut, the last being all of them: the cheapest way; O(atoms)."""
    n = len(prefix) - 1
    best, before = [0.0] * (n + 1), [0] * (n + 1)
    # Starts at which a chunk of an allowed size, and of too small a size, may begin; the best first.
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

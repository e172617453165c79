"""Which of the removed and the added units are two versions of the same one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

from .units import Unit, weight_of

# The share of the weight of the words that both have (Dice). Between the same neighbours less is
# enough than on another place; a rewritten line that stands alone between them needs hardly any.
_SAME_PLACE, _ONLY_ONE, _ELSEWHERE = 0.45, 0.25, 0.7
_LEAST_ELSEWHERE = 5.0  # in words with content
_MOST_PAIRS = 4_000
_RARE = 10
# A sentence that was cut in two: its other half must add at least this share.
_JOINED_GAIN = 0.08
# One line that replaces another, whatever it says.
_LINES = ("heading", "table", "item", "code", "record", "term")


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands between two kept units: `old` was there, `new` is there now.

    `place` is where it is in the new version: the number of its document and the offset. A document
    that is gone comes after all others.
    """

    old: tuple[Unit, ...]
    new: tuple[Unit, ...]
    place: tuple[int, int]

    def without(self, old: Iterable[Unit], new: Iterable[Unit]) -> Gap:
        """The gap without these units."""
        gone = {unit.number for unit in old}
        come = {unit.number for unit in new}
        return Gap(
            tuple(unit for unit in self.old if unit.number not in gone),
            tuple(unit for unit in self.new if unit.number not in come),
            self.place,
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """Units of the old and of the new version that say nearly the same; one is cut in two rarely."""

    old: tuple[Unit, ...]
    new: tuple[Unit, ...]
    is_moved: bool = False


def similarity(old: Sequence[Unit], new: Sequence[Unit]) -> float:
    """Dice's coefficient over the weighted words, 0..1."""
    shared = Counter(_tokens(old)) & Counter(_tokens(new))
    weight = sum(weight_of(token) * count for token, count in shared.items())
    total = sum(unit.weight for unit in (*old, *new))
    return 2 * weight / (total or 1.0)


def is_same_row(pair: Pair) -> bool:
    """Whether both sides of a pair say the same words in the same order."""
    return _tokens(pair.old) == _tokens(pair.new)


def _tokens(units: Sequence[Unit]) -> list[str]:
    return [token for unit in units for token in unit.tokens]


def pairs_within(gap: Gap) -> list[Pair]:
    """The pairs of one gap, the most alike first; no unit is in two of them."""
    if len(gap.old) == len(gap.new) == 1:
        old, new = gap.old[0], gap.new[0]
        is_line = old.kind == new.kind and old.kind in _LINES
        is_pair = is_line or similarity(gap.old, gap.new) >= _ONLY_ONE
        return [Pair(gap.old, gap.new)] if is_pair else []
    pairs = _greedy(gap.old, gap.new, _SAME_PLACE)
    rest = gap.without(
        [unit for pair in pairs for unit in pair.old], [unit for pair in pairs for unit in pair.new]
    )
    joined = []
    for pair in pairs:
        wider = _joined(pair, rest)
        rest = rest.without(wider.old, wider.new)
        joined.append(wider)
    return joined


def pairs_elsewhere(old: Sequence[Unit], new: Sequence[Unit]) -> list[Pair]:
    """The pairs among units of different gaps: moved, and changed on the way."""
    old = [unit for unit in old if unit.weight >= _LEAST_ELSEWHERE]
    new = [unit for unit in new if unit.weight >= _LEAST_ELSEWHERE]
    return [replace(pair, is_moved=True) for pair in _greedy(old, new, _ELSEWHERE)]


def _greedy(old: Sequence[Unit], new: Sequence[Unit], least: float) -> list[Pair]:
    alike: list[Alike] = []
    for i, j in _candidates(old, new):
        share = similarity([old[i]], [new[j]])
        if share >= least:
            alike.append(Alike((-share, abs(i - j)), i, j))
    return [Pair((old[i],), (new[j],)) for i, j in matched(alike)]


class Alike(NamedTuple):
    """The numbers of two that may be versions of each other; of a lower rank, the more alike."""

    rank: tuple[float, ...]
    old: int
    new: int


def matched(alike: Iterable[Alike]) -> Iterator[tuple[int, int]]:
    """The most alike first; nothing is in two of the pairs."""
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for _, i, j in sorted(alike):
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            yield i, j


def _candidates(old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """Every pair of a small gap; of a large one those with a word that few units hold."""
    if len(old) * len(new) <= _MOST_PAIRS:
        yield from product(range(len(old)), range(len(new)))
        return
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for j, unit in enumerate(new):
        for token in set(unit.tokens):
            holders[token].append(j)
    rare = {token: units for token, units in holders.items() if len(units) <= _RARE}
    for i, unit in enumerate(old):
        others: set[int] = set()
        for token in set(unit.tokens):
            others.update(rare.get(token, ()))
        for j in others:
            yield i, j


def _joined(pair: Pair, gap: Gap) -> Pair:
    """The pair with a neighbour of its sentence where that was cut in two, or two were joined;
    `gap` is what has no counterpart.
    """
    best, share = pair, similarity(pair.old, pair.new)
    for wider in _wider(pair, gap):
        wider_share = similarity(wider.old, wider.new)
        if wider_share >= share + _JOINED_GAIN:
            best, share = wider, wider_share
    return best


def _wider(pair: Pair, gap: Gap) -> Iterator[Pair]:
    for step in (-1, 1):
        for unit in gap.old:
            if unit.number == pair.old[0].number + step:
                yield Pair(_in_order(*pair.old, unit), pair.new)
        for unit in gap.new:
            if unit.number == pair.new[0].number + step:
                yield Pair(pair.old, _in_order(*pair.new, unit))


def _in_order(*units: Unit) -> tuple[Unit, ...]:
    return tuple(sorted(units, key=lambda unit: unit.number))

"""What stands elsewhere, word for word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .units import Unit

# A unit that stands on many places ("Yes.") is looked for on the first of them.
_MOST_PLACES = 8


@dataclass(frozen=True, slots=True)
class Move:
    """`length` units in a row, from `old` and `new` on; both are numbers of units."""

    old: int
    new: int
    length: int


def moves(old: Sequence[Unit], new: Sequence[Unit]) -> list[Move]:
    """The moved runs among the units that have no counterpart in order, in the order of `old`.

    The run with the most text is taken first, so that a paragraph is one move.
    """
    removed = {unit.number: unit for unit in old}
    added = {unit.number: unit for unit in new}
    pairs = set(_pairs(old, new))
    starts = (pair for pair in pairs if _begins(pair, pairs, removed, added))
    runs = sorted(
        (_run(pair, pairs, removed, added) for pair in starts),
        key=lambda run: (-run[0], run[1].old, run[1].new),
    )
    gone: set[int] = set()
    come: set[int] = set()
    chosen: list[Move] = []
    for _, run in runs:
        for move in _free(run, gone, come):
            gone.update(range(move.old, move.old + move.length))
            come.update(range(move.new, move.new + move.length))
            chosen.append(move)
    return sorted(chosen, key=lambda move: move.old)


def _pairs(old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for unit in new:
        places[unit.key].append(unit.number)
    for unit in old:
        for number in places.get(unit.key, ())[:_MOST_PLACES]:
            yield unit.number, number


def _begins(
    pair: tuple[int, int],
    pairs: set[tuple[int, int]],
    removed: dict[int, Unit],
    added: dict[int, Unit],
) -> bool:
    """Whether no pair stands right before this one on both sides."""
    old, new = pair
    if (old - 1, new - 1) not in pairs:
        return True
    return not (removed[old].follows(removed[old - 1]) and added[new].follows(added[new - 1]))


def _run(
    pair: tuple[int, int],
    pairs: set[tuple[int, int]],
    removed: dict[int, Unit],
    added: dict[int, Unit],
) -> tuple[float, Move]:
    """The run that begins with this pair, and the weight of its words."""
    old, new = pair
    length = 1
    weight = removed[old].weight
    while (old + length, new + length) in pairs:
        here, there = removed[old + length], added[new + length]
        follows = here.follows(removed[old + length - 1])
        if not (follows and there.follows(added[new + length - 1])):
            break
        weight += here.weight
        length += 1
    return weight, Move(old, new, length)


def _free(run: Move, gone: set[int], come: set[int]) -> Iterator[Move]:
    """The parts of a run that no other has taken."""
    start = 0
    for step in range(run.length + 1):
        is_taken = step == run.length or run.old + step in gone or run.new + step in come
        if is_taken:
            if step > start:
                yield Move(run.old + start, run.new + start, step - start)
            start = step + 1

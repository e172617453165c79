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
    gone: set[int] = set()
    come: set[int] = set()
    chosen: list[Move] = []
    for run in _Runs(old, new).heaviest_first():
        for move in _free(run, gone, come):
            gone.update(range(move.old, move.old + move.length))
            come.update(range(move.new, move.new + move.length))
            chosen.append(move)
    return sorted(chosen, key=lambda move: move.old)


class _Runs:
    """The rows of units that stand on both sides, one after the other."""

    def __init__(self, old: Sequence[Unit], new: Sequence[Unit]) -> None:
        self._removed = {unit.number: unit for unit in old}
        self._added = {unit.number: unit for unit in new}
        self._pairs = set(_pairs(old, new))

    def heaviest_first(self) -> list[Move]:
        """The longest runs, by the weight of their words."""
        runs = [self._run(*pair) for pair in self._pairs if not self._goes_on(*pair)]
        runs.sort(key=lambda run: (-self._weight(run), run.old, run.new))
        return runs

    def _goes_on(self, old: int, new: int) -> bool:
        """Whether a pair stands right before this one on both sides."""
        if (old - 1, new - 1) not in self._pairs:
            return False
        follows = self._removed[old].follows(self._removed[old - 1])
        return follows and self._added[new].follows(self._added[new - 1])

    def _run(self, old: int, new: int) -> Move:
        """The run that begins with this pair."""
        length = 1
        while (old + length, new + length) in self._pairs:
            if not self._goes_on(old + length, new + length):
                break
            length += 1
        return Move(old, new, length)

    def _weight(self, run: Move) -> float:
        numbers = range(run.old, run.old + run.length)
        return sum(self._removed[number].weight for number in numbers)


def _pairs(old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for unit in new:
        places[unit.key].append(unit.number)
    for unit in old:
        for number in places.get(unit.key, ())[:_MOST_PLACES]:
            yield unit.number, number


def _free(run: Move, gone: set[int], come: set[int]) -> Iterator[Move]:
    """The parts of a run that no other has taken."""
    start = 0
    for step in range(run.length + 1):
        is_taken = step == run.length or run.old + step in gone or run.new + step in come
        if is_taken:
            if step > start:
                yield Move(run.old + start, run.new + start, step - start)
            start = step + 1

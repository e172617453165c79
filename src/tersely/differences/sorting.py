"""What the gaps between kept units hold: what moved, what was rewritten, and the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from .change import Difference, Kind
from .moves import Move, moves
from .pairing import Gap, Pair, is_same_row, pairs_elsewhere, pairs_within
from .sides import Side
from .units import Unit
from .wording import fact_changes, negation_differs

_Placed = tuple[tuple[int, int], Difference]
"""With its place in the new version: the number of the document and the offset."""


class Sorting:
    """What the gaps between kept units hold: what moved, what was rewritten, and the rest."""

    def __init__(
        self, old: Side, new: Side, gaps: Sequence[Gap], partners: Sequence[tuple[int, int]]
    ) -> None:
        self._old, self._new, self._gaps = old, new, gaps
        self._partners = set(partners)
        self._gone: set[int] = set()
        self._come: set[int] = set()
        self._differences: list[_Placed] = []
        self._form: list[_Placed] = []
        self._places: dict[int, tuple[int, int]] = {}  # of rewritten units, by their old numbers

    def sort(self) -> None:
        """Word for word first, the most alike next."""
        for move in moves(*self._left()):
            self._take_move(move)
        for gap in self._gaps:
            for pair in pairs_within(self._without(gap)):
                self._take_pair(pair)
        for pair in pairs_elsewhere(*self._left()):
            self._take_pair(pair)
        for gap in self._gaps:
            self._take_rest(gap)

    def sorted(self) -> tuple[list[Difference], list[Difference]]:
        """The differences in the order of the new version, and those of form."""
        return _in_order(self._differences), _in_order(self._form)

    def respell(self, kept: Iterable[tuple[int, int]]) -> None:
        """Note the kept units whose words stand in another form."""
        for i, j in kept:
            old, new = self._old.units[i], self._new.units[j]
            if old.text != new.text and old.text.split() != new.text.split():
                self._form.append(self._placed("changed", [old], [new]))

    def _without(self, gap: Gap) -> Gap:
        """The gap without the units that have a counterpart."""
        old = tuple(unit for unit in gap.old if unit.number not in self._gone)
        new = tuple(unit for unit in gap.new if unit.number not in self._come)
        return Gap(old, new, gap.place)

    def _left(self) -> tuple[list[Unit], list[Unit]]:
        """The old and the new units that have no counterpart yet."""
        gaps = [self._without(gap) for gap in self._gaps]
        old = [unit for gap in gaps for unit in gap.old]
        new = [unit for gap in gaps for unit in gap.new]
        return old, new

    def _take_move(self, move: Move) -> None:
        old = self._old.units[move.old : move.old + move.length]
        new = self._new.units[move.new : move.new + move.length]
        self._gone.update(unit.number for unit in old)
        self._come.update(unit.number for unit in new)
        self._differences.append(self._placed("moved", old, new))

    def _take_pair(self, pair: Pair) -> None:
        self._gone.update(unit.number for unit in pair.old)
        self._come.update(unit.number for unit in pair.new)
        place, changed = self._placed("changed", pair.old, pair.new)
        if not pair.is_moved:
            self._places |= dict.fromkeys((unit.number for unit in pair.old), place)
        before = " ".join(unit.said for unit in pair.old)
        after = " ".join(unit.said for unit in pair.new)
        changed = replace(
            changed,
            facts=fact_changes(before, after),
            negated=negation_differs(before, after),
            is_moved=pair.is_moved,
        )
        # A sentence was only cut in two, or two were joined: a change of form.
        is_form = not pair.is_moved and is_same_row(pair)
        differences = self._form if is_form else self._differences
        differences.append((place, changed))

    def _placed(self, kind: Kind, old: Sequence[Unit], new: Sequence[Unit]) -> _Placed:
        """A difference of two versions, with its place in the new one."""
        document = new[0].side_document
        difference = Difference(
            kind,
            self._old.passage(old[0], old[-1]),
            self._new.passage(new[0], new[-1]),
            is_across=self._is_across(old[0], new[0]),
            file=self._new.names[document],
        )
        return (document, new[0].start), difference

    def _take_rest(self, gap: Gap) -> None:
        rest = self._without(gap)
        places = self._places_of_removed(gap)
        for run in _runs(rest.old):
            passage = self._old.passage(run[0], run[-1])
            file = passage.document
            if gap.place[0] < len(self._new.names):
                file = self._new.names[gap.place[0]]
            removed = Difference("removed", passage, None, file=file)
            self._differences.append((places[run[0].number], removed))
        for run in _runs(rest.new):
            passage = self._new.passage(run[0], run[-1])
            place = (run[0].side_document, run[0].start)
            added = Difference("added", None, passage, file=passage.document)
            self._differences.append((place, added))

    def _places_of_removed(self, gap: Gap) -> dict[int, tuple[int, int]]:
        """Where each old unit of a gap is told: behind the one before it that was rewritten."""
        places: dict[int, tuple[int, int]] = {}
        place = gap.place
        for unit in gap.old:
            place = places[unit.number] = self._places.get(unit.number, place)
        return places

    def _is_across(self, old: Unit, new: Unit) -> bool:
        return (old.side_document, new.side_document) not in self._partners


def _in_order(placed: list[_Placed]) -> list[Difference]:
    return [difference for _, difference in sorted(placed, key=lambda one: one[0])]


def _runs(units: Iterable[Unit]) -> Iterator[list[Unit]]:
    """The units in rows of neighbours: an added section is one difference."""
    run: list[Unit] = []
    for unit in units:
        if run and unit.number != run[-1].number + 1:
            yield run
            run = []
        run.append(unit)
    if run:
        yield run

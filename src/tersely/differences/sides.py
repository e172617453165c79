"""The two versions: their documents, the units of these, and which of them belong together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..grounding import Places
from ..records import Document
from .change import FileChange, Passage
from .pairing import Alike, matched
from .units import Unit, units_of

# Two files of different names are the same file when so many of their passages are the same.
_SAME_FILE = 0.5


@dataclass
class Side:
    """The documents of one version under their names, and all their units."""

    documents: Sequence[Document]
    names: Sequence[str]
    units: list[Unit] = field(default_factory=list)
    spans: list[range] = field(default_factory=list)

    def __post_init__(self) -> None:
        for number, document in enumerate(self.documents):
            first = len(self.units)
            self.units += units_of(document, number, first)
            self.spans.append(range(first, len(self.units)))
        self._places: dict[int, Places] = {}

    def passage(self, first: Unit, last: Unit) -> Passage:
        """The text from the one unit to the end of the other, both of one document."""
        number = first.side_document
        document = self.documents[number]
        if number not in self._places:
            self._places[number] = Places(document)
        place = self._places[number](first.start)
        text = document.text[first.start : last.end]
        return Passage(self.names[number], first.start, last.end, text, place)


def of(side: Side, number: int) -> Sequence[Unit]:
    """The units of one document."""
    span = side.spans[number]
    return side.units[span.start : span.stop]


def weight(units: Iterable[Unit]) -> float:
    """How much their words tell together."""
    return sum(unit.weight for unit in units)


def partners_of(
    old: Side, new: Side, *, single: bool
) -> tuple[list[tuple[int, int]], list[FileChange]]:
    """Which document is compared with which, and what that says of the files."""
    if single:
        return [(0, 0)], []
    only_new = {name: number for number, name in enumerate(new.names)}
    only_old: list[int] = []
    pairs: list[tuple[int, int]] = []
    for number, name in enumerate(old.names):
        if name in only_new:
            pairs.append((number, only_new.pop(name)))
        else:
            only_old.append(number)
    renamed = dict(_renamed(old, new, only_old, sorted(only_new.values())))
    gone = [number for number in only_old if number not in renamed]
    come = sorted(set(only_new.values()) - set(renamed.values()))
    files = [
        *(FileChange("renamed", old.names[i], new.names[j]) for i, j in renamed.items()),
        *(FileChange("removed", old=old.names[number]) for number in gone),
        *(FileChange("added", new=new.names[number]) for number in come),
    ]
    return [*pairs, *renamed.items()], files


def _renamed(
    old: Side, new: Side, only_old: Sequence[int], only_new: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """The files of other names that share most of their passages, the most alike first."""
    holders: defaultdict[str, set[int]] = defaultdict(set)
    for j in only_new:
        for unit in of(new, j):
            holders[unit.key].add(j)
    alike: list[Alike] = []
    for i in only_old:
        shared: defaultdict[int, float] = defaultdict(float)
        for unit in of(old, i):
            for j in holders.get(unit.key, ()):
                shared[j] += unit.weight
        for j, common in shared.items():
            longer = max(weight(of(old, i)), weight(of(new, j)))
            share = common / (longer or 1.0)
            if share >= _SAME_FILE:
                alike.append(Alike((-share,), i, j))
    yield from matched(alike)

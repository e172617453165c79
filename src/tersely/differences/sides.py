"""The two versions: their documents, the units of these, and which of them belong together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..grounding import Places
from ..records import Document
from .change import FileChange, Passage
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
    numbers = {name: number for number, name in enumerate(new.names)}
    pairs = [(i, numbers.pop(name)) for i, name in enumerate(old.names) if name in numbers]
    left = sorted(set(range(len(old.names))) - {i for i, _ in pairs})
    renamed = list(_renamed(old, new, left, sorted(numbers.values())))
    pairs += renamed
    files = [FileChange("renamed", old.names[i], new.names[j]) for i, j in renamed]
    gone = sorted(set(left) - {i for i, _ in renamed})
    come = sorted(set(numbers.values()) - {j for _, j in renamed})
    files += [FileChange("removed", old=old.names[i]) for i in gone]
    files += [FileChange("added", new=new.names[j]) for j in come]
    return pairs, files


def _renamed(
    old: Side, new: Side, left: Sequence[int], others: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """The files of other names that share most of their passages, the most alike first."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for j in others:
        for unit in of(new, j):
            holders[unit.key].append(j)
    scored = []
    for i in left:
        shared: defaultdict[int, float] = defaultdict(float)
        for unit in of(old, i):
            for j in set(holders.get(unit.key, ())):
                shared[j] += unit.weight
        for j, common in shared.items():
            longer = max(weight(of(old, i)), weight(of(new, j)))
            scored.append((-common / (longer or 1.0), i, j))
    taken: set[tuple[str, int]] = set()
    for share, i, j in sorted(scored):
        if -share >= _SAME_FILE and not taken & {("old", i), ("new", j)}:
            taken |= {("old", i), ("new", j)}
            yield i, j

"""Two versions, each one document or a folder of them, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..records import Document
from ..screen_text import how_many
from .change import Changes
from .order import common
from .pairing import Gap
from .sides import Side, of, partners_of, weight
from .sorting import Sorting
from .units import Unit, lines_of

# A gap is compared by lines when they are the same lines for the most part; rewrapped prose is not.
_SAME_LINES = 0.5


def compare(
    old: Mapping[str, Document] | Document, new: Mapping[str, Document] | Document
) -> Changes:
    """What changed from `old` to `new`: two documents, or documents under their names in a folder.

    Files of the same name are compared; one that lost its name is looked for by its content; what
    moved from one file to another is a move, too. Deterministic, and linear in the length of what
    both versions share.
    """
    before, after = _side(old), _side(new)
    single = isinstance(old, Document) and isinstance(new, Document)
    partners, files = partners_of(before, after, single=single)
    length = sum(len(unit.key) for unit in (*before.units, *after.units))
    kept, gaps = _aligned(before, after, partners)
    sorting = Sorting(before, after, gaps, partners)
    sorting.sort()
    sorting.respell(kept)
    differences, form = sorting.sorted()
    same = 2 * sum(len(before.units[i].key) for i, _ in kept)
    return Changes(
        _title(old, before),
        _title(new, after),
        tuple(differences),
        tuple(form),
        tuple(files),
        same / length if length else 1.0,
    )


def _side(given: Mapping[str, Document] | Document) -> Side:
    if isinstance(given, Document):
        return Side([given], [given.name])
    return Side(list(given.values()), list(given))


def _title(given: Mapping[str, Document] | Document, side: Side) -> str:
    if isinstance(given, Document):
        return given.name
    return how_many(len(side.names), "file")


def _aligned(
    old: Side, new: Side, partners: Sequence[tuple[int, int]]
) -> tuple[list[tuple[int, int]], list[Gap]]:
    """The units that are kept in order, as pairs of their numbers, and the gaps between them."""
    kept: list[tuple[int, int]] = []
    gaps: list[Gap] = []
    for number, other in partners:
        here, there = of(old, number), of(new, other)
        pairs = _same_keys(here, there)
        kept += [(here[i].number, there[j].number) for i, j in pairs]
        for gap in _gaps(pairs, here, there, (other, 0)):
            kept_lines, parts = _by_lines(gap, old, new)
            kept += kept_lines
            gaps += parts
    gaps += _alone(old, new, partners)
    return kept, [gap for gap in gaps if gap.old or gap.new]


def _same_keys(old: Sequence[Unit], new: Sequence[Unit]) -> list[tuple[int, int]]:
    """The longest common sequence of units with the same words, as pairs of places."""
    ids: dict[str, int] = {}
    old_keys = [ids.setdefault(unit.key, len(ids)) for unit in old]
    new_keys = [ids.setdefault(unit.key, len(ids)) for unit in new]
    return common(old_keys, new_keys, [len(unit.key) for unit in old])


def _alone(old: Side, new: Side, partners: Sequence[tuple[int, int]]) -> Iterator[Gap]:
    """A gap for each document without a partner; one that is gone comes after all others."""
    paired_old = {number for number, _ in partners}
    paired_new = {number for _, number in partners}
    for number in set(range(len(old.spans))) - paired_old:
        yield Gap(tuple(of(old, number)), (), (len(new.spans) + number, 0))
    for number in set(range(len(new.spans))) - paired_new:
        yield Gap((), tuple(of(new, number)), (number, 0))


def _by_lines(gap: Gap, old: Side, new: Side) -> tuple[list[tuple[int, int]], Sequence[Gap]]:
    """The gap line by line where most lines of it stand on both sides.

    What a paragraph, a list or a table is depends on all of its lines: one edit may make one unit
    of what were many.
    """
    has_lines = any("\n" in unit.text for unit in (*gap.old, *gap.new))
    if not (gap.old and gap.new and has_lines):
        return [], [gap]
    here = lines_of(gap.old, len(old.units))
    there = lines_of(gap.new, len(new.units))
    pairs = _same_keys(here, there)
    same = sum(here[i].weight for i, _ in pairs)
    if same < _SAME_LINES * max(weight(here), weight(there)):
        return [], [gap]
    kept = [(here[i].number, there[j].number) for i, j in pairs]
    old.units += here
    new.units += there
    return kept, list(_gaps(pairs, here, there, gap.place))


def _gaps(
    pairs: Sequence[tuple[int, int]],
    old: Sequence[Unit],
    new: Sequence[Unit],
    place: tuple[int, int],
) -> Iterator[Gap]:
    """The gaps between the pairs; the first one is at `place` of the new version."""
    first = begin = 0
    for i, j in [*pairs, (len(old), len(new))]:
        if i > first or j > begin:
            yield Gap(tuple(old[first:i]), tuple(new[begin:j]), place)
        first, begin = i + 1, j + 1
        if j < len(new):
            place = (new[j].side_document, new[j].end)

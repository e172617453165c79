"""All facts of a text, each place in one of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from .contacts import distinct_contacts
from .dates import dates
from .fact import Fact
from .names import names
from .quantities import quantities


def facts_of(text: str) -> list[Fact]:
    """Addresses, dates outside them, numbers outside both, names outside all, in order."""
    chosen: list[Fact] = []
    kinds: tuple[Iterable[Fact], ...] = (
        distinct_contacts(text),
        dates(text),
        quantities(text),
        names(text),
    )
    for facts in kinds:
        free = [fact for fact in facts if not _overlaps(fact, chosen)]
        chosen = sorted([*chosen, *free], key=lambda fact: fact.start)
    return chosen


def _overlaps(fact: Fact, taken: Sequence[Fact]) -> bool:
    """Whether `fact` shares a character with one of `taken`, which is in order and free of
    overlaps.
    """
    after = bisect_left(taken, fact.end, key=lambda other: other.start)
    return after > 0 and taken[after - 1].end > fact.start

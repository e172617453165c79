"""What is different between two versions of one passage: its words and its facts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal, NamedTuple

from ..facts.fact import Fact, FactKind
from ..facts.finding import facts_of
from ..grounding.negation import has_negation
from .change import FactChange

_PIECE = re.compile(r"\w+(?:[.,'’:]\w+)*|\s+|[^\w\s]")
# difflib compares the words of a passage pair by pair; a longer one is shown without marks.
_MOST_PIECES = 4_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words that both versions have, or only one of them."""

    kind: Literal["same", "removed", "added"]
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """Both versions as one row of stretches: without the added ones it reads as `old`, without the
    removed ones as `new` (spaces apart).
    """
    here = _PIECE.findall(" ".join(old.split()))
    there = _PIECE.findall(" ".join(new.split()))
    if len(here) + len(there) > _MOST_PIECES:
        return [Piece("removed", "".join(here)), Piece("added", "".join(there))]
    stretches: list[Piece] = []
    for step in _whole_words(here, there):
        removed = "".join(here[step.first : step.last])
        if step.is_same:
            stretches.append(Piece("same", removed))
            continue
        added = "".join(there[step.begin : step.end])
        if removed:
            stretches.append(Piece("removed", removed))
        if added:
            stretches.append(Piece("added", added))
    return stretches


class _Step(NamedTuple):
    """old[first:last] became new[begin:end]."""

    is_same: bool
    first: int
    last: int
    begin: int
    end: int


def _whole_words(here: Sequence[str], there: Sequence[str]) -> Iterator[_Step]:
    """The steps from one row to the other, where two that only a space stands between are one."""
    matcher = SequenceMatcher(None, here, there, autojunk=False)
    change: _Step | None = None
    space: _Step | None = None  # behind the change
    for kind, *places in matcher.get_opcodes():
        step = _Step(kind == "equal", *places)
        if not step.is_same:
            joins = change if space else None
            change = step if joins is None else step._replace(first=joins.first, begin=joins.begin)
            space = None
        elif change and "".join(here[step.first : step.last]).isspace():
            space = step
        else:
            if change:
                yield change
            change = None
            yield step
    if change:
        yield change
    if space:
        yield space


def fact_changes(old: str, new: str) -> tuple[FactChange, ...]:
    """The facts that only one version states, those of one kind beside each other in their order.

    A fact that both state in another way ("4.1 billion", "4,100 million") is marked as the same.
    """
    gone, come = _left_over(facts_of(old), facts_of(new))
    changes: list[FactChange] = []
    for kind in dict.fromkeys([*gone, *come]):
        for before, after in _respelled(gone[kind], come[kind]):
            changes.append(FactChange(kind, before.text, after.text, is_same=True))
        for said, says in zip_longest(gone[kind], come[kind]):
            changes.append(FactChange(kind, said.text if said else "", says.text if says else ""))
    return tuple(changes)


def _respelled(gone: list[Fact], come: list[Fact]) -> list[tuple[Fact, Fact]]:
    """Take out of both lists what they state in two spellings."""
    pairs = []
    for before in list(gone):
        after = next((f for f in come if before.supports(f) and f.supports(before)), None)
        if after:
            gone.remove(before)
            come.remove(after)
            pairs.append((before, after))
    return pairs


def _left_over(
    old: Sequence[Fact], new: Sequence[Fact]
) -> tuple[defaultdict[FactKind, list[Fact]], defaultdict[FactKind, list[Fact]]]:
    """The facts of each side, by kind, without those that the other states in the same words."""
    counterparts: defaultdict[tuple[FactKind, str], list[Fact]] = defaultdict(list)
    for fact in new:
        counterparts[fact.kind, fact.text.casefold()].append(fact)
    gone: defaultdict[FactKind, list[Fact]] = defaultdict(list)
    for fact in old:
        others = counterparts[fact.kind, fact.text.casefold()]
        if others:
            others.pop(0)
        else:
            gone[fact.kind].append(fact)
    come: defaultdict[FactKind, list[Fact]] = defaultdict(list)
    for others in counterparts.values():
        for fact in others:
            come[fact.kind].append(fact)
    for facts in come.values():
        facts.sort(key=lambda fact: fact.start)
    return gone, come


def negation_differs(old: str, new: str) -> bool:
    """Whether only one of the two denies something."""
    return has_negation(old) != has_negation(new)

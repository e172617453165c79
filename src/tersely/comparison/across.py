"""What one summary says and the others do not: a cheap cue for omission and invention."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ..facts.fact import Fact
from ..grounding import place
from ..records import Document, Flag, Summary
from .facts import extract
from .whole import whole


@dataclass(frozen=True, slots=True)
class AcrossFact:
    """A number, date or name, as first written. document.text[start:end] is where the source holds
    it.
    """

    kind: str
    text: str
    said_by: tuple[str, ...]
    start: int
    end: int
    place: str


@dataclass(frozen=True, slots=True)
class NotInSource:
    """A flag of one candidate. `number` counts from 1 over all candidates, as the marks [!1] in the
    texts do.
    """

    number: int
    said_by: str
    flag: Flag
    place: str


@dataclass(frozen=True, slots=True)
class Across:
    """`only_one` and `by_all` hold facts that the source has too; both are empty with fewer than
    two answers.
    """

    only_one: tuple[AcrossFact, ...] = ()
    by_all: tuple[AcrossFact, ...] = ()
    not_in_source: tuple[NotInSource, ...] = ()

    def numbers(self, label: str) -> dict[Flag, int]:
        """The number of each flag of one candidate."""
        return {item.flag: item.number for item in self.not_in_source if item.said_by == label}


def across(document: Document, summaries: Sequence[tuple[str, Summary]]) -> Across:
    """Compare the hard facts of labelled summaries. What grounding flagged stands in
    `not_in_source` only.
    """
    flags = [
        (label, flag)
        for label, summary in summaries
        if summary.check
        for flag in summary.check.flags
    ]
    not_in_source = tuple(
        NotInSource(
            i, label, flag, place(document, flag.nearest_start) if flag.nearest_start >= 0 else ""
        )
        for i, (label, flag) in enumerate(flags, 1)
    )
    if len(summaries) < 2:
        return Across(not_in_source=not_in_source)
    in_source: dict[str, list[Fact]] = defaultdict(list)
    for fact in whole(document.text, extract(document.text)):
        in_source[fact.key].append(fact)
    said: dict[str, list[tuple[str, Fact, Summary]]] = defaultdict(list)
    for label, summary in summaries:
        for fact in _unflagged(summary):
            said[fact.key].append((label, fact, summary))
    found = []
    for key, mentions in said.items():
        if key in in_source:
            _, fact, summary = mentions[0]
            source = _cited(fact, summary, in_source[key])
            said_by = tuple(dict.fromkeys(label for label, _, _ in mentions))
            found.append(
                AcrossFact(
                    fact.kind,
                    fact.text,
                    said_by,
                    source.start,
                    source.end,
                    place(document, source.start),
                )
            )
    return Across(
        only_one=tuple(fact for fact in found if len(fact.said_by) == 1),
        by_all=tuple(fact for fact in found if len(fact.said_by) == len(summaries)),
        not_in_source=not_in_source,
    )


def _unflagged(summary: Summary) -> list[Fact]:
    flags = summary.check.flags if summary.check else ()
    return [
        fact
        for fact in whole(summary.text, extract(summary.text))
        if not any(flag.start < fact.end and fact.start < flag.end for flag in flags)
    ]


def _cited(fact: Fact, summary: Summary, candidates: Sequence[Fact]) -> Fact:
    """Where the source holds the fact: in a passage that its sentence rests on, else where it
    stands first.
    """
    claims = summary.check.claims if summary.check else ()
    passages = [
        c for claim in claims if claim.start <= fact.start < claim.end for c in claim.citations
    ]
    inside = (
        f
        for passage in passages
        for f in candidates
        if passage.start <= f.start and f.end <= passage.end
    )
    return next(inside, candidates[0])

"""What one summary says and the others do not: a cheap cue for omission and invention."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
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
    not_in_source = tuple(_not_in_source(document, summaries))
    if len(summaries) < 2:
        return Across(not_in_source=not_in_source)
    shared = _held_by_source(document, summaries)
    return Across(
        only_one=tuple(fact for fact in shared if len(fact.said_by) == 1),
        by_all=tuple(fact for fact in shared if len(fact.said_by) == len(summaries)),
        not_in_source=not_in_source,
    )


def _not_in_source(
    document: Document, summaries: Sequence[tuple[str, Summary]]
) -> Iterator[NotInSource]:
    """What grounding flagged, numbered through all summaries."""
    number = 0
    for label, summary in summaries:
        for flag in summary.check.flags if summary.check else ():
            number += 1
            has_nearest = flag.nearest_start >= 0
            nearest = place(document, flag.nearest_start) if has_nearest else ""
            yield NotInSource(number, label, flag, nearest)


def _held_by_source(
    document: Document, summaries: Sequence[tuple[str, Summary]]
) -> list[AcrossFact]:
    """The facts that the source holds, with the labels of the summaries that state each."""
    in_source: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in whole(document.text, extract(document.text)):
        in_source[fact.key].append(fact)
    first: dict[str, tuple[Fact, Fact]] = {}  # as it is stated first, and in the source
    labels: defaultdict[str, list[str]] = defaultdict(list)
    for label, summary in summaries:
        for fact in _unflagged(summary):
            if fact.key not in in_source:
                continue
            if fact.key not in first:
                first[fact.key] = fact, _cited(fact, summary, in_source[fact.key])
            labels[fact.key].append(label)
    return [
        AcrossFact(
            fact.kind,
            fact.text,
            tuple(dict.fromkeys(labels[key])),
            source.start,
            source.end,
            place(document, source.start),
        )
        for key, (fact, source) in first.items()
    ]


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
    for claim in claims:
        if not claim.start <= fact.start < claim.end:
            continue
        for passage in claim.citations:
            for candidate in candidates:
                if passage.start <= candidate.start and candidate.end <= passage.end:
                    return candidate
    return candidates[0]

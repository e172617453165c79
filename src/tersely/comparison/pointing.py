"""How a page points from the sentences of summaries into their source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..grounding import place
from ..language.prose import unbroken
from ..records import Check, Claim, Document
from ..records.check import VERDICT_WORDS


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the source: what something on the page points to begins and ends with one."""

    start: int
    end: int
    text: str


def segments(
    text: str, checks: Iterable[Check | None], spans: Sequence[tuple[int, int]] = ()
) -> list[Segment]:
    """The text, cut wherever a passage that a claim, a flag or one of `spans` points to begins or
    ends. Filled paragraphs flow.
    """
    cuts = {0, len(text)}
    cuts.update(*spans)
    for check in filter(None, checks):
        for claim in check.claims:
            for citation in claim.citations:
                cuts.update((citation.start, citation.end))
        for flag in check.flags:
            cuts.update((flag.nearest_start, flag.nearest_end))
    inside = sorted(cut for cut in cuts if 0 <= cut <= len(text))
    shown = unbroken(text)
    return [Segment(start, end, shown[start:end]) for start, end in pairwise(inside)]


def spans(claim: Claim) -> str:
    """The passages of a claim as the page's script reads them: "12-40 88-120"."""
    return " ".join(f"{citation.start}-{citation.end}" for citation in claim.citations)


def places(document: Document, claim: Claim) -> str:
    """E.g. "supported: § Costs, line 88; § Reserve, line 133"; empty without a citation."""
    named = dict.fromkeys(place(document, citation.start) for citation in claim.citations)
    return f"{VERDICT_WORDS[claim.verdict]}: {'; '.join(named)}" if named else ""

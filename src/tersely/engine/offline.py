"""Summaries that need no model: the extractive engine, and a text so short that it is printed as it
is.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from ..events import Emit, Reading, ignore
from ..extractive import Sentence, Target, bullets, extract
from ..grounding import Index, check
from ..language.words import count_words
from ..records import Check, Citation, Claim, Document, Length, ModelRef, Plan, Status, Summary
from .endings import ending, receipt_for

EXTRACTIVE = ModelRef("extractive")


def offline_plan(strategy: str, model: ModelRef = EXTRACTIVE) -> Plan:
    """A plan without calls."""
    return Plan(strategy, model, "", 0, True, "none", 0, 0)


def summarize_extractive(
    document: Document,
    length: Length,
    *,
    focus: str = "",
    style: str = "default",
    emit: Emit = ignore,
    run: str = "",
) -> Summary:
    """The document's own key sentences, verbatim, in its order. `emit` hears how far it got."""
    began = time.monotonic()
    text = document.text

    def told(what: str, offset: int) -> None:
        emit(Reading(run, document.name, f"{what} {100 * offset // len(text)} %"))

    chosen = extract(text, target_for(length, count_words(text)), focus=focus, told=told)
    lines = list(bullets(text, chosen))
    summary = "\n".join(f"- {line}" for line, _ in lines)
    return _whole(document, summary, _verbatim(lines), offline_plan("extractive"), style, began)


def _verbatim(lines: Sequence[tuple[str, Sentence]]) -> Check:
    """Each bullet is a claim that rests on the sentence it is made of: nothing is left to trace."""
    claims = []
    start = 0
    for number, (line, sentence) in enumerate(lines):
        start += len("- ")
        citation = Citation(sentence.start, sentence.end, 1.0)
        claims.append(Claim(number, start, start + len(line), line, "strong", (citation,)))
        start += len(line) + len("\n")
    return Check(tuple(claims))


def summarize_unchanged(document: Document, plan: Plan, *, style: str) -> Summary:
    """The text itself: it is as short as its summary would be."""
    began = time.monotonic()
    text = document.text.strip()
    return _whole(document, text, check(text, Index(document)), plan, style, began)


def target_for(length: Length, source_words: int) -> Target:
    """The extractive target of a length; never more than half of the source."""
    if length.unit in ("sentences", "bullets"):
        return Target(length.unit, length.amount)
    return Target("words", length.words(source_words))


def _whole(
    document: Document, text: str, found: Check, plan: Plan, style: str, began: float
) -> Summary:
    receipt = receipt_for(document, (), found, ((0, len(document.text), str(plan.model)),))
    status = Status.PARTIAL if document.unread_share else Status.COMPLETE
    return Summary(
        text=text,
        status=status,
        document=document.name,
        source=document.source,
        model=plan.model,
        style=style,
        plan=plan,
        receipt=receipt,
        cost_usd=0.0,
        check=found,
        words=count_words(text),
        source_words=count_words(document.text),
        elapsed_s=time.monotonic() - began,
        ended=ending(status, receipt, document, None, 0),
    )

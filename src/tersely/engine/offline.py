"""Summaries that need no model: the extractive engine, and a text so short that it is printed as it is."""

from __future__ import annotations

import time

from ..extractive import Target, extract, render
from ..grounding import Index, check
from ..language.words import count_words
from ..records import Document, Length, ModelRef, Plan, Status, Summary
from .endings import ending, receipt_for

EXTRACTIVE = ModelRef("extractive")


def offline_plan(strategy: str, model: ModelRef = EXTRACTIVE) -> Plan:
    """A plan without calls."""
    return Plan(strategy, model, "", 0, True, "none", 0, 0)


def summarize_extractive(document: Document, length: Length, *, focus: str = "", style: str = "default") -> Summary:
    """The document's own key sentences, verbatim, in its order."""
    began = time.monotonic()
    spans = extract(document.text, target_for(length, count_words(document.text)), focus=focus)
    text = render(document.text, spans)
    return _whole(document, text, offline_plan("extractive"), style, began)


def summarize_unchanged(document: Document, plan: Plan, *, style: str) -> Summary:
    """The text itself: it is as short as its summary would be."""
    began = time.monotonic()
    return _whole(document, document.text.strip(), plan, style, began)


def target_for(length: Length, source_words: int) -> Target:
    """The extractive target of a length; never more than half of the source."""
    if length.unit in ("sentences", "bullets"):
        return Target(length.unit, length.amount)
    return Target("words", length.words(source_words))


def _whole(document: Document, text: str, plan: Plan, style: str, began: float) -> Summary:
    found = check(text, Index(document))
    receipt = receipt_for(document, (), found, ((0, len(document.text), str(plan.model)),))
    status = Status.PARTIAL if document.unread else Status.COMPLETE
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

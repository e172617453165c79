"""Summaries that need no model: the extractive engine, and a text so short that it is printed as it
is.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from ..events import Emit, Reading, Warned, no_events
from ..extractive import Content, Sentence, Target, bullets, content_of, extract
from ..language.sentences import sentences
from ..language.words import count_words
from ..records import (
    Check,
    Citation,
    Claim,
    Document,
    Ended,
    Length,
    ModelRef,
    Plan,
    Status,
    Summary,
)
from ..records.length import WORDS_PER_SENTENCE
from .measure import lowered, word_unit
from .receipt import receipt_for

EXTRACTIVE = ModelRef("extractive")
# Styles that choosing sentences can follow; all others need a model.
STYLES = frozenset(("default", "bullets", "tldr"))
_GLANCE_WORDS = 50
_LONGEST_SENTENCE_WORDS = 200
_RUN_ON_WORDS = 60  # so many and more without a full stop are several sentences in a row
_BETWEEN_CELLS = str.maketrans(",;\t|", "    ")
_TOLERANCE = 0.2  # as for a model
# Characters of a text printed unchanged that is traced to itself: a longer one is a table or a
# record of one line, whose values nobody looks up there, and whose million numbers would take
# minutes.
_LONGEST_TRACED = 200_000


def offline_plan(document: Document, length: Length, *, even_short: bool = False) -> Plan:
    """A plan without calls; with `even_short` no text is printed unchanged."""
    words = count_words(document.text)
    short = not even_short and is_short(document.text, length, words, document.media_type)
    strategy = "none" if short else "extractive"
    return Plan(strategy, EXTRACTIVE, "", 0, True, "none", 0, 0, source_words=words)


def is_short(text: str, length: Length, words: int, media_type: str = "") -> bool:
    """Whether no summary of the asked length would be shorter than `text`, which has so many words,
    whoever writes it. `media_type` is that of its document, "" if it is not known.
    """
    if length.unit in ("preset", "words"):
        return words <= length.amount and _cells(text, media_type) <= length.amount
    if words <= WORDS_PER_SENTENCE:
        return True  # one sentence may say as much
    if length.unit == "percent" or words > length.amount * _LONGEST_SENTENCE_WORDS:
        return False
    return _statements(text, media_type) <= length.amount


def _cells(text: str, media_type: str) -> int:
    """How many words a table has, a cell one at least: "2026-01-01,North,73" is not one word. 0 for
    other texts.
    """
    data = content_of(text, media_type).data
    return count_words(text.translate(_BETWEEN_CELLS)) if data else 0


def _statements(text: str, media_type: str) -> int:
    """How many sentences `text` has, or records or entries; speech without full stops has as many
    as its words make.
    """
    content = content_of(text, media_type)
    if content.log:
        return len(content.log)
    if content.data:
        return sum(kind != "blank" for _, _, kind in content.data.parts)
    counts = (count_words(text[start:end]) for start, end in sentences(text))
    return sum(ceil(n / WORDS_PER_SENTENCE) if n >= _RUN_ON_WORDS else 1 for n in counts)


def summarize_extractive(
    document: Document,
    length: Length,
    *,
    focus: str = "",
    style: str = "default",
    emit: Emit = no_events,
    run: str = "",
    plan: Plan | None = None,
) -> Summary:
    """The document's own key sentences, verbatim, in its order. `emit` hears how far it got."""
    began = time.monotonic()
    text = document.text
    plan = plan or replace(offline_plan(document, length), strategy="extractive")

    def progress(what: str, offset: int) -> None:
        emit(Reading(run, document.name, f"{what} {100 * offset // len(text)} %"))

    target = target_for(length, plan.source_words)
    content = content_of(text, document.media_type)
    chosen = extract(text, target, focus=focus, progress=progress, content=content)
    at_a_glance = style == "tldr" and not length.contract and length.amount <= _GLANCE_WORDS
    if at_a_glance and plan.source_words >= 2 * _GLANCE_WORDS:
        chosen = _one_or_two(text, focus, content)
    lines = list(bullets(text, chosen))
    head = f"{content.description}\n\n" if content.description else ""
    mark = "" if style == "tldr" else "- "
    summary = head + "\n".join(f"{mark}{line}" for line, _ in lines)
    check = _verbatim(lines, len(head), len(mark))
    whole = _whole(document, summary, check, plan, style, began)
    warnings = []
    if length.is_lowered(plan.source_words):
        unit = word_unit(text, plan.source_words)
        warnings.append(lowered(length, plan.source_words, unit))
    if missed := _missed(length, target, len(lines), whole.words):
        warnings.append(missed)
    for warning in warnings:
        emit(Warned(run, document.name, warning))
    return replace(whole, warnings=tuple(warnings))


def _one_or_two(text: str, focus: str, content: Content) -> list[Sentence]:
    """The two best sentences, or the best where two say more than is wanted at a glance."""
    two = extract(text, Target("sentences", 2), focus=focus, content=content)
    words = sum(count_words(text[sentence.start : sentence.end]) for sentence in two)
    if words <= _GLANCE_WORDS:
        return two
    return extract(text, Target("sentences", 1), focus=focus, content=content)


def _missed(length: Length, target: Target, count: int, words: int) -> str:
    """What to say where a length that is a contract was missed; "" where it was not."""
    if not length.contract:
        return ""
    if target.unit in ("sentences", "bullets"):
        if count == target.amount:
            return ""
        return f"The text offers {count} {target.unit}; {length.text} was asked for."
    if abs(words - target.amount) <= _TOLERANCE * target.amount:
        return ""
    return f"The summary has {words} words, as its sentences are kept whole; {length.text} was asked for."


def _verbatim(
    lines: Sequence[tuple[str, Sentence]], head_characters: int, mark_characters: int
) -> Check:
    """Each bullet is a claim that rests on the sentence it is made of: nothing is left to trace."""
    claims = []
    start = head_characters
    for number, (line, sentence) in enumerate(lines):
        start += mark_characters
        citation = Citation(sentence.start, sentence.end, 1.0)
        claims.append(Claim(number, start, start + len(line), line, "supported", (citation,)))
        start += len(line) + len("\n")
    return Check(tuple(claims))


def summarize_unchanged(document: Document, plan: Plan, *, style: str) -> Summary:
    """The text itself: it is as short as its summary would be."""
    from ..grounding import check_safely

    began = time.monotonic()
    text = document.text.strip()
    is_long = len(text) > _LONGEST_TRACED
    checked = Check(()) if is_long else check_safely(text, document)
    return _whole(document, text, checked, plan, style, began)


def target_for(length: Length, source_words: int) -> Target:
    """The extractive target of a length; never more than half of the source."""
    if length.unit in ("sentences", "bullets"):
        return Target(length.unit, length.amount)
    return Target("words", length.words(source_words))


def _whole(
    document: Document, text: str, checked: Check, plan: Plan, style: str, began: float
) -> Summary:
    receipt = receipt_for(document, (), checked, ((0, len(document.text), str(plan.model)),))
    status = Status.PARTIAL if document.unread_share else Status.COMPLETE
    return Summary(
        text=text,
        ended=Ended(status),
        document=document.name,
        source=document.source,
        model=plan.model,
        style=style,
        plan=plan,
        receipt=receipt,
        cost_usd=0.0,
        check=checked,
        words=count_words(text),
        source_words=plan.source_words,
        elapsed_s=time.monotonic() - began,
    )

"""The plan: which calls a document needs, how many the store will answer, what the rest may cost."""

from __future__ import annotations

from collections.abc import Sequence

from ..chunking import chunk as cut
from ..language.words import count_words
from ..records import (
    FINAL,
    MAP,
    Chunk,
    Document,
    ModelRef,
    Plan,
    PlannedStage,
    Range,
    Stage,
)
from .job import Job
from .measure import word_unit
from .messages import map_tokens
from .offline import is_short
from .token_budget import LABEL_TOKENS, TokenBudget, allocate, evidence_tokens, groups, levels

SHORTEST_WORDS = 60


def unchanged(document: Document, job: Job, words: int) -> bool:
    """True for a text that is shorter than its summary would be: it is printed as it is, without a
    call. One that is longer than a target in words is summarized however short it is.
    """
    if job.always_call:
        return False
    if is_short(document.text, job.length, words, document.media_type):
        return True
    counted_in_words = job.length.unit in ("preset", "words")
    return not counted_in_words and words < SHORTEST_WORDS


def plan(document: Document, job: Job) -> tuple[Plan, TokenBudget | None]:
    """The plan without a look into the store, and the budget that `run` works in (None when nothing
    is sent).

    Raises:
        UsageError: the model's window is too small.
    """
    words = count_words(document.text)
    if unchanged(document, job, words):
        return _plan(job, "none", words, 0, ()), None
    whole = cut(
        document.text,
        max(256, job.info.window_tokens),
        job.counter,
        marks=document.marks,
        media_type=document.media_type,
    )
    tokens = sum(c.tokens for c in whole)
    # What language the summary is in when one is asked for is not known; most count words.
    unit = "words" if job.variables.language else word_unit(document.text, words)
    budget = allocate(tokens, words, unit, job)
    if budget.stuff:
        chunks: tuple[Chunk, ...] = (Chunk(0, 0, len(document.text), tokens, job.counter.exact),)
        return _plan(
            job,
            "stuff",
            words,
            tokens,
            chunks,
            (_final_stage(job, budget, tokens, tokens),),
            budget,
        ), budget
    chunks = tuple(
        cut(
            document.text,
            budget.chunk_limit,
            job.map_counter,
            marks=document.marks,
            media_type=document.media_type,
        )
    )
    return _plan(
        job, "map-reduce", words, tokens, chunks, tuple(_stages(chunks, job, budget)), budget
    ), budget


def _plan(
    job: Job,
    strategy: str,
    words: int,
    tokens: int,
    chunks: tuple[Chunk, ...],
    stages: tuple[PlannedStage, ...] = (),
    budget: TokenBudget | None = None,
) -> Plan:
    return Plan(
        strategy=strategy,
        model=job.ref,
        host=job.host,
        document_tokens=tokens,
        exact=job.counter.exact,
        tokenizer=job.info.tokenizer,
        window_tokens=job.info.window_tokens,
        used_window_tokens=budget.used_window if budget else job.info.window_tokens,
        chunks=chunks,
        stages=stages,
        prices_date=job.prices_date,
        successors=job.successors,
        source_words=words,
        genre=job.style.genre if strategy == "map-reduce" else "",
    )


def _stages(chunks: Sequence[Chunk], job: Job, budget: TokenBudget) -> list[PlannedStage]:
    sizes = [map_tokens(c, budget) for c in chunks]
    low, high = _notes_range(budget.map_words, budget)
    stages = [
        _stage(
            MAP,
            job.map_info.ref,
            len(chunks),
            sum(sizes),
            sum(sizes),
            low,
            high,
            budget.map_cap,
            job,
        )
    ]
    count = len(chunks)
    for depth, into in enumerate(levels(count, budget.fan_in), 1):
        children = [len(g) for g in groups(count, into)]
        inputs = [_notes_input(n, low, high, budget) for n in children]
        merge_low, merge_high = _notes_range(budget.merge_words, budget)
        stages.append(
            _stage(
                Stage.merge(depth),
                job.map_info.ref,
                into,
                sum(i[0] + budget.map_overhead for i in inputs),
                sum(i[1] + budget.map_overhead for i in inputs),
                merge_low,
                merge_high,
                budget.merge_cap,
                job,
            )
        )
        count, low, high = into, merge_low, merge_high
    final_low, final_high = _notes_input(count, low, high, budget)
    return [*stages, _final_stage(job, budget, final_low, final_high)]


def _notes_range(words: int, budget: TokenBudget) -> tuple[int, int]:
    """Tokens of one set of notes: models write between half and one and a half of what they are
    asked for.
    """
    return int(0.5 * words * budget.tokens_per_word), int(1.5 * words * budget.tokens_per_word)


def _notes_input(count: int, low: int, high: int, budget: TokenBudget) -> tuple[int, int]:
    return count * (low + LABEL_TOKENS // 4), count * (
        min(high, budget.notes_tokens) + LABEL_TOKENS + evidence_tokens(budget.notes_tokens)
    )


def _final_stage(job: Job, budget: TokenBudget, low: int, high: int) -> PlannedStage:
    words = budget.final_words * budget.tokens_per_word
    return _stage(
        FINAL,
        job.ref,
        1,
        low + budget.final_overhead,
        high + budget.final_overhead,
        int(0.6 * words),
        int(1.5 * words),
        budget.final_cap,
        job,
    )


def _stage(
    stage: Stage,
    ref: ModelRef,
    calls: int,
    input_low: int,
    input_high: int,
    output_low: int,
    output_high: int,
    cap: int,
    job: Job,
) -> PlannedStage:
    """One row; `output_*` and `cap` are per call, `input_*` are sums."""
    expected_in, expected_out = (input_low + input_high) // 2, (output_low + output_high) // 2

    def usd(input_tokens: int, output_tokens: int) -> float | None:
        each = job.estimate_usd(ref, input_tokens // max(1, calls), output_tokens)
        return None if each is None else each * calls

    return PlannedStage(
        stage,
        calls,
        0,
        Range(input_low, expected_in, input_high),
        Range(calls * output_low, calls * expected_out, calls * output_high),
        Range(
            usd(input_low, output_low), usd(expected_in, expected_out), usd(input_high, output_high)
        ),
        output_cap_tokens=calls * cap,
    )

"""The plan: which calls a document needs, how many the store will answer, what the rest may cost."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from ..chunking import chunk as cut
from ..errors import TerselyError
from ..events import ignore
from ..grounding import Index
from ..language.words import count_words
from ..records import Chunk, Completion, Document, ModelRef, Plan, Range, Request, Stage
from .job import Job, Writers
from .measure import word_unit
from .messages import final_request, map_request
from .offline import is_short
from .token_budget import EVIDENCE_TOKENS, LABEL_TOKENS, TokenBudget, allocate, groups, levels
from .tree import Notes, Tree

SHORTEST_WORDS = 60


class _NotStored(TerselyError):
    """The store has no answer for this call."""


def unchanged(document: Document, job: Job) -> bool:
    """True for a text that is shorter than any summary of it: it is printed as it is, without a
    call.
    """
    return not job.always_call and (
        count_words(document.text) < SHORTEST_WORDS or is_short(document.text, job.length)
    )


def plan(document: Document, job: Job) -> tuple[Plan, TokenBudget | None]:
    """The plan without a look into the store, and the room that `run` works in (None when nothing
    is sent).

    Raises:
        UsageError: the model's window is too small.
    """
    if unchanged(document, job):
        return _plan(job, "none", 0, ()), None
    whole = cut(
        document.text,
        max(256, job.info.window_tokens),
        job.counter,
        marks=document.marks,
        media_type=document.media_type,
    )
    tokens = sum(c.tokens for c in whole)
    # What language the summary is in when one is asked for is not known; most count words.
    unit = "words" if job.variables.language else word_unit(document.text)
    room = allocate(tokens, count_words(document.text), unit, job)
    if room.stuff:
        chunks: tuple[Chunk, ...] = (Chunk(0, 0, len(document.text), tokens, job.counter.exact),)
        return _plan(
            job, "stuff", tokens, chunks, (_final_stage(job, room, tokens, tokens),), room
        ), room
    chunks = tuple(
        cut(
            document.text,
            room.chunk_limit,
            job.map_counter,
            marks=document.marks,
            media_type=document.media_type,
        )
    )
    return _plan(
        job, "map-reduce", tokens, chunks, tuple(_stages(chunks, len(chunks), job, room)), room
    ), room


def plan_rest(
    document: Document, job: Job, leaves: Sequence[Notes]
) -> tuple[Plan, TokenBudget, Sequence[Chunk | Notes]]:
    """What a model that takes over has to do: its plan, its room, and all parts, those that are
    read and those that are left.

    What is left is cut for its own window. Its cuts are those of the whole document, so that a
    rerun finds its answers.

    Raises:
        UsageError: the model's window is too small.
    """
    read = [notes for notes in leaves if not notes.error]
    whole, room = plan(document, replace(job, strategy="map-reduce") if read else job)
    assert room is not None, "the model before had something to send"
    if not read:
        return whole, room, whole.chunks
    left = [
        replace(chunk, start=max(chunk.start, start), end=min(chunk.end, end))
        for start, end in _gaps(leaves)
        for chunk in whole.chunks
        if chunk.start < end and start < chunk.end
    ]
    parts: list[Chunk | Notes] = [*read, *left]
    parts.sort(key=lambda part: part.start)
    parts = [
        replace(part, index=i) if isinstance(part, Chunk) else part for i, part in enumerate(parts)
    ]
    stages = tuple(stage for stage in _stages(left, len(parts), job, room) if stage.calls)
    return replace(whole, chunks=tuple(left), stages=stages), room, parts


def _gaps(leaves: Sequence[Notes]) -> list[tuple[int, int]]:
    """The spans that are left to the next model, neighbours joined."""
    found: list[tuple[int, int]] = []
    for notes in leaves:
        if notes.error and found and found[-1][1] == notes.start:
            found[-1] = (found[-1][0], notes.end)
        elif notes.error:
            found.append((notes.start, notes.end))
    return found


def _plan(
    job: Job,
    strategy: str,
    tokens: int,
    chunks: tuple[Chunk, ...],
    stages: tuple[Stage, ...] = (),
    room: TokenBudget | None = None,
) -> Plan:
    return Plan(
        strategy=strategy,
        model=job.ref,
        host=job.host,
        document_tokens=tokens,
        exact=job.counter.exact,
        tokenizer=job.info.tokenizer,
        window_tokens=job.info.window_tokens,
        used_window_tokens=room.used_window if room else job.info.window_tokens,
        chunks=chunks,
        stages=stages,
        prices_date=job.prices_date,
    )


def _stages(chunks: Sequence[Chunk], parts: int, job: Job, room: TokenBudget) -> list[Stage]:
    sizes = [c.tokens + room.map_overhead for c in chunks]
    low, high = _notes_range(room.map_words, room)
    stages = [
        _stage(
            "map",
            job.map_info.ref,
            len(chunks),
            sum(sizes),
            sum(sizes),
            low,
            high,
            room.map_cap,
            job,
        )
    ]
    count = parts
    for depth, into in enumerate(levels(parts, room.fan_in), 1):
        children = [len(g) for g in groups(count, into)]
        inputs = [_notes_input(n, low, high, room) for n in children]
        merge_low, merge_high = _notes_range(room.merge_words, room)
        stages.append(
            _stage(
                f"merge {depth}",
                job.map_info.ref,
                into,
                sum(i[0] + room.map_overhead for i in inputs),
                sum(i[1] + room.map_overhead for i in inputs),
                merge_low,
                merge_high,
                room.merge_cap,
                job,
            )
        )
        count, low, high = into, merge_low, merge_high
    final_low, final_high = _notes_input(count, low, high, room)
    return [*stages, _final_stage(job, room, final_low, final_high)]


def _notes_range(words: int, room: TokenBudget) -> tuple[int, int]:
    """Tokens of one set of notes: models write between half and one and a half of what they are
    asked for.
    """
    return int(0.5 * words * room.tokens_per_word), int(1.5 * words * room.tokens_per_word)


def _notes_input(count: int, low: int, high: int, room: TokenBudget) -> tuple[int, int]:
    return count * (low + LABEL_TOKENS // 4), count * (
        min(high, room.notes_tokens) + LABEL_TOKENS + EVIDENCE_TOKENS
    )


def _final_stage(job: Job, room: TokenBudget, low: int, high: int) -> Stage:
    words = room.final_words * room.tokens_per_word
    return _stage(
        "final",
        job.ref,
        1,
        low + room.final_overhead,
        high + room.final_overhead,
        int(0.6 * words),
        int(1.5 * words),
        room.final_cap,
        job,
    )


def _stage(
    name: str,
    ref: ModelRef,
    calls: int,
    input_low: int,
    input_high: int,
    output_low: int,
    output_high: int,
    cap: int,
    job: Job,
) -> Stage:
    """One row; `output_*` and `cap` are per call, `input_*` are sums."""
    expected_in, expected_out = (input_low + input_high) // 2, (output_low + output_high) // 2

    def usd(input_tokens: int, output_tokens: int) -> float | None:
        each = job.estimate_usd(ref, input_tokens // max(1, calls), output_tokens)
        return None if each is None else each * calls

    return Stage(
        name,
        calls,
        0,
        Range(input_low, expected_in, input_high),
        Range(calls * output_low, calls * expected_out, calls * output_high),
        Range(
            usd(input_low, output_low), usd(expected_in, expected_out), usd(input_high, output_high)
        ),
        output_cap_tokens=calls * cap,
    )


async def with_reuse(
    plan: Plan, document: Document, job: Job, room: TokenBudget, writers: Writers, index: Index
) -> Plan:
    """The same plan with the calls that the store will answer counted and not charged."""
    found: dict[str, int] = {}

    def look(stage: str, request: Request) -> Completion:
        answer = writers.peek(request, mapper=stage != "final")
        if answer is None:
            raise _NotStored("not stored")
        found[stage] = found.get(stage, 0) + 1
        return answer

    async def ask(stage: str, _index: int, _total: int, request: Request) -> Completion:
        return look(stage, request)

    if room.stuff:
        text, tokens, notes = document.text, plan.document_tokens, False
        known = True
    else:
        tree = Tree(document, job, room, index, ask, ignore, "", lambda _error: False)
        text, tokens, notes = "", 0, True
        known = False
        try:
            _, top = await tree.grow(plan.chunks)
            text, known = tree.compose(top), True
            tokens = job.counter.count_batch([text])[0]
        except _NotStored:
            found.update(
                {"map": sum(_stored(c, document, job, room, writers) for c in plan.chunks)}
            )
    if known:
        with suppress(_NotStored):
            look("final", final_request(text, tokens, job, room, notes=notes))
    return replace(plan, stages=tuple(_less(s, found.get(s.name, 0)) for s in plan.stages))


def _stored(
    chunk: Chunk, document: Document, job: Job, room: TokenBudget, writers: Writers
) -> bool:
    request = map_request(document.text[chunk.start : chunk.end], chunk, job, room)
    return writers.peek(request, mapper=True) is not None


def _less(stage: Stage, reused: int) -> Stage:
    if not reused:
        return stage
    left = (stage.calls - reused) / stage.calls

    def part(r: Range) -> Range:
        return Range(*(None if v is None else v * left for v in (r.low, r.expected, r.high)))

    cost = Range(0.0, 0.0, 0.0) if reused == stage.calls else part(stage.cost_usd)
    return replace(
        stage,
        reused=reused,
        input_tokens=part(stage.input_tokens),
        output_tokens=part(stage.output_tokens),
        cost_usd=cost,
        output_cap_tokens=round(stage.output_cap_tokens * left),
    )

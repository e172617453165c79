"""The map-reduce tree: notes on each chunk, merged by neighbours until one call can take them all.

A merge starts as soon as its own children are there. Failures of one chunk stay in its notes
(`missing`), they never cancel siblings. `Tree` is driven by `ask`; the planner drives it with one
that only looks into the store.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from ..chunking import chunk as cut
from ..errors import (
    AnswerUnusable,
    AuthFailed,
    ContextTooLong,
    ModelNotFound,
    ProviderError,
    TerselyError,
)
from ..events import Emit, Warned
from ..extractive import Target, bullets, extract
from ..grounding import Index, evidence
from ..records import CUT_SHORT, Chunk, Completion, Document, Finish, MissingSpan, Request
from .endings import NO_ANSWER, cut_reason, told
from .job import Job
from .messages import labelled, map_request, merge_request
from .token_budget import EVIDENCE_TOKENS, TokenBudget, groups, levels

Ask = Callable[[str, int, int, Request], Awaitable[Completion]]
EVIDENCE_SENTENCES = 3
DEEPEST_SPLIT = 4
FALLBACK_WORDS = 90
# A period that is the last character of a cut answer may stand in a number.
SENTENCE_END = re.compile(r"[.!?](?=\s)|[\n。！？]")


@dataclass(frozen=True, slots=True)
class Notes:
    """What is known of document[start:end]: notes in words, verbatim sentences, who wrote, what was
    not read.

    With an `error` the span is left to the model that takes over.
    """

    start: int
    end: int
    text: str
    path: tuple[str, ...]
    evidence: tuple[tuple[int, int], ...] = ()
    missing: tuple[MissingSpan, ...] = ()
    writers: tuple[tuple[int, int, str], ...] = ()
    merged: bool = False
    error: TerselyError | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    """One document on its way through the tree. `give_up` is asked whether another model goes on
    after an error.
    """

    document: Document
    job: Job
    room: TokenBudget
    index: Index
    ask: Ask
    emit: Emit
    run: str
    give_up: Callable[[TerselyError], bool]

    async def grow(self, parts: Sequence[Chunk | Notes]) -> tuple[list[Notes], list[Notes]]:
        """Notes on each part (those that are notes already stay), and at most `fan_in` notes merged
        from them.

        Raises:
            ConfigError, ModelNotFound, BudgetExceeded, Stopped: errors that the next chunk would
            meet as well.
        """
        sizes = levels(len(parts), self.room.fan_in)
        level = leaves = [asyncio.create_task(self._leaf(part, len(parts))) for part in parts]
        tasks = list(leaves)
        for depth, into in enumerate(sizes, 1):
            level = [
                asyncio.create_task(self._merge([level[k] for k in group], depth, i, into))
                for i, group in enumerate(groups(len(level), into))
            ]
            tasks += level
        # Not a TaskGroup: an error in one call must not cancel calls that are in flight and will be
        # paid.
        await asyncio.gather(*tasks, return_exceptions=True)
        return [task.result() for task in leaves], [task.result() for task in level]

    async def _leaf(self, part: Chunk | Notes, total: int) -> Notes:
        if isinstance(part, Notes):
            return part
        try:
            return await self._read(part, total, depth=0)
        except (ProviderError, AuthFailed) as error:
            if self._passed_on(error):
                return replace(self._unread(part, error.message, text=""), error=error)
            self._warn(
                f"part {part.index + 1}/{total} failed: {error.message.rstrip('.')}; going on without it."
            )
            return self._unread(part, error.message, text="")

    def _passed_on(self, error: TerselyError) -> bool:
        """Whether another model goes on; if not, raises what the next call would meet as well."""
        if self.give_up(error):
            return True
        if isinstance(error, AuthFailed | ModelNotFound):
            raise error
        return False

    async def _read(self, chunk: Chunk, total: int, *, depth: int) -> Notes:
        text = self.document.text[chunk.start : chunk.end]
        if not text.strip():
            return Notes(chunk.start, chunk.end, "", chunk.heading_path)
        request = map_request(text, chunk, self.job, self.room)
        try:
            answer = await self.ask("map", chunk.index, total, request)
        except ContextTooLong:
            if depth == DEEPEST_SPLIT:
                raise
            return await self._split(chunk, total, depth)
        if answer.finish in NO_ANSWER:
            request = map_request(text, chunk, self.job, self.room, neutral=True)
            if answer.finish is Finish.REASONING_ONLY:
                request = self._with_room(request)
            answer = await self.ask("map", chunk.index, total, request)
        if answer.finish is Finish.LENGTH:
            answer = await self._longer(request, chunk, total, answer)
        if not answer.text.strip() or answer.finish in NO_ANSWER:
            return self._extracted(chunk, total, text, answer)
        if answer.finish in CUT_SHORT:
            return self._cut(chunk, total, answer)
        return self._notes(chunk, answer)

    async def _split(self, chunk: Chunk, total: int, depth: int) -> Notes:
        """The estimate was too low for this chunk: read it in two or more smaller ones."""
        text = self.document.text[chunk.start : chunk.end]
        smaller = max(64, chunk.tokens // 2 + 1)
        halves = [
            replace(
                c,
                index=chunk.index,
                start=c.start + chunk.start,
                end=c.end + chunk.start,
                heading_path=chunk.heading_path,
            )
            for c in cut(text, smaller, self.job.map_counter, stable=False)
        ]
        self._warn(
            f"part {chunk.index + 1}/{total} was larger than the model's window; it is read in {len(halves)} pieces."
        )
        found = [await self._read(half, total, depth=depth + 1) for half in halves]
        return _joined(found, chunk.heading_path)

    async def _longer(
        self, request: Request, chunk: Chunk, total: int, answer: Completion
    ) -> Completion:
        """Notes that were cut, once more with more room; the same where that brings none."""
        wider = self._with_room(request)
        if wider == request:
            return answer
        try:
            longer = await self.ask("map", chunk.index, total, wider)
        except ProviderError:
            if not answer.text.strip():
                raise
            return answer
        return longer if longer.finish not in NO_ANSWER and longer.text.strip() else answer

    def _with_room(self, request: Request) -> Request:
        """The same with up to twice the room for the answer, where model and window have it."""
        cap = request.max_output_tokens
        spare = self.job.map_info.window_tokens - self.room.map_overhead - self.room.chunk_limit
        return replace(
            request,
            max_output_tokens=max(cap, min(2 * cap, self.job.map_info.max_output_tokens, spare)),
        )

    def _cut(self, chunk: Chunk, total: int, answer: Completion) -> Notes:
        """Notes that are not whole, also with twice the room where that helps: their whole sentences stay, and the span is told.

        It is not split: a model that writes thrice what it was asked for does so about half of the
        text, too.
        """
        why = cut_reason(answer)
        self._warn(f"the notes on part {chunk.index + 1}/{total} are not whole: {why}.")
        ends = [match.end() for match in SENTENCE_END.finditer(answer.text)]
        notes = self._notes(
            chunk, replace(answer, text=answer.text[: ends[-1]] if ends else answer.text)
        )
        span = describe_span(
            self.document, chunk.start, chunk.end, f"its notes are not whole: {why}"
        )
        return replace(notes, missing=(replace(span, read=True),))

    def _extracted(self, chunk: Chunk, total: int, text: str, answer: Completion) -> Notes:
        reason = f"{told(answer)} by {answer.provider or self.job.map_info.ref.provider}"
        if self.job.fallback_refused and answer.finish in (Finish.REFUSED, Finish.BLOCKED):
            error = AnswerUnusable(reason, finish=answer.finish.value)
            if self.give_up(error):
                return replace(self._unread(chunk, reason, text=""), error=error)
        self._warn(
            f"part {chunk.index + 1}/{total} was {reason}; its key sentences are used instead."
        )
        found = extract(text, Target("words", FALLBACK_WORDS), focus=self.job.variables.focus)
        sentences = "\n".join(bullet for bullet, _ in bullets(text, found))
        return self._unread(
            chunk, f"{reason}; read only by the extractive fallback", text=sentences
        )

    def _notes(self, chunk: Chunk, answer: Completion) -> Notes:
        within = (chunk.start, chunk.end)
        spans = evidence(
            answer.text,
            self.index,
            within=within,
            limit_characters=EVIDENCE_TOKENS * 3,
            count=EVIDENCE_SENTENCES,
        )
        writer = f"{answer.provider or self.job.map_info.ref.provider}/{answer.model}"
        return Notes(
            chunk.start,
            chunk.end,
            answer.text.strip(),
            chunk.heading_path,
            tuple(spans),
            (),
            ((chunk.start, chunk.end, writer),),
        )

    def _unread(self, chunk: Chunk, reason: str, *, text: str) -> Notes:
        span = describe_span(self.document, chunk.start, chunk.end, reason)
        return Notes(chunk.start, chunk.end, text, chunk.heading_path, missing=(span,))

    async def _merge(
        self, children: Sequence[asyncio.Task[Notes]], depth: int, index: int, total: int
    ) -> Notes:
        notes = [await child for child in children]
        if sum(bool(n.text) for n in notes) < 2 or any(n.error for n in notes):
            return _joined(notes, ())
        text = self.compose(notes)
        tokens = self.job.map_counter.count_batch([text])[0]
        try:
            answer = await self.ask(
                f"merge {depth}", index, total, merge_request(text, tokens, self.job, self.room)
            )
        except (ProviderError, AuthFailed) as error:
            if self._passed_on(error):
                return replace(_joined(notes, ()), error=error)
            self._warn(
                f"a merge of {len(notes)} parts failed: {error.message.rstrip('.')}; their notes are shortened instead."
            )
            return self._compressed(notes)
        if answer.finish is not Finish.COMPLETE or not answer.text.strip():
            self._warn(
                f"a merge of {len(notes)} parts ended as {answer.finish.value}; their notes are shortened instead."
            )
            return self._compressed(notes)
        joined = _joined(notes, ())
        spans = evidence(
            answer.text,
            self.index,
            within=(joined.start, joined.end),
            limit_characters=EVIDENCE_TOKENS * 3,
            count=EVIDENCE_SENTENCES,
        )
        return replace(joined, text=answer.text.strip(), evidence=tuple(spans), merged=True)

    def _compressed(self, notes: Sequence[Notes]) -> Notes:
        """Notes that no model could merge, shortened by the extractive engine; nothing of the text
        counts as lost.
        """
        joined = _joined(notes, ())
        found = extract(joined.text, Target("words", self.room.merge_words))
        return replace(
            joined, text="\n".join(joined.text[s.start : s.end] for s in found), merged=True
        )

    def compose(self, notes: Sequence[Notes]) -> str:
        """The text of a merge or of the final call: notes in document order with their evidence,
        within their room.
        """
        parts = []
        for note in notes:
            if note.text:
                sentences = [" ".join(self.document.text[a:b].split()) for a, b in note.evidence]
                parts.append((self._fitted(note.text), note.path, sentences))
        return labelled(parts, 1, len(parts))

    def _fitted(self, text: str) -> str:
        """Notes longer than their share (a model that ignores its cap) are compressed extractively."""
        tokens = self.job.map_counter.count_batch([text])[0]
        if tokens <= self.room.notes_tokens:
            return text
        words = int(self.room.notes_tokens / self.room.tokens_per_word * 0.7)
        found = extract(text, Target("words", max(10, words)))
        kept = "\n".join(text[s.start : s.end] for s in found)
        while self.job.map_counter.count_batch([kept])[0] > self.room.notes_tokens:
            kept = kept[: len(kept) * 3 // 4]
        return kept or text[: self.room.notes_tokens]

    def _warn(self, message: str) -> None:
        self.emit(Warned(self.run, self.document.name, message))


def _joined(notes: Sequence[Notes], path: tuple[str, ...]) -> Notes:
    return Notes(
        notes[0].start,
        notes[-1].end,
        "\n".join(n.text for n in notes if n.text),
        path or notes[0].path,
        tuple(span for n in notes for span in n.evidence)[:EVIDENCE_SENTENCES],
        tuple(span for n in notes for span in n.missing),
        tuple(w for n in notes for w in n.writers),
        error=next((n.error for n in notes if n.error), None),
    )


def describe_span(document: Document, start: int, end: int, reason: str) -> MissingSpan:
    """A missing span with its pages ("61-70") and heading, as a person would look for it."""
    first, last = document.page_at(start), document.page_at(max(start, end - 1))
    pages = "" if first is None else first if first == last else f"{first}-{last}"
    path = document.headings_at(max(start, end - 1)) or document.headings_at(start)
    return MissingSpan(start, end, reason, pages, path[-1] if path else "")

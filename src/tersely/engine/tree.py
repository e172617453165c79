"""The map-reduce tree: notes on each chunk, merged by neighbours until one call can take them all.

A merge starts as soon as its own children are there. Failures of one chunk stay in its notes
(`missing`), they never cancel siblings. `Tree` is driven by `ask`; the planner drives it with one
that only looks into the store.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from ..chunking import chunk as cut
from ..chunking import heads
from ..endings import cut_reason, outcome
from ..errors import ContextTooLong, ModelNotFound, PromptTruncated, ProviderError
from ..extractive import Target, bullets, extract
from ..grounding import Index
from ..language.words import count_words
from ..records import CUT_SHORT, MAP, Chunk, Completion, Document, Ended, Finish, Request, Stage
from ..screen_text import how_many
from .doubts import evidence_by_doubt
from .job import Job
from .messages import labelled, map_request, merge_request, plain_notes
from .notes import Notes, describe_span, joined, shortened
from .receipt import NO_ANSWER
from .token_budget import TokenBudget, evidence_tokens, groups, levels

Ask = Callable[[Stage, int, int, Request], Awaitable[Completion]]
DEEPEST_SPLIT = 4
SMALLEST_PIECE_TOKENS = 64
# Counts without the model's own tokenizer may be 10 % low (DESIGN section 5).
ESTIMATE_SAFETY = 0.9
FALLBACK_WORDS = 90
# Short notes on a short part may say all there is.
FULL_PART_TOKENS = 6_000
THIN_SHARE = 0.15
# A period that is the last character of a cut answer may stand in a number.
SENTENCE_END = re.compile(r"[.!?](?=\s)|[\n。！？]")


@dataclass(frozen=True, slots=True)
class Tree:
    """One document on its way through the tree."""

    document: Document
    job: Job
    budget: TokenBudget
    index: Index
    ask: Ask
    warn: Callable[[str], None]
    cut_at: set[int] = field(default_factory=set)
    """After how many tokens the model turned out to cut what it is sent."""

    async def grow(self, chunks: Sequence[Chunk]) -> list[Notes]:
        """At most `fan_in` notes, merged from those on each chunk.

        Raises:
            ConfigError, ModelNotFound, BudgetExceeded, Stopped: errors that the next chunk would
            meet as well.
        """
        sizes = levels(len(chunks), self.budget.fan_in)
        level = [asyncio.create_task(self.leaf(chunk, len(chunks))) for chunk in chunks]
        tasks = list(level)
        for depth, into in enumerate(sizes, 1):
            merges = [
                self._merge([level[child] for child in group], depth, number, into)
                for number, group in enumerate(groups(len(level), into))
            ]
            level = [asyncio.create_task(merge) for merge in merges]
            tasks += level
        # Not a TaskGroup: an error in one call must not cancel calls that are in flight and will be
        # paid.
        await asyncio.gather(*tasks, return_exceptions=True)
        return [await self._sure(task.result(), len(chunks)) for task in level]

    async def _sure(self, notes: Notes, total: int) -> Notes:
        """Notes on a chunk that was read whole: the first ones that a service cut looked like any
        others, until the next ones showed where it cuts.
        """
        if notes.doubted is None or not self.cut_at:
            return notes
        return await self.leaf(notes.doubted, total)

    async def leaf(self, chunk: Chunk, total: int) -> Notes:
        """Notes on one chunk of `total`; where its call fails, empty ones that say so."""
        try:
            return await self._read(chunk, total, depth=0)
        except ModelNotFound:
            raise  # as the next call would meet it, too
        except ProviderError as error:
            cause = error.message.rstrip(".")
            self.warn(f"part {chunk.index + 1}/{total} failed: {cause}; going on without it.")
            return self._unread(chunk, error.message, text="")

    async def _read(self, chunk: Chunk, total: int, *, depth: int) -> Notes:
        text = self.document.text[chunk.start : chunk.end]
        if not text.strip():
            return Notes(chunk.start, chunk.end, "", chunk.heading_path)
        request = map_request(text, chunk, self.job, self.budget)
        try:
            answer = await self.ask(MAP, chunk.index, total, request)
        except ContextTooLong as error:
            if isinstance(error, PromptTruncated) and error.window_tokens:
                self.cut_at.add(error.window_tokens)
            pieces = self._pieces(text, chunk, error.window_tokens)
            if depth == DEEPEST_SPLIT or len(pieces) < 2:  # one piece is the same text again
                raise
            return await self._in_pieces(chunk, total, depth, pieces)
        if answer.finish in NO_ANSWER:
            request = map_request(text, chunk, self.job, self.budget, neutral=True)
            if answer.finish is Finish.REASONING_ONLY:
                request = self._with_room(request)
            answer = await self.ask(MAP, chunk.index, total, request)
        if answer.finish is Finish.CONTEXT_FULL and self._can_split(chunk, depth):
            return await self._in_pieces(chunk, total, depth, self._pieces(text, chunk, None))
        if answer.finish is Finish.LENGTH:
            answer = await self._longer(request, chunk, total, answer)
        elif self._is_thin(answer, chunk):
            answer = await self._fuller(text, chunk, total, answer)
        if not answer.text.strip() or answer.finish in NO_ANSWER:
            return self._extracted(chunk, total, text, answer)
        if answer.finish in CUT_SHORT:
            return self._cut(chunk, total, answer)
        return self._notes(chunk, answer)

    def _can_split(self, chunk: Chunk, depth: int) -> bool:
        return depth < DEEPEST_SPLIT and chunk.tokens > 2 * SMALLEST_PIECE_TOKENS

    def _pieces(self, text: str, chunk: Chunk, window_tokens: int | None) -> list[Chunk]:
        """A chunk's text in pieces of half its size or less, which fit the window that the service
        named; one piece where it is too short to be divided.
        """
        smaller = max(SMALLEST_PIECE_TOKENS, chunk.tokens // 2 + 1)
        if window_tokens:
            room = window_tokens - self.budget.map_overhead - self.budget.map_cap
            smaller = max(SMALLEST_PIECE_TOKENS, min(smaller, int(room * ESTIMATE_SAFETY)))
        return cut(text, smaller, self.job.map_counter, stable=False)

    async def _in_pieces(
        self, chunk: Chunk, total: int, depth: int, pieces: Sequence[Chunk]
    ) -> Notes:
        """The estimate was too low for this chunk, or its window smaller than it was said to be."""
        starts = [chunk.start + piece.start for piece in pieces]
        known = heads(self.document.text, starts, self.document.media_type)
        halves = [
            replace(
                piece,
                index=chunk.index,
                start=start,
                end=chunk.start + piece.end,
                heading_path=chunk.heading_path,
                head=head,
            )
            for piece, start, head in zip(pieces, starts, known, strict=True)
        ]
        self.warn(
            f"part {chunk.index + 1}/{total} was larger than the model's window; it is read in {how_many(len(halves), 'piece')}."
        )
        read = [await self._read(half, total, depth=depth + 1) for half in halves]
        return joined(read, chunk.heading_path)

    async def _longer(
        self, request: Request, chunk: Chunk, total: int, answer: Completion
    ) -> Completion:
        """Notes that were cut, once more with more room; the same where that brings none."""
        wider = self._with_room(request)
        if wider == request:
            return answer
        try:
            longer = await self.ask(MAP, chunk.index, total, wider)
        except ProviderError:
            if not answer.text.strip():
                raise
            return answer
        worse = longer.finish in (*NO_ANSWER, Finish.DEGENERATE) or not longer.text.strip()
        return answer if worse else longer

    def _is_thin(self, answer: Completion, chunk: Chunk) -> bool:
        """Whether notes on a full part are far shorter than they were asked to be."""
        if answer.finish is not Finish.COMPLETE or chunk.tokens < FULL_PART_TOKENS:
            return False
        return count_words(answer.text) < THIN_SHARE * self.budget.map_words

    async def _fuller(self, text: str, chunk: Chunk, total: int, thin: Completion) -> Completion:
        """Notes that were asked for once more, if they are longer than those before."""
        words = count_words(thin.text)
        request = map_request(text, chunk, self.job, self.budget, thin=words)
        try:
            answer = await self.ask(MAP, chunk.index, total, request)
        except ProviderError:
            return thin
        fuller = answer.finish is Finish.COMPLETE and count_words(answer.text) > words
        return answer if fuller else thin

    def _with_room(self, request: Request) -> Request:
        """The same with up to twice the room for the answer, where model and window have it."""
        cap = request.max_output_tokens
        spare = self.job.map_info.window_tokens - self.budget.map_overhead - self.budget.chunk_limit
        return replace(
            request,
            max_output_tokens=max(cap, min(2 * cap, self.job.map_info.max_output_tokens, spare)),
        )

    def _cut(self, chunk: Chunk, total: int, answer: Completion) -> Notes:
        """Notes that are not whole, also with twice the room where that helps: their whole
        sentences stay, and the span is told.

        It is not split: a model that writes thrice what it was asked for does so about half of the
        text, too.
        """
        why = cut_reason(Ended.of(answer))
        self.warn(f"the notes on part {chunk.index + 1}/{total} are not whole: {why}.")
        ends = [match.end() for match in SENTENCE_END.finditer(answer.text)]
        whole = answer.text[: ends[-1]] if ends else answer.text
        notes = self._notes(chunk, replace(answer, text=whole))
        reason = f"its notes are not whole: {why}"
        span = describe_span(self.document, chunk.start, chunk.end, reason)
        return replace(notes, missing=(replace(span, read=True),))

    def _extracted(self, chunk: Chunk, total: int, text: str, answer: Completion) -> Notes:
        provider = answer.provider or self.job.map_info.ref.provider
        reason = f"the answer of {provider} was {outcome(Ended.of(answer))}"
        self.warn(f"part {chunk.index + 1}/{total}: {reason}; its key sentences are used instead.")
        chosen = extract(text, Target("words", FALLBACK_WORDS), focus=self.job.variables.focus)
        sentences = "\n".join(bullet for bullet, _ in bullets(text, chosen))
        return self._unread(
            chunk, f"{reason}; read only by the extractive fallback", text=sentences
        )

    def _notes(self, chunk: Chunk, answer: Completion) -> Notes:
        within = (chunk.start, chunk.end)
        spans = self._evidence(answer.text, within)
        writer = f"{answer.provider or self.job.map_info.ref.provider}/{answer.model}"
        return Notes(
            chunk.start,
            chunk.end,
            answer.text.strip(),
            chunk.heading_path + chunk.headings,
            spans,
            (),
            ((chunk.start, chunk.end, writer),),
            doubted=chunk if answer.perhaps_cut else None,
        )

    def _evidence(self, notes: str, within: tuple[int, int]) -> tuple[tuple[int, int], ...]:
        """The sentences that are quoted beside notes on this span."""
        tokens = evidence_tokens(self.budget.notes_tokens)
        return evidence_by_doubt(notes, self.index, within, tokens)

    def _unread(self, chunk: Chunk, reason: str, *, text: str) -> Notes:
        span = describe_span(self.document, chunk.start, chunk.end, reason)
        return Notes(chunk.start, chunk.end, text, chunk.heading_path, missing=(span,))

    async def _merge(
        self, children: Sequence[asyncio.Task[Notes]], depth: int, index: int, total: int
    ) -> Notes:
        notes = [await self._sure(await child, total) for child in children]
        return await self._merged(notes, depth, index, total)

    async def condense(self, notes: Sequence[Notes]) -> list[Notes]:
        """About half as many notes, merged once more; a single one is shortened extractively."""
        if len(notes) == 1:
            return [shortened(notes[0])]
        into = (len(notes) + 1) // 2
        depth = 1 + max(note.level for note in notes)
        merges = [
            self._merged([notes[child] for child in group], depth, number, into)
            for number, group in enumerate(groups(len(notes), into))
        ]
        return list(await asyncio.gather(*merges))

    async def _merged(self, notes: Sequence[Notes], depth: int, index: int, total: int) -> Notes:
        if sum(bool(note.text) for note in notes) < 2:
            return joined(notes)
        text = self.compose(notes)
        tokens = self.job.map_counter.count_batch([text])[0]
        request = merge_request(text, tokens, self.job, self.budget)
        try:
            answer = await self.ask(Stage.merge(depth), index, total, request)
        except ModelNotFound:
            raise
        except ContextTooLong:
            return await self._merged_in_halves(notes, depth, index, total)
        except ProviderError as error:
            self.warn(
                f"a merge of {len(notes)} parts failed: {error.message.rstrip('.')}; their notes are shortened instead."
            )
            return self._compressed(notes)
        if answer.finish is not Finish.COMPLETE or not answer.text.strip():
            self.warn(
                f"a merge of {len(notes)} parts ended as {answer.finish.value}; their notes are shortened instead."
            )
            return self._compressed(notes)
        merged = joined(notes)
        spans = self._evidence(answer.text, (merged.start, merged.end))
        return replace(merged, text=answer.text.strip(), evidence=spans, level=depth)

    async def _merged_in_halves(
        self, notes: Sequence[Notes], depth: int, index: int, total: int
    ) -> Notes:
        """Notes that are too long for one call: each half merged by itself, then the two."""
        if len(notes) == 2:
            self.warn("two notes are longer than the context window; they are shortened instead.")
            return self._compressed(notes)
        middle = len(notes) // 2
        first = await self._merged(notes[:middle], depth, index, total)
        second = await self._merged(notes[middle:], depth, index, total)
        return await self._merged([first, second], depth, index, total)

    def _compressed(self, notes: Sequence[Notes]) -> Notes:
        """Notes that no model could merge, shortened by the extractive engine; nothing of the text
        counts as lost.
        """
        merged = joined(notes)
        kept = extract(merged.text, Target("words", self.budget.merge_words))
        text = "\n".join(merged.text[sentence.start : sentence.end] for sentence in kept)
        return replace(merged, text=text, level=merged.level + 1)

    def compose(self, notes: Sequence[Notes]) -> str:
        """The text of a merge or of the final call: notes in document order with their evidence,
        within their room.
        """
        parts = []
        for note in notes:
            if note.text:
                quoted = [self.document.text[start:end] for start, end in note.evidence]
                sentences = [" ".join(sentence.split()) for sentence in quoted]
                parts.append((self._fitted(note.text), note.path, sentences))
        if self.job.info.compact and self.job.map_info.compact:
            return plain_notes(parts)
        return labelled(parts, 1, len(parts))

    def _fitted(self, text: str) -> str:
        """Notes longer than their share (a model that ignores its cap) are compressed extractively."""
        tokens = self.job.map_counter.count_batch([text])[0]
        if tokens <= self.budget.notes_tokens:
            return text
        words = int(self.budget.notes_tokens / self.budget.tokens_per_word * 0.7)
        chosen = extract(text, Target("words", max(10, words)))
        kept = "\n".join(text[s.start : s.end] for s in chosen)
        while self.job.map_counter.count_batch([kept])[0] > self.budget.notes_tokens:
            kept = kept[: len(kept) * 3 // 4]
        return kept or text[: self.budget.notes_tokens]

"""`--set strategy=retrieve`: of a document that is too long only the passages that bear on the
focus are read. Afterwards all that was said of them is said of the whole document.

    document -> focused() -> a document of passages -> ... -> Summary -> restored() -> Summary
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .. import tokens
from ..engine.job import Job
from ..engine.notes import describe_span
from ..engine.plan import plan as plan_document
from ..engine.receipt import position_histogram, sections_drawn
from ..engine.token_budget import TokenBudget
from ..errors import InputError, UsageError
from ..events import Emit, Noted
from ..language.words import count_words
from ..middleware import Budget
from ..records import Check, Citation, Document, Mark, MissingSpan, Plan, Retrieved, Summary
from ..retrieval import Excerpt, FileState, Index, choose, passages_of, search
from .context import Context
from .embedding import embedder, embedding_ref
from .nearness import nearest_passages

MODEL_TOKENS = 8_000
"""What all models read well at once, about fifty passages."""


@dataclass(frozen=True, slots=True)
class Piece:
    """whole.text[at : at + length] stands in the document of passages from `start` on."""

    start: int
    at: int
    length: int


@dataclass(frozen=True, slots=True)
class Focused:
    """`document` holds the chosen passages of `whole` in their order, each under its place."""

    whole: Document
    document: Document
    pieces: tuple[Piece, ...]
    retrieved: Retrieved

    def at(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a span of the document of passages stands in the whole; None for a place line."""
        number = bisect_right([piece.start for piece in self.pieces], start) - 1
        if number < 0:
            return None
        piece = self.pieces[number]
        if start >= piece.start + piece.length:
            return None
        moved = piece.at - piece.start
        return start + moved, min(end, piece.start + piece.length) + moved

    def spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """The same of a span that may hold several passages."""
        return [
            (
                piece.at + max(0, start - piece.start),
                piece.at + min(piece.length, end - piece.start),
            )
            for piece in self.pieces
            if piece.start < end and start < piece.start + piece.length
        ]


async def focused(
    document: Document, context: Context, budget: Budget, emit: Emit, *, dry_run: bool
) -> Focused | None:
    """The passages that bear on the focus; None for a document that fits as a whole, and for other
    strategies.

    With `dry_run` nothing is sent: words alone choose.

    Raises:
        UsageError: no focus says what is looked for.
        InputError: no passage holds a word of it.
    """
    settings = context.settings
    if settings.strategy != "retrieve":
        return None
    if not settings.focus.strip():
        raise UsageError(
            "strategy=retrieve needs to know what to look for.",
            hint='Add -f "WHAT MATTERS", or leave --set strategy=retrieve out.',
        )
    count = tokens.counter_for("o200k").count_batch
    room = settings.retrieve_tokens or MODEL_TOKENS
    if count([document.text])[0] <= room:
        return None
    passages = list(passages_of(document))
    digest = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).digest()
    ref = embedding_ref(context)
    path = None
    if ref and settings.cache:
        path = context.paths.index_folder / f"text-{digest.hex()[:16]}.sqlite"
    with Index(path) as index:
        index.put(FileState("text", len(document.text), 0), digest, passages)
        index.commit()
        nearest = None
        if ref:
            model = embedder(ref, context, emit, budget)
            nearest = await nearest_passages(
                settings.focus,
                index,
                model,
                say=lambda line: emit(Noted("", document.name, line)),
                dry_run=dry_run,
            )
        ranked = search(index, settings.focus, nearest=nearest)
        if not ranked:
            raise InputError(
                f"No passage of {document.name} holds a word of the focus.",
                hint="Use words that stand in it, or leave --set strategy=retrieve out.",
            )
        excerpts = choose(index, ranked, room, count)
    read = sum(len(excerpt.passages) for excerpt in excerpts)
    chooser = str(ref) if nearest is not None else ""
    return _joined(document, excerpts, Retrieved(read, len(passages), model=chooser))


_BLANK_LINE = "\n\n"


def _joined(whole: Document, excerpts: Sequence[Excerpt], retrieved: Retrieved) -> Focused:
    texts: list[str] = []
    marks: list[Mark] = []
    pieces: list[Piece] = []
    offset = 0
    for excerpt in sorted(excerpts, key=lambda one: one.passages[0].start):
        start, end = excerpt.passages[0].start, excerpt.passages[-1].end
        title = " ".join(excerpt.place.split())
        head = f"## {title}\n\n"
        marks.append(Mark("heading", offset, title, 2))
        offset += len(head)
        pieces.append(Piece(offset, start, end - start))
        marks += [
            Mark("place", offset + passage.start - start, passage.place)
            for passage in excerpt.passages
        ]
        texts += [head, whole.text[start:end], _BLANK_LINE]
        offset += end - start + len(_BLANK_LINE)
    chosen = replace(whole, text="".join(texts), marks=tuple(marks), media_type="text/markdown")
    return Focused(whole, chosen, tuple(pieces), retrieved)


def planned(document: Document, job: Job, focus: Focused | None) -> tuple[Plan, TokenBudget | None]:
    """The plan of what is read, which says where only passages are: few are no short text that is
    printed unchanged.
    """
    plan, budget = plan_document(document, replace(job, always_call=True) if focus else job)
    return _told(plan, focus), budget


def _told(plan: Plan, focus: Focused | None) -> Plan:
    return replace(plan, retrieved=focus.retrieved) if focus else plan


def restored(summary: Summary, focus: Focused | None) -> Summary:
    """The summary of the passages as one of the whole document: its citations lead into that, and
    its receipt counts what was not chosen as unread.
    """
    if not focus:
        return summary
    whole = focus.whole
    check = _moved(summary.check, focus) if summary.check else None
    missing: list[MissingSpan] = []
    for lost in summary.receipt.missing:
        spans = focus.spans(lost.start, lost.end)
        described = [describe_span(whole, start, end, lost.reason) for start, end in spans]
        missing += [replace(span, read=lost.read) for span in described]
    writers: list[tuple[int, int, str]] = []
    for start, end, writer in summary.receipt.writers:
        writers += [(*span, writer) for span in focus.spans(start, end)]
    receipt = replace(
        summary.receipt,
        read_share=_read_share(focus, missing),
        missing=tuple(missing),
        writers=tuple(writers),
    )
    if check:
        drawn, total = sections_drawn(check, whole)
        strip = position_histogram(check, len(whole.text))
        receipt = replace(receipt, sections_drawn=drawn, sections_total=total, strip=strip)
    chunks = []
    for chunk in summary.plan.chunks:
        spans = focus.spans(chunk.start, chunk.end) or [(0, 0)]
        chunks.append(replace(chunk, start=spans[0][0], end=spans[-1][1]))
    return replace(
        summary,
        plan=_told(replace(summary.plan, chunks=tuple(chunks)), focus),
        check=check,
        receipt=receipt,
        source_words=count_words(whole.text),
    )


def _read_share(focus: Focused, missing: Sequence[MissingSpan]) -> float:
    lost = sum(span.end - span.start for span in missing if not span.read)
    read = sum(piece.length for piece in focus.pieces) - lost
    return read / max(1, len(focus.whole.text)) * (1 - focus.whole.unread_share)


def _moved(check: Check, focus: Focused) -> Check:
    """The check with its places in the whole document."""

    def citations(given: Sequence[Citation]) -> tuple[Citation, ...]:
        spans = [(focus.at(one.start, one.end), one.score) for one in given]
        return tuple(Citation(*span, score) for span, score in spans if span)

    def span_of(start: int, end: int) -> tuple[int, int]:
        return (start >= 0 and focus.at(start, end)) or (-1, -1)

    claims = []
    for claim in check.claims:
        judged = claim.judgement
        if judged:
            start, end = span_of(judged.start, judged.end)
            judged = replace(judged, start=start, end=end)
        claims.append(replace(claim, citations=citations(claim.citations), judgement=judged))
    flags = []
    for flag in check.flags:
        start, end = span_of(flag.nearest_start, flag.nearest_end)
        flags.append(replace(flag, nearest_start=start, nearest_end=end))
    hints = []
    for hint in check.hints:
        start, end = span_of(hint.source_start, hint.source_end)
        hints.append(replace(hint, source_start=start, source_end=end))
    return replace(check, claims=tuple(claims), flags=tuple(flags), hints=tuple(hints))

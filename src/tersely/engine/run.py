"""From a plan to a Summary: the calls, the ending, the length, the receipt."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..errors import (
    AnswerUnusable,
    AuthFailed,
    BadRequest,
    BudgetExceeded,
    ProviderError,
    TerselyError,
    UsageError,
)
from ..events import Emit, Event, Planned, StreamRestarted, TextPiece, Warned
from ..grounding import Index, check
from ..language.words import count_words
from ..records import (
    Check,
    Chunk,
    Completion,
    Document,
    Finish,
    ModelRef,
    Plan,
    Request,
    Status,
    Summary,
    Usage,
)
from .endings import NO_ANSWER, ending, receipt_for, unfenced
from .job import Job, Writers
from .ledger import Ledger
from .measure import deviation, measured
from .messages import final_request, revise_request
from .plan import plan_rest
from .schema import conforming
from .token_budget import TokenBudget
from .tree import Notes, Tree

STATUS = {
    Finish.COMPLETE: Status.COMPLETE,
    Finish.LENGTH: Status.CUT,
    Finish.CONTEXT_FULL: Status.CUT,
    Finish.DEGENERATE: Status.CUT,
    Finish.UNKNOWN: Status.CUT,
    Finish.REFUSED: Status.REFUSED,
    Finish.BLOCKED: Status.BLOCKED,
    Finish.EMPTY: Status.EMPTY,
    Finish.REASONING_ONLY: Status.EMPTY,
    Finish.INVALID: Status.INVALID,
}


class _HandedOn(Exception):
    """A model failed for good and another one goes on from the notes on the parts."""

    def __init__(self, error: TerselyError, leaves: Sequence[Notes]) -> None:
        super().__init__(error.message)
        self.error, self.leaves = error, leaves


@dataclass(frozen=True, slots=True)
class _Run:
    """One document, one job, one set of writers. `parts` are chunks to read and notes that a model
    before has left.
    """

    document: Document
    plan: Plan
    job: Job
    room: TokenBudget
    parts: Sequence[Chunk | Notes]
    writers: Writers
    index: Index
    ledger: Ledger
    emit: Emit
    stream: bool

    async def summarize(self) -> tuple[Completion, list[Notes]]:
        """The final answer and the notes it was written from.

        Raises:
            _HandedOn: another model is to go on.
        """
        self.writers.reserve_context(
            *self.room.largest_calls(self.plan.document_tokens, len(self.parts))
        )
        text, tokens, leaves, notes = await self.read()
        try:
            answer = await self.write(text, tokens, notes=not self.room.stuff)
        except (ProviderError, AuthFailed) as error:
            self._hand_on(error, leaves)
            raise
        if self.job.fallback_refused and answer.finish in (Finish.REFUSED, Finish.BLOCKED):
            said = f"the answer of {self.job.ref} was {answer.finish.value}"
            self._hand_on(AnswerUnusable(said, finish=answer.finish.value), leaves)
        return await self.fit(answer), notes

    def _hand_on(self, error: TerselyError, leaves: Sequence[Notes]) -> None:
        if self.writers.give_up(error, mapper=False):
            raise _HandedOn(error, leaves) from None

    async def ask(self, stage: str, index: int, total: int, request: Request) -> Completion:
        """One call through the writers, noted in the ledger."""
        began, started = time.monotonic(), self.ledger.starter(stage, index, total)
        level = (
            0 if stage == "map" else 99 if stage in ("final", "length") else int(stage.split()[-1])
        )
        ref = (self.job.map_info if level < 99 else self.job.info).ref
        try:
            answer = _judged(
                await self.writers.complete(
                    request, mapper=level < 99, level=level, started=started
                )
            )
        except TerselyError as error:
            self._failed(ref, stage, index, total, began, error, request)
            raise
        self.ledger.ended(ref, stage, index, total, began, answer)
        return answer

    def _failed(
        self,
        ref: ModelRef,
        stage: str,
        index: int,
        total: int,
        began: float,
        error: TerselyError,
        request: Request,
    ) -> None:
        """Note a call that failed; text that had come is paid."""
        lost: Usage = Usage()
        lost_usd: float | None = 0.0
        if isinstance(error, ProviderError) and error.partial_text:
            lost = request.estimate(error.partial_text)
            lost_usd = self.job.estimate_usd(ref, lost.input_tokens, lost.output_tokens)
        self.ledger.ended(ref, stage, index, total, began, error, lost=lost, lost_usd=lost_usd)

    async def read(self) -> tuple[str, int, list[Notes], list[Notes]]:
        """The text that the final call gets, its tokens, the notes on each part and those it is
        made of.

        There are no notes where the document goes in one call.
        """
        if self.room.stuff:
            return self.document.text, self.plan.document_tokens, [], []

        def give_up(error: TerselyError) -> bool:
            return self.writers.give_up(error, mapper=True)

        tree = Tree(
            self.document,
            self.job,
            self.room,
            self.index,
            self.ask,
            self.emit,
            self.ledger.run,
            give_up,
        )
        leaves, notes = await tree.grow(self.parts)
        if failed := next((n.error for n in notes if n.error), None):
            raise _HandedOn(failed, leaves)
        self._enough_was_read(notes)
        text = tree.compose(notes)
        return text, self.job.counter.count_batch([text])[0], leaves, notes

    def _enough_was_read(self, notes: list[Notes]) -> None:
        missing = [span for n in notes for span in n.missing if not span.read]
        share = sum(s.end - s.start for s in missing) / max(1, len(self.document.text))
        if share > self.job.max_missing_share or not any(n.text for n in notes):
            reasons = sorted({s.reason for s in missing})
            raise ProviderError(
                f"{share:.1%} of the text could not be read: {reasons[0] if reasons else 'no notes'}.",
                provider=self.job.map_info.ref.provider,
                hint=f"More than {self.job.max_missing_share:.0%} is too much for a summary (--max-missing). "
                "Run the same command again: what was read is stored and not paid again.",
            )

    async def write(self, text: str, tokens: int, *, notes: bool) -> Completion:
        """The final answer, with one remedy for each ending that has one."""
        request = final_request(text, tokens, self.job, self.room, notes=notes)
        first = answer = await (
            self._streamed(request) if self.stream else self.ask("final", 0, 1, request)
        )
        if answer.finish in (Finish.REFUSED, Finish.BLOCKED, Finish.EMPTY):
            request = final_request(text, tokens, self.job, self.room, notes=notes, neutral=True)
            answer = await self._again(request, answer)
        elif answer.finish is Finish.REASONING_ONLY or (
            answer.finish is Finish.LENGTH and not self.stream
        ):
            spare = self.job.info.window_tokens - request.input_tokens
            more = min(2 * request.max_output_tokens, self.job.info.max_output_tokens, spare)
            if more > request.max_output_tokens and self.job.max_output_tokens is None:
                answer = await self._again(replace(request, max_output_tokens=more), answer)
        if self.stream and answer is not first:
            self._show_anew(first, answer)
        return await conforming(request, answer, self._again) if self.job.schema else answer

    def _show_anew(self, first: Completion, second: Completion) -> None:
        """Whoever has read the first answer as it came gets the second one in its place."""
        if first.text:
            reason = f"the answer was {first.finish.value}"
            self.emit(StreamRestarted(self.ledger.run, self.document.name, reason))
        self.emit(TextPiece(self.ledger.run, self.document.name, second.text))

    async def _again(self, request: Request, first: Completion) -> Completion:
        """The second answer if it is better than the first; a text that was paid is not given up
        for a second one.
        """
        try:
            second = await self.ask("final", 0, 1, request)
        except BadRequest:
            return first
        except (ProviderError, AuthFailed, BudgetExceeded):
            if not first.text.strip():
                raise
            return first
        worse = second.finish in NO_ANSWER or not second.text.strip()
        return first if worse and first.text.strip() else second

    async def _streamed(self, request: Request) -> Completion:
        began = time.monotonic()
        self.ledger.starter("final", 0, 1)()
        answer: Completion | None = None
        try:
            async for piece in self.writers.stream(request):
                if isinstance(piece, str):
                    self.emit(TextPiece(self.ledger.run, self.document.name, piece))
                else:
                    answer = _judged(piece)
        except TerselyError as error:
            self._failed(self.job.ref, "final", 0, 1, began, error, request)
            raise
        assert answer is not None, "a provider's stream ends with a Completion"
        self.ledger.ended(self.job.ref, "final", 0, 1, began, answer)
        return answer

    async def fit(self, answer: Completion) -> Completion:
        """One corrective call when a length that is a contract was missed by more than a fifth;
        none for a shown text.
        """
        length, words = self.job.length, self.room.final_words
        if (
            answer.finish is not Finish.COMPLETE
            or self.job.schema
            or not length.contract
            or abs(deviation(answer.text, length, words)) <= 0.2
        ):
            return answer
        if not self.stream:
            answer = await self._corrected(answer)
        if abs(deviation(answer.text, length, words)) > 0.2:
            self._warn(
                f"The summary has {measured(answer.text, length)}; {length.text} was asked for."
            )
        return answer

    async def _corrected(self, answer: Completion) -> Completion:
        """The same answer in another length, if that is closer to what was asked for."""
        try:
            revised = await self.ask(
                "length", 0, 1, revise_request(answer.text, self.job, self.room)
            )
        except (ProviderError, AuthFailed, BudgetExceeded) as error:
            self._warn(f"The length could not be corrected: {error.message}")
            return answer
        if revised.finish is not Finish.COMPLETE or not revised.text.strip():
            return answer
        first, second = (
            abs(deviation(a.text, self.job.length, self.room.final_words))
            for a in (answer, revised)
        )
        return revised if second <= first else answer

    def _warn(self, message: str) -> None:
        self.emit(Warned(self.ledger.run, self.document.name, message))


async def run(
    document: Document,
    plan: Plan,
    job: Job,
    room: TokenBudget,
    writers: Writers,
    index: Index,
    *,
    emit: Emit,
    name: str = "",
    stream: bool = False,
) -> Summary:
    """Make the calls of `plan` and account for them.

    Raises:
        ProviderError: the final call failed, or more than `max_missing_share` of the text was not
        read. ConfigError, UsageError, BudgetExceeded: errors that no other call would be spared.
    """
    began = time.monotonic()
    warnings: list[str] = []
    shown = False

    def tell(event: Event) -> None:
        nonlocal shown
        shown = shown or isinstance(event, TextPiece)
        if isinstance(event, Warned):
            warnings.append(event.message)
        emit(event)

    ledger = Ledger(name, document.name, tell)
    one = _Run(
        document,
        plan,
        job,
        room,
        plan.chunks,
        writers,
        index,
        ledger,
        tell,
        stream and not job.schema,
    )
    while True:
        try:
            answer, notes = await one.summarize()
            break
        except _HandedOn as handed_on:
            one = await _taken_over(one, handed_on)
        if shown:
            emit(StreamRestarted(name, document.name))
            shown = False
    return _summary(one, plan, answer, notes, tuple(warnings), time.monotonic() - began)


async def _taken_over(one: _Run, handed_on: _HandedOn) -> _Run:
    """The run as the next model goes on with it."""
    error, leaves = handed_on.error, handed_on.leaves
    job, writers, successor = await one.writers.relief()
    try:
        plan, room, parts = plan_rest(one.document, job, leaves)
    except UsageError as why:
        error.hint = f"{successor} could not take over: {why.message} {why.hint}"
        raise error from None
    left = sum(isinstance(part, Chunk) for part in parts)
    what = f" with {left} of {len(parts)} parts" if left < len(parts) else ""
    message = f"{error.message.rstrip('.')}; {successor} takes over{what}."
    one.emit(Warned(one.ledger.run, one.document.name, message))
    one.emit(Planned(one.ledger.run, one.document.name, plan))
    return replace(one, plan=plan, job=job, writers=writers, room=room, parts=parts)


def _judged(answer: Completion) -> Completion:
    """An answer without text is never complete, whatever a provider calls it."""
    blank = answer.finish is Finish.COMPLETE and not answer.text.strip()
    return replace(answer, finish=Finish.EMPTY) if blank else answer


def _summary(
    one: _Run,
    plan: Plan,
    answer: Completion,
    notes: list[Notes],
    warnings: tuple[str, ...],
    elapsed_s: float,
) -> Summary:
    document, job = one.document, one.job
    text = unfenced(answer.text)
    missing = tuple(span for n in notes for span in n.missing)
    found = check(text, one.index) if text else Check(())
    writer = f"{answer.provider or job.ref.provider}/{answer.model}"
    writers = tuple(w for n in notes for w in n.writers) or ((0, len(document.text), writer),)
    receipt = receipt_for(document, missing, found, writers)
    status = STATUS[answer.finish]
    if status is Status.COMPLETE and (missing or document.unread_share):
        status = Status.PARTIAL
    costs = [c.cost_usd for c in one.ledger.calls]
    return Summary(
        text=text,
        status=status,
        document=document.name,
        source=document.source,
        model=replace(
            job.ref,
            provider=answer.provider or job.ref.provider,
            model=answer.model or job.ref.model,
        ),
        style=job.style.name,
        plan=plan,
        receipt=receipt,
        usage=sum((c.usage for c in one.ledger.calls), Usage()),
        cost_usd=None if None in costs else sum(c for c in costs if c is not None),
        calls=tuple(one.ledger.calls),
        check=found,
        words=count_words(text),
        source_words=count_words(document.text),
        elapsed_s=elapsed_s,
        warnings=warnings,
        detail=answer.detail,
        ended=ending(status, receipt, document, answer, one.room.final_cap),
    )

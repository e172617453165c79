"""Every call of one run: noted for the summary, told to whoever listens."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ..errors import ProviderError, TerselyError
from ..events import CallFinished, CallStarted, Emit, StreamRestarted, Warned
from ..middleware import Caller, HandOver
from ..records import CallRecord, Completion, ModelRef, Request, Stage, Usage


@dataclass(slots=True)
class Ledger:
    """Every call of one run, in the order in which they ended. `estimate_usd` prices what a broken
    answer has used.
    """

    run: str
    document: str
    emit: Emit
    estimate_usd: Callable[[ModelRef, int, int], float | None]
    calls: list[CallRecord] = field(default_factory=list)
    _handed_on: set[ModelRef] = field(default_factory=set)

    def open(
        self, stage: Stage, index: int, total: int, request: Request, ref: ModelRef
    ) -> OpenCall:
        """A call to `ref` that is about to be made."""
        return OpenCall(self, stage, index, total, request, ref)

    def warn(self, message: str) -> None:
        """Tell the user one sentence."""
        self.emit(Warned(self.run, self.document, message))

    def warn_of(self, hand_over: HandOver) -> None:
        """Tell once for each model that another one goes on in its place."""
        if hand_over.failed in self._handed_on:
            return
        self._handed_on.add(hand_over.failed)
        host = f" at {hand_over.successor_host}" if hand_over.successor_host else ""
        cause = hand_over.error.message.rstrip(".")
        self.warn(f"{cause}; {hand_over.successor}{host} takes over.")


@dataclass(slots=True)
class OpenCall:
    """One call that is being made: noted when it ends, and for each model that fails at it."""

    ledger: Ledger
    stage: Stage
    index: int
    total: int
    request: Request
    ref: ModelRef
    began: float = field(default_factory=time.monotonic)
    _started: bool = False

    @property
    def caller(self) -> Caller:
        """What the wrappers around the models are told of this call."""
        ledger = self.ledger
        return Caller(
            ledger.run,
            ledger.document,
            self.stage.depth,
            self.start,
            self.handed_on,
            (self.stage, self.index),
        )

    def start(self) -> None:
        """A model is really asked; a retry is still the same call."""
        if not self._started:
            self._started = True
            ledger = self.ledger
            ledger.emit(
                CallStarted(ledger.run, ledger.document, self.stage, self.index, self.total)
            )

    def handed_on(self, hand_over: HandOver) -> None:
        """A model has failed and the next one is asked."""
        self._note_failure(hand_over.failed, hand_over.error, handed_on=True)
        self.ledger.warn_of(hand_over)
        if hand_over.text_shown:
            self.ledger.emit(StreamRestarted(self.ledger.run, self.ledger.document))
        self.ref, self.began, self._started = hand_over.successor, time.monotonic(), False

    def failed(self, error: TerselyError) -> None:
        """Nobody has answered. What was never asked for (no money left, stopped) is no call."""
        if self._started:
            self._note_failure(self.ref, error)

    def ended(self, answer: Completion) -> None:
        """The call was answered."""
        self._note(
            CallRecord(
                self.stage,
                self.index,
                answer.provider,
                answer.model,
                answer.finish,
                Usage() if answer.reused else answer.usage,
                0.0 if answer.reused else answer.cost_usd,
                answer.reused,
                self._elapsed_s,
                answer.attempts,
                answer.request_id,
                answer.first_token_s,
                price_usd=answer.cost_usd,
            )
        )

    def _note_failure(self, ref: ModelRef, error: TerselyError, *, handed_on: bool = False) -> None:
        """Note a model that failed; text that had come is paid."""
        lost = Usage()
        lost_usd: float | None = 0.0
        if isinstance(error, ProviderError) and (error.lost or error.partial_text):
            known = error.lost or (self.request.estimate(error.partial_text),)
            lost = sum(known, Usage())
            lost_usd = self.ledger.estimate_usd(ref, lost.input_tokens, lost.output_tokens)
        self._note(
            CallRecord(
                self.stage,
                self.index,
                ref.provider,
                ref.model,
                None,
                lost,
                lost_usd,
                False,
                self._elapsed_s,
                1,
                error=error.message,
            ),
            handed_on=handed_on,
        )

    def _note(self, record: CallRecord, *, handed_on: bool = False) -> None:
        ledger = self.ledger
        ledger.calls.append(record)
        ledger.emit(
            CallFinished(
                ledger.run,
                ledger.document,
                self.stage,
                self.index,
                self.total,
                record.usage,
                record.cost_usd,
                record.reused,
                record.finish,
                record.elapsed_s,
                record.error,
                handed_on,
            )
        )

    @property
    def _elapsed_s(self) -> float:
        return time.monotonic() - self.began

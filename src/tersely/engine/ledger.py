"""Every call of one run: noted for the summary, told to whoever listens."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ..errors import TerselyError
from ..events import CallFinished, CallStarted, Emit
from ..records import CallRecord, Completion, ModelRef, Usage


@dataclass(slots=True)
class Ledger:
    """Every call of one run, in the order in which they ended."""

    run: str
    document: str
    emit: Emit
    calls: list[CallRecord] = field(default_factory=list)

    def starter(self, stage: str, index: int, total: int) -> Callable[[], None]:
        """Tells once that a call is on its way; a retry is still the same call."""
        told: list[bool] = []

        def started() -> None:
            if not told:
                told.append(True)
                self.emit(CallStarted(self.run, self.document, stage, index, total))

        return started

    def ended(
        self,
        ref: ModelRef,
        stage: str,
        index: int,
        total: int,
        began: float,
        answer: Completion | TerselyError,
        *,
        lost: Usage | None = None,
        lost_usd: float | None = 0.0,
    ) -> None:
        """Note one call to `ref` and tell it. `lost` is what an error has used up and `lost_usd`
        what that costs.
        """
        elapsed = time.monotonic() - began
        if isinstance(answer, Completion):
            record = CallRecord(
                stage,
                index,
                answer.provider,
                answer.model,
                answer.finish,
                Usage() if answer.reused else answer.usage,
                0.0 if answer.reused else answer.cost_usd,
                answer.reused,
                elapsed,
                answer.attempts,
                answer.request_id,
                answer.first_token_s,
                price_usd=answer.cost_usd,
            )
        else:
            record = CallRecord(
                stage,
                index,
                ref.provider,
                ref.model,
                None,
                lost or Usage(),
                lost_usd,
                False,
                elapsed,
                1,
                error=answer.message,
            )
        self.calls.append(record)
        self.emit(
            CallFinished(
                self.run,
                self.document,
                stage,
                index,
                total,
                record.usage,
                record.cost_usd,
                record.reused,
                record.finish,
                elapsed,
                record.error,
            )
        )

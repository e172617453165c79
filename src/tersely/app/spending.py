"""What the calls of a command have used up so far: for the progress, and for an ending without a
summary.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..errors import Stopped, TerselyError
from ..events import CallFinished, CallStarted, Emit, Event
from ..faults import foreseen
from ..records import Recognized, Usage, usd

if TYPE_CHECKING:
    from ..documents import Transcript


@dataclass(slots=True)
class Spending:
    """Fed with the events of calls. `cost_usd` is None once the price of one of them is unknown."""

    calls: int = 0
    failed: int = 0
    reused: int = 0
    in_flight: int = 0
    usage: Usage = field(default_factory=Usage)
    cost_usd: float | None = 0.0

    def add(self, event: Event) -> None:
        """Count one event; those that are no calls are passed over."""
        match event:
            case CallStarted():
                self.in_flight += 1
            case CallFinished(reused=True):
                self.reused += 1
            case CallFinished(usage=usage, cost_usd=cost_usd, error=error):
                self.calls += 1
                self.failed += bool(error)
                self.in_flight = max(0, self.in_flight - 1)
                self.usage += usage
                self._pay(cost_usd)

    def add_page(self, transcript: Transcript) -> None:
        """Count a page that a vision model was asked for."""
        asked = Recognized((), "", "", None, calls=1, reused=int(transcript.reused))
        self.add_pages(replace(asked, usage=transcript.usage, cost_usd=transcript.cost_usd))
        self.failed += bool(transcript.reason and not transcript.finish)

    def add_pages(self, record: Recognized) -> None:
        """Count the pages that a vision model has read, or nothing where they are only planned."""
        if record.is_planned:
            return
        self.calls += record.calls - record.reused
        self.reused += record.reused
        self.usage += record.usage if record.calls > record.reused else Usage()
        self._pay(record.cost_usd)

    def _pay(self, cost_usd: float | None) -> None:
        known = cost_usd is not None and self.cost_usd is not None
        self.cost_usd = (self.cost_usd or 0) + (cost_usd or 0) if known else None

    @property
    def line(self) -> str:
        """E.g. "3 calls, 1 reused · 1,234 + 56 tokens · $0.0021"; empty before the first answer."""
        used = self.usage.input_tokens + self.usage.output_tokens
        if not (used or self.reused or self.calls > self.failed):
            return ""
        calls = _calls(self.calls)
        if self.failed:
            calls += f" ({self.failed} failed)"
        if self.reused:
            calls += f", {self.reused} reused"
        about = "about " if self.usage.estimated else ""
        tokens = f"{about}{self.usage.input_tokens:,} + {self.usage.output_tokens:,} tokens"
        return f"{calls} · {tokens} · {usd(self.cost_usd)}"

    def as_json(self) -> dict[str, Any]:
        """What the JSON of an error says of it."""
        return {
            "calls": self.calls,
            "failed_calls": self.failed,
            "calls_in_flight": self.in_flight,
            "reused": self.reused,
            "input_tokens": self.usage.input_tokens,
            "output_tokens": self.usage.output_tokens,
            "estimated": self.usage.estimated,
            "cost_usd": self.cost_usd,
        }

    def given_up(self, *, billed: bool) -> str:
        """What is said of calls in flight that nobody waits for any more."""
        them = "it" if self.in_flight == 1 else "they"
        cost = f"; {them} may be billed" if billed else ""
        return f"{_calls(self.in_flight)} did not finish{cost}, nothing of it is kept."

    def stopped(self, *, text_shown: bool, billed: bool, stored: bool) -> Stopped:
        """The error of a command that was stopped (Ctrl-C, SIGTERM).

        `billed` says that calls cost money, `stored` that those which finished are kept.
        """
        message = "stopped; the answer above is not whole" if text_shown else "stopped"
        remedies = []
        if self.in_flight:
            remedies.append(self.given_up(billed=billed))
        elif not self.calls and billed:
            remedies.append("Nothing was sent.")
        if self.calls - self.failed + self.reused and stored:
            remedies.append(
                "Run the same command to go on; what has finished is stored and not paid again."
            )
        return Stopped(f"{message}.", hint="\n".join(remedies))


@contextmanager
def billed(emit: Emit) -> Iterator[Emit]:
    """`emit` that also counts; an error that comes out bears as `spent` what was used up for it."""
    spending = Spending()

    def counting(event: Event) -> None:
        spending.add(event)
        emit(event)

    try:
        with foreseen():
            yield counting
    except TerselyError as error:
        if spending.calls or spending.reused:
            error.spent = spending.as_json()
        raise


def _calls(count: int) -> str:
    return "1 call" if count == 1 else f"{count:,} calls"

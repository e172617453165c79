"""A provider that does what a test says: the smallest thing that keeps the port's contract."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from types import MappingProxyType

from tersely.errors import RateLimited, ServerFailed, TerselyError
from tersely.provider import Provider
from tersely.records import Completion, Finish, Request, Usage

from .clock import now_s

REQUEST = Request("gpt-6-luna", "Summarize.", "text", 1_000, input_tokens=9_000)


USAGE = Usage(9_000, 200)


def answer(
    text: str = "A summary.", *, usage: Usage = USAGE, finish: Finish = Finish.COMPLETE
) -> Completion:
    """An answer of the scripted provider."""
    return Completion(text, usage, finish, "gpt-6-luna", "scripted")


async def read(pieces: AsyncIterator[str | Completion], seen: list[object]) -> None:
    """Append the pieces to `seen`, and keep those that came before an error."""
    async for piece in pieces:
        seen.append(piece)  # noqa: PERF401  (extend would lose them)


def too_fast(retry_after_s: float | None = None) -> RateLimited:
    """429."""
    return RateLimited("too fast", provider="scripted", status=429, retry_after_s=retry_after_s)


def server_error(status: int = 503, *, partial_text: str = "") -> ServerFailed:
    """5xx."""
    return ServerFailed(
        f"server error {status}", provider="scripted", status=status, partial_text=partial_text
    )


class Scripted(Provider):
    """Plays `outcomes` one a call, the last one for ever. A stream breaks after `pieces` pieces
    where an error is due.

    `calls` are the requests with the virtual second of their start, `peak` the most at once.
    """

    limits: Mapping[str, float] = MappingProxyType({})

    def __init__(
        self,
        outcomes: Sequence[Completion | TerselyError] = (),
        *,
        latency_s: float = 0.0,
        pieces: int = 0,
        decide: Callable[[Request], Completion | TerselyError] | None = None,
        limits: Mapping[str, float] | None = None,
        name: str = "scripted",
    ) -> None:
        self.name = name
        self.limits = limits or {}
        self.calls: list[tuple[float, Request]] = []
        self.running = self.peak = 0
        self.closed = False
        self._outcomes = list(outcomes) or [answer()]
        self._latency_s = latency_s
        self._pieces = pieces
        self._decide = decide

    async def complete(self, request: Request) -> Completion:
        outcome = await self._outcome(request)
        if isinstance(outcome, TerselyError):
            raise outcome
        return outcome

    async def stream(self, request: Request) -> AsyncIterator[str | Completion]:
        outcome = await self._outcome(request)
        if isinstance(outcome, TerselyError):
            for _ in range(self._pieces):
                yield "A "
            raise outcome
        for word in outcome.text.split(" "):
            yield word if outcome.text.startswith(word) else f" {word}"
        yield outcome

    async def aclose(self) -> None:
        self.closed = True

    async def _outcome(self, request: Request) -> Completion | TerselyError:
        self.calls.append((now_s(), request))
        self.running += 1
        self.peak = max(self.peak, self.running)
        outcome = self._decide(request) if self._decide else self._outcomes[0]
        if len(self._outcomes) > 1:
            self._outcomes.pop(0)
        try:
            await asyncio.sleep(self._latency_s)
        finally:
            self.running -= 1
        return outcome

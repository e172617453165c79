"""Every call of one provider, base URL, model and key goes through one gate."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from functools import partial

from ..errors import ProviderError, RateLimited
from ..provider import Provider
from ..records import Completion, Request, Usage
from .calibration import Calibration
from .gate import Gate, Reservation
from .wrapper import Wrapper, streaming

# "Overloaded": not our quota, but slower is what helps.
_OVERLOADED = 529


class Limited(Wrapper):
    """Holds a slot of `gate` for exactly as long as the call runs, and tells `gate` and
    `calibration` how it went.

    A service that `counts_output_cap` counts what a call may write, when it comes, and gives
    nothing back; the others count what the call wrote.
    """

    def __init__(self, inner: Provider, gate: Gate, calibration: Calibration | None = None) -> None:
        super().__init__(inner)
        self._gate = gate
        self._calibration = calibration or Calibration()

    async def complete(self, request: Request) -> Completion:
        async with self._gate.slot(partial(self._expected_tokens, request)) as taken:
            try:
                completion = await self.inner.complete(request)
            except ProviderError as error:
                self._failed(error)
                raise
            self._succeeded(request, taken, completion.usage)
            return completion

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion]:
        slot = self._gate.slot(partial(self._expected_tokens, request))
        async with slot as taken, streaming(self.inner, request) as pieces:
            try:
                async for piece in pieces:
                    if isinstance(piece, Completion):
                        self._succeeded(request, taken, piece.usage)
                    yield piece
            except ProviderError as error:
                self._failed(error)
                raise

    def _expected_tokens(self, request: Request) -> int:
        """What the service will count; a little more than that where it counts only what was
        written.
        """
        cap = request.max_output_tokens
        return self._calibration.input_tokens(request) + (
            cap if self.counts_output_cap else self._calibration.output_tokens(request)
        )

    def _succeeded(self, request: Request, taken: Reservation, usage: Usage) -> None:
        self._calibration.learn(request, usage)
        self._gate.learn(self.limits)
        output_tokens = request.max_output_tokens if self.counts_output_cap else usage.output_tokens
        self._gate.succeeded(taken, usage.input_tokens + output_tokens)

    def _failed(self, error: ProviderError) -> None:
        if isinstance(error, RateLimited) or error.status == _OVERLOADED or error.retry_after_s:
            self._gate.throttled(error.retry_after_s)
        self._gate.learn(self.limits)

"""Every call of one provider, base URL, model and key goes through one gate."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping

from ..errors import ProviderError, RateLimited
from ..provider import Provider
from ..records import Completion, Request, Usage
from .calibration import Calibration
from .gate import Gate, Taken
from .wrapper import Wrapper, streaming

# "Overloaded": not our quota, but slower is what helps.
_OVERLOADED = 529


class Limited(Wrapper):
    """Holds a slot of `gate` for exactly as long as the call runs, and tells `gate` and `calibration` how it went.

    An adapter may have an attribute `limits`: what its last reply told about rate limits, "rpm" and "tpm".
    """

    def __init__(self, inner: Provider, gate: Gate, calibration: Calibration | None = None) -> None:
        super().__init__(inner)
        self._gate = gate
        self._calibration = calibration or Calibration()

    async def complete(self, request: Request) -> Completion:
        tokens = self._calibration.input_tokens(request) + request.max_output_tokens
        async with self._gate.slot(tokens) as taken:
            try:
                completion = await self.inner.complete(request)
            except ProviderError as error:
                self._failed(error)
                raise
            self._succeeded(request, taken, tokens, completion.usage)
            return completion

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion]:
        tokens = self._calibration.input_tokens(request) + request.max_output_tokens
        async with self._gate.slot(tokens) as taken, streaming(self.inner, request) as pieces:
            try:
                async for piece in pieces:
                    if isinstance(piece, Completion):
                        self._succeeded(request, taken, tokens, piece.usage)
                    yield piece
            except ProviderError as error:
                self._failed(error)
                raise

    def _succeeded(self, request: Request, taken: Taken | None, reserved_tokens: int, usage: Usage) -> None:
        self._calibration.learn(request, usage)
        self._gate.learn(self._limits())
        self._gate.succeeded(taken, reserved_tokens - usage.input_tokens - usage.output_tokens)

    def _failed(self, error: ProviderError) -> None:
        if isinstance(error, RateLimited) or error.status == _OVERLOADED or error.retry_after_s:
            self._gate.throttled(error.retry_after_s)
        self._gate.learn(self._limits())

    def _limits(self) -> Mapping[str, float]:
        return getattr(self.inner, "limits", None) or {}

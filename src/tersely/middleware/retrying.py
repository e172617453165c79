"""The only retry layer: the SDKs' own are off."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, replace

from ..errors import ProviderError
from ..events import Emit, RetryScheduled, StreamRestarted, ignore
from ..provider import Provider
from ..records import Completion, Request
from .wrapper import Wrapper, origin, streaming


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """When and how often. Full jitter: uniform(0, min(cap_s, base_s * 2**n)) before try n + 2, or longer if the server says so.

    A server that asks for more than `max_wait_s` is not waited for. `deadline_s` bounds all tries of one call together.
    """

    attempts: int = 5
    base_s: float = 0.5
    cap_s: float = 30.0
    max_wait_s: float = 60.0
    deadline_s: float = 900.0


class Retrying(Wrapper):
    """Tries again what may succeed later; whether it may is the error's own word (`retryable`).

    A stream that broke after text was shown is tried again only with `restart_streams`, after a StreamRestarted event.
    """

    def __init__(
        self,
        inner: Provider,
        policy: RetryPolicy | None = None,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        rng: random.Random | None = None,
        emit: Emit = ignore,
        restart_streams: bool = False,
    ) -> None:
        super().__init__(inner)
        self._policy = policy or RetryPolicy()
        self._sleep = sleep
        self._rng = rng or random.Random()
        self._emit = emit
        self._restart_streams = restart_streams

    async def complete(self, request: Request) -> Completion:
        give_up_at = self._now() + self._policy.deadline_s
        attempt = 1
        while True:
            try:
                return replace(await self.inner.complete(request), attempts=attempt)
            except ProviderError as error:
                await self._wait_or_raise(error, attempt, give_up_at)
            attempt += 1

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion]:
        give_up_at = self._now() + self._policy.deadline_s
        attempt = 1
        while True:
            shown: list[str] = []
            try:
                async with streaming(self.inner, request) as pieces:
                    async for piece in pieces:
                        if isinstance(piece, Completion):
                            yield replace(piece, attempts=attempt)
                            return
                        shown.append(piece)
                        yield piece
            except ProviderError as error:
                error.partial_text = error.partial_text or "".join(shown)
                if shown and not self._restart_streams:
                    raise
                await self._wait_or_raise(error, attempt, give_up_at)
                if shown:
                    self._emit(StreamRestarted(*origin.get()))
            attempt += 1

    async def _wait_or_raise(self, error: ProviderError, attempt: int, give_up_at: float) -> None:
        """Wait before the next try, or raise `error` when there is none."""
        policy = self._policy
        asked_s = error.retry_after_s or 0.0
        backoff_s = self._rng.uniform(0.0, min(policy.cap_s, policy.base_s * 2 ** (attempt - 1)))
        wait_s = max(asked_s, backoff_s)
        if not error.retryable:
            raise error
        if asked_s > policy.max_wait_s:
            raise _add(error, f"the server asks to wait {asked_s:,.0f} s")
        if attempt >= policy.attempts or self._now() + wait_s > give_up_at:
            raise _add(error, f"{attempt} {'try' if attempt == 1 else 'tries'}")
        run, document = origin.get()
        self._emit(RetryScheduled(run, document, self.name, error.message, attempt, wait_s))
        await self._sleep(wait_s)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def _add(error: ProviderError, remark: str) -> ProviderError:
    """The same error with a remark in its message."""
    error.message = f"{error.message.rstrip('.')} ({remark})."
    error.args = (error.message,)
    return error

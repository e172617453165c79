"""The only retry layer: the SDKs' own are off."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from ..errors import BadReply, ProviderError, Stopped
from ..events import Emit, RetryScheduled, StreamRestarted, no_events
from ..provider import Provider
from ..records import Completion, Request, Usage
from .caller import caller
from .wrapper import Wrapper, streaming


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """When and how often. Full jitter: uniform(0, min(cap_s, base_s * 2**n)) before try n + 2, or
    longer if the server says so.

    A server that asks for more than `max_wait_s` is not waited for. `deadline_s` counts from the
    first failure of a call: before it, the call may have stood in line for hours.
    """

    attempts: int = 5
    base_s: float = 0.5
    cap_s: float = 30.0
    max_wait_s: float = 60.0
    deadline_s: float = 900.0


# A service that has answered has billed it. What it sent cannot be used, and that may be bad luck
# once.
TRIES_ONCE_ANSWERED = 2


@dataclass(slots=True)
class Tries:
    """How far one call has come, and what the tries before have used up for nothing.

    `answered` are the tries that a service has answered, and billed, without use.
    """

    policy: RetryPolicy
    name: str  # of the provider
    emit: Emit = no_events
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    rng: random.Random = field(default_factory=random.Random)
    number: int = 1
    answered: int = 0
    give_up_at: float | None = None
    lost: tuple[Usage, ...] = ()
    error: ProviderError | None = None

    def result(self, completion: Completion) -> Completion:
        return replace(completion, attempts=self.number, lost=self.lost + completion.lost)

    def failed(self, error: ProviderError) -> None:
        if error.lost or isinstance(error, BadReply):
            self.answered += 1
        self.lost = error.lost = (*self.lost, *error.lost)
        self.error = error

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """Raises, where a call is stopped between two tries, the error that bears what the tries
        have cost, if they have.
        """
        try:
            yield
        except Stopped:
            if self.error and self.lost:
                raise self.error from None
            raise

    async def wait_after(self, error: ProviderError) -> None:
        """Wait before the next try, or raise `error` when there is none."""
        policy = self.policy
        self.failed(error)
        now = asyncio.get_running_loop().time()
        if self.give_up_at is None:
            self.give_up_at = now + policy.deadline_s
        asked_s = error.retry_after_s or 0.0
        longest_s = min(policy.cap_s, policy.base_s * 2 ** (self.number - 1))
        wait_s = max(asked_s, self.rng.uniform(0.0, longest_s))
        if not error.retryable:
            raise error
        if asked_s > policy.max_wait_s:
            raise _add(error, f"the server asks to wait {asked_s:,.0f} s")
        used_up = self.number >= policy.attempts or self.answered >= TRIES_ONCE_ANSWERED
        if used_up or now + wait_s > self.give_up_at:
            raise _add(error, f"{self.number} tries") if self.number > 1 else error
        who = caller.get()
        self.emit(
            RetryScheduled(who.run, who.document, self.name, error.message, self.number, wait_s)
        )
        await self.sleep(wait_s)
        self.number += 1


class Retrying(Wrapper):
    """Tries again what may succeed later; whether it may is the error's own word (`retryable`).
    What a service answered (with a 2xx) and cannot be used is asked for once more at most.

    A stream that broke after text was shown is tried again only with `restart_streams`, after a
    StreamRestarted event.
    """

    def __init__(
        self,
        inner: Provider,
        policy: RetryPolicy | None = None,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        rng: random.Random | None = None,
        emit: Emit = no_events,
        restart_streams: bool = False,
    ) -> None:
        super().__init__(inner)
        self._policy = policy or RetryPolicy()
        self._sleep = sleep
        self._rng = rng or random.Random()
        self._emit = emit
        self._restart_streams = restart_streams

    def _tries(self) -> Tries:
        return Tries(self._policy, self.name, self._emit, self._sleep, self._rng)

    async def complete(self, request: Request) -> Completion:
        tries = self._tries()
        with tries.stoppable():
            while True:
                try:
                    return tries.result(await self.inner.complete(request))
                except ProviderError as error:
                    await tries.wait_after(error)

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion]:
        tries = self._tries()
        with tries.stoppable():
            while True:
                shown: list[str] = []
                try:
                    async with streaming(self.inner, request) as pieces:
                        async for piece in pieces:
                            if isinstance(piece, Completion):
                                yield tries.result(piece)
                                return
                            shown.append(piece)
                            yield piece
                except ProviderError as error:
                    error.partial_text = error.partial_text or "".join(shown)
                    if shown and not self._restart_streams:
                        tries.failed(error)
                        raise
                    await tries.wait_after(error)
                    if shown:
                        who = caller.get()
                        self._emit(StreamRestarted(who.run, who.document))


def _add(error: ProviderError, remark: str) -> ProviderError:
    """The same error with a remark in its message."""
    error.message = f"{error.message.rstrip('.')} ({remark})."
    error.args = (error.message,)
    return error

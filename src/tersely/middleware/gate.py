"""How many calls may run at once, and how fast they may start, towards one provider, base URL, model and key."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from heapq import heappop, heappush

priority: ContextVar[tuple[int, ...]] = ContextVar("priority", default=())
"""The priority of the current task's calls: the smallest tuple goes first. Set by the pool; in no request and no key."""

on_slot: ContextVar[Callable[[], None] | None] = ContextVar("on_slot", default=None)
"""Called when a call of the current task gets its slot. Set by the pool."""

START_WIDTH = 4
CEILING = 16
COOL_DOWN_S = 2.0
MAX_PAUSE_S = 60.0
KNOWN_LIMIT_SHARE = 0.97
# Providers let a minute's tokens go at once, but count requests over a second or so: half of it, because requests
# bunch up on the way.
REQUEST_BURST_S = 0.5
TOKEN_BURST_S = 60.0


class Bucket:
    """A token bucket of `per_minute`, used to 97 % so that two clocks need not agree.

    More than it ever holds may be taken when it is full; the debt is waited for afterwards.
    """

    def __init__(self, per_minute: float, burst_s: float, *, full: bool, now: float) -> None:
        self._burst_s = burst_s
        self._seen_at = now
        self.tune(per_minute)
        self._level = self._capacity if full else 0.0

    def tune(self, per_minute: float) -> None:
        """Another limit from now on; what is in the bucket stays."""
        self._rate_per_s = KNOWN_LIMIT_SHARE * per_minute / 60
        self._capacity = max(1.0, self._rate_per_s * self._burst_s)

    def wait_s(self, amount: float, now: float) -> float:
        """Seconds until `amount` may be taken; 0 when it may be now."""
        self._level = min(self._capacity, self._level + (now - self._seen_at) * self._rate_per_s)
        self._seen_at = now
        missing = min(amount, self._capacity) - self._level
        return missing / self._rate_per_s if missing > 1e-6 else 0.0

    def take(self, amount: float) -> None:
        """Take `amount` out (negative: give it back)."""
        self._level = min(self._capacity, self._level - amount)


class Gate:
    """A heap of waiting calls, the most urgent first, in front of an adaptive number of slots.

    `width` is the ceiling. An `explicit` one, asked for by the user, is the start too; otherwise the gate starts at 4. A
    server that says "too fast" halves the width, which then grows again: by one a success up to that half, then by one
    a round. Retry-After pauses the whole gate, and it opens narrow. `rpm` and `tpm` are limits a minute; what the user
    does not set is learned from the replies.
    """

    def __init__(
        self, width: int = CEILING, *, explicit: bool = False, rpm: float | None = None, tpm: float | None = None
    ) -> None:
        self._ceiling = width
        self._width = float(width if explicit else min(width, START_WIDTH))
        self._fast_until = float(self._ceiling)
        self._running = 0
        self._waiting: list[tuple[tuple[int, ...], int, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()
        self._open_at = 0.0
        self._cut_at = float("-inf")
        self._timer: asyncio.TimerHandle | None = None
        self._set = {name: value for name, value in (("rpm", rpm), ("tpm", tpm)) if value}
        self._learned: dict[str, float] = {}
        self._buckets: dict[str, Bucket] = {}

    @property
    def width(self) -> int:
        """How many calls may run now."""
        return int(self._width)

    @property
    def running(self) -> int:
        """How many calls hold a slot."""
        return self._running

    @asynccontextmanager
    async def slot(self, tokens: int = 0) -> AsyncIterator[None]:
        """A slot for one call of at most `tokens` (input and output); waits for its turn by `priority`."""
        for name in self._set.keys() - self._buckets.keys():
            self._buckets[name] = self._bucket(name, self._set[name], full=True)
        granted = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (priority.get(), next(self._numbers), tokens, granted))
        self._admit()
        try:
            await granted
        except asyncio.CancelledError:
            if not granted.cancelled():  # the slot was granted in the same moment
                self._release()
            raise
        if notify := on_slot.get():
            notify()
        try:
            yield
        finally:
            self._release()

    def succeeded(self, unused_tokens: int = 0) -> None:
        """A call in a slot was answered; `unused_tokens` of its reservation go back."""
        if bucket := self._buckets.get("tpm"):
            bucket.take(-unused_tokens)
        if self._running >= self.width and self._now() >= self._open_at:
            growth = 1.0 if self._width < self._fast_until else 1.0 / self._width
            self._width = min(self._ceiling, self._width + growth)

    def throttled(self, retry_after_s: float | None = None) -> None:
        """The server said "too fast". One cut for all the calls that it says this to at the same time."""
        now = self._now()
        if now - self._cut_at >= COOL_DOWN_S:
            self._cut_at = now
            self._fast_until = max(1.0, self._width / 2)
            self._width = min(self._fast_until, START_WIDTH) if retry_after_s else self._fast_until
        # A longer delay is a final failure of that call (Retrying), not a reason to stop everything for hours.
        if retry_after_s and retry_after_s <= MAX_PAUSE_S:
            self._open_at = max(self._open_at, now + retry_after_s)

    def learn(self, limits: Mapping[str, float]) -> None:
        """Limits a minute that a reply named ("rpm", "tpm"). With the rate known, the width goes back to what it may be."""
        for name in ("rpm", "tpm"):
            value = limits.get(name)
            if not value or name in self._set or self._learned.get(name) == value:
                continue
            self._learned[name] = value
            if name in self._buckets:
                self._buckets[name].tune(value)
                continue
            # The burst that taught the limit has used up the server's allowance of requests, hardly that of a minute's tokens.
            self._buckets[name] = self._bucket(name, value, full=name == "tpm")
            if name == "rpm":
                self._width = float(self._ceiling)

    def _bucket(self, name: str, per_minute: float, *, full: bool) -> Bucket:
        return Bucket(per_minute, REQUEST_BURST_S if name == "rpm" else TOKEN_BURST_S, full=full, now=self._now())

    def _admit(self) -> None:
        """Let in whoever may start now, and set the clock for the next one."""
        while self._waiting and self._running < self.width:
            _, _, tokens, granted = self._waiting[0]
            if granted.cancelled():
                heappop(self._waiting)
                continue
            now = self._now()
            amounts = {"rpm": 1, "tpm": tokens}
            delays_s = [bucket.wait_s(amounts[name], now) for name, bucket in self._buckets.items()]
            if (delay_s := max(self._open_at - now, *delays_s, 0.0)) > 0:
                if self._timer:
                    self._timer.cancel()
                self._timer = asyncio.get_running_loop().call_later(delay_s, self._admit)
                return
            heappop(self._waiting)
            for name, bucket in self._buckets.items():
                bucket.take(amounts[name])
            self._running += 1
            granted.set_result(None)

    def _release(self) -> None:
        self._running -= 1
        self._admit()

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()

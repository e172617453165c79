"""How many calls may run at once, and how fast they may start, towards one provider, base URL,
model and key.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from heapq import heappop, heappush

from ..errors import Stopped
from .caller import caller
from .stop_signal import StopSignal

priority: ContextVar[tuple[int, ...]] = ContextVar("priority", default=())
"""The priority of the current task's calls: the smallest tuple goes first. Set by the pool; in no
request and no key.
"""

on_slot: ContextVar[Callable[[], None] | None] = ContextVar("on_slot", default=None)
"""Called when a call of the current task gets its slot. Set by the pool."""

START_WIDTH = 4
CEILING = 16
COOL_DOWN_S = 2.0
MAX_PAUSE_S = 60.0
KNOWN_LIMIT_SHARE = 0.97
# Providers count requests over a second or so: half of it, because requests bunch up on the way.
REQUEST_BURST_S = 0.5
# Tokens are spread too: a whole minute's at once comes back as a wave each minute, and reservations
# make its cycle longer.
TOKEN_BURST_S = 15.0
MINUTE_S = 60.0
# The first call of a connection arrives up to two seconds later than the others: the server's
# minute is not ours.
COUNTED_S = 62.0


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
        self._rate_per_s = KNOWN_LIMIT_SHARE * per_minute / MINUTE_S
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


@dataclass(slots=True)
class Reservation:
    """Tokens that one call took, and until when (seconds of the loop's clock) they count."""

    tokens: float
    until: float


class SlidingWindow:
    """The tokens of the last minute: never more than 97 % of `per_minute`, wherever the server's
    minute begins.

    More than a minute's may be taken when nothing else counts; it then counts for as many minutes.
    """

    def __init__(self, per_minute: float) -> None:
        self._taken: deque[Reservation] = deque()
        self._sum = 0.0
        self.tune(per_minute)

    def tune(self, per_minute: float) -> None:
        """Another limit from now on; what was taken still counts."""
        self._most = KNOWN_LIMIT_SHARE * per_minute

    def wait_s(self, tokens: float, now: float) -> float:
        """Seconds until `tokens` may be taken; 0 when they may be now."""
        while self._taken and self._taken[0].until <= now:
            self._sum -= self._taken.popleft().tokens
        surplus = self._sum + min(tokens, self._most) - self._most
        for taken in self._taken:
            if surplus <= 1e-6:
                break
            surplus -= taken.tokens
            if surplus <= 1e-6:
                return taken.until - now
        return 0.0

    def take(self, tokens: float, now: float) -> Reservation:
        """Take them; `settle` corrects that."""
        taken = Reservation(tokens, now + COUNTED_S * max(1.0, tokens / self._most))
        self._taken.append(taken)
        self._sum += tokens
        return taken

    def settle(self, taken: Reservation, used_tokens: float, now: float) -> None:
        """What was used counts, not what was taken; after its minute that helps nobody."""
        if taken.until > now:
            self._sum += used_tokens - taken.tokens
            taken.tokens = used_tokens


class Gate:
    """A heap of waiting calls, the most urgent first, in front of an adaptive number of slots.

    `width` is the ceiling. An `explicit` one, asked for by the user, is the start too; otherwise
    the gate starts at 4. A server that says "too fast" halves the width, which then grows again: by
    one a success up to that half, then by one a round. Retry-After pauses the whole gate, and it
    opens narrow. `rpm` and `tpm` are limits a minute; what the user does not set is learned from
    the replies. `signal` ends the waiting.
    """

    def __init__(
        self,
        width: int = CEILING,
        *,
        explicit: bool = False,
        rpm: float | None = None,
        tpm: float | None = None,
        signal: StopSignal | None = None,
    ) -> None:
        self.signal = signal or StopSignal()
        self._ceiling = width
        self._width = float(width if explicit else min(width, START_WIDTH))
        self._fast_until = float(self._ceiling)
        self._running = 0
        self._waiting: list[
            tuple[tuple[int, ...], int, Callable[[], float], asyncio.Future[Reservation]]
        ] = []
        self._numbers = itertools.count()
        self._open_at = 0.0
        self._cut_at = float("-inf")
        self._timer: asyncio.TimerHandle | None = None
        self._rpm, self._tpm = rpm, tpm
        self._learned: dict[str, float] = {}
        self._requests: Bucket | None = None
        self._pace: Bucket | None = None
        self._tokens = SlidingWindow(tpm) if tpm else None

    @property
    def width(self) -> int:
        """How many calls may run now."""
        return int(self._width)

    def narrow(self, width: int) -> None:
        """No more than `width` calls at once from now on, whoever asked for more."""
        self._ceiling = min(self._ceiling, width)
        self._width = min(self._width, float(width))
        self._fast_until = min(self._fast_until, float(width))

    @property
    def running(self) -> int:
        """How many calls hold a slot."""
        return self._running

    @asynccontextmanager
    async def slot(
        self, expected_tokens: Callable[[], float] = lambda: 0.0
    ) -> AsyncIterator[Reservation]:
        """A slot for one call; waits for its turn by `priority`.

        `expected_tokens` (input and output) is asked when the turn comes: more is known by then.
        What it yields is for `succeeded`.

        Raises:
            Stopped: the signal came before the call's turn.
        """
        if self.signal.given:
            raise self.signal.error()
        if self._rpm and not self._requests:
            self._requests = Bucket(self._rpm, REQUEST_BURST_S, full=True, now=self._now())
        if self._tpm and not self._pace:
            self._pace = Bucket(self._tpm, TOKEN_BURST_S, full=True, now=self._now())
        granted: asyncio.Future[Reservation] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (priority.get(), next(self._numbers), expected_tokens, granted))
        self._admit()
        try:
            taken = await self.signal.wait(granted)
        except (asyncio.CancelledError, Stopped):
            if not granted.cancelled():  # the slot was granted in the same moment
                self._release()
            raise
        try:
            await self.permit(taken)
            if notify := on_slot.get():
                notify()
            caller.get().started()
            yield taken
        finally:
            self.released(taken)
            self._release()

    async def permit(self, taken: Reservation) -> None:
        """Wait for what others grant beside the slot: nothing, where this gate is the only one."""

    def released(self, taken: Reservation) -> None:
        """A slot is given back, whether its call was answered or not."""

    def succeeded(self, taken: Reservation, used_tokens: float = 0.0) -> None:
        """A call in a slot was answered; what it took is corrected by what it used."""
        if self._pace:
            self._pace.take(used_tokens - taken.tokens)
        if self._tokens:
            self._tokens.settle(taken, used_tokens, self._now())
        if self._running >= self.width and self._now() >= self._open_at:
            growth = 1.0 if self._width < self._fast_until else 1.0 / self._width
            self._width = min(self._ceiling, self._width + growth)

    def throttled(self, retry_after_s: float | None = None) -> None:
        """The server said "too fast". One cut for all the calls that it says this to at the same
        time.
        """
        now = self._now()
        if now - self._cut_at >= COOL_DOWN_S:
            self._cut_at = now
            self._fast_until = max(1.0, self._width / 2)
            self._width = min(self._fast_until, START_WIDTH) if retry_after_s else self._fast_until
        # A longer delay is a final failure of that call (Retrying), not a reason to stop everything
        # for hours.
        if retry_after_s and retry_after_s <= MAX_PAUSE_S:
            self._open_at = max(self._open_at, now + retry_after_s)

    def learn(self, limits: Mapping[str, float]) -> None:
        """Limits a minute that a reply named ("rpm", "tpm"). With the rate known, the width goes
        back to what it may be.
        """
        if rpm := self._news(limits, "rpm", self._rpm):
            if self._requests:
                self._requests.tune(rpm)
            else:
                # The burst that taught the limit has used up the server's allowance.
                self._requests = Bucket(rpm, REQUEST_BURST_S, full=False, now=self._now())
                self._width = float(self._ceiling)
        if tpm := self._news(limits, "tpm", self._tpm):
            if self._tokens and self._pace:
                self._tokens.tune(tpm)
                self._pace.tune(tpm)
            else:
                self._tokens = SlidingWindow(tpm)
                self._pace = Bucket(tpm, TOKEN_BURST_S, full=True, now=self._now())

    def _news(self, limits: Mapping[str, float], name: str, chosen: float | None) -> float | None:
        """The limit of this name if it is another one than before and the user has not set it."""
        value = limits.get(name)
        if not value or chosen or self._learned.get(name) == value:
            return None
        self._learned[name] = value
        return value

    def _admit(self) -> None:
        """Let in whoever may start now, and set the clock for the next one."""
        while self._waiting and self._running < self.width:
            _, _, expected_tokens, granted = self._waiting[0]
            if granted.cancelled():
                heappop(self._waiting)
                continue
            now, tokens = self._now(), expected_tokens()
            delay_s = max(
                self._open_at - now,
                self._requests.wait_s(1, now) if self._requests else 0.0,
                self._pace.wait_s(tokens, now) if self._pace else 0.0,
                self._tokens.wait_s(tokens, now) if self._tokens else 0.0,
            )
            if delay_s > 0:
                if self._timer:
                    self._timer.cancel()
                self._timer = asyncio.get_running_loop().call_later(delay_s, self._admit)
                return
            heappop(self._waiting)
            if self._requests:
                self._requests.take(1)
            if self._pace:
                self._pace.take(tokens)
            self._running += 1
            granted.set_result(
                self._tokens.take(tokens, now) if self._tokens else Reservation(tokens, now)
            )

    def _release(self) -> None:
        self._running -= 1
        self._admit()

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()

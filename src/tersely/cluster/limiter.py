"""The limits of the whole cluster: one actor on the driver's node leases requests, tokens and
money.
"""

from __future__ import annotations

import asyncio
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import BudgetExceeded
from ..middleware import Budget
from ..middleware.gate import (
    MAX_PAUSE_S,
    REQUEST_BURST_S,
    TOKEN_BURST_S,
    Bucket,
    Reservation,
    SlidingWindow,
)
from ..records import Completion
from ..store import Store
from .messages import Fault

# A worker that asks for many calls gets no more than so many at once: the others are next.
LEASED_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Granted:
    """How much of what was asked for a worker may do now, from the first on; `refusal` if the first
    can never be.
    """

    count: int
    numbers: tuple[int, ...] = ()
    refusal: Fault | None = None


@dataclass(frozen=True, slots=True)
class Slowdown:
    """A service has said "too fast" to a worker; all heed it."""

    number: int
    model: str
    retry_after_s: float | None
    node: str


@dataclass(frozen=True, slots=True)
class News:
    """What workers hear when they report: who was told to slow down, what all have spent, and which
    models have a limit a minute.
    """

    slowdowns: tuple[Slowdown, ...]
    spent_usd: float
    limited: frozenset[str]


class Rate:
    """The limits a minute of one model; see middleware.Gate, whose buckets these are."""

    def __init__(self, rpm: float | None, tpm: float | None) -> None:
        self.turn = asyncio.Lock()
        self.open_at = 0.0
        self._requests: Bucket | None = None
        self._pace: Bucket | None = None
        self._window: SlidingWindow | None = None
        self.tune(rpm, tpm, full=True)

    @property
    def is_limited(self) -> bool:
        return bool(self._requests or self._window)

    def tune(self, rpm: float | None, tpm: float | None, *, full: bool) -> None:
        """Other limits from now on."""
        if rpm and self._requests:
            self._requests.tune(rpm)
        elif rpm:
            self._requests = Bucket(rpm, REQUEST_BURST_S, full=full, now=_now())
        if tpm and self._window and self._pace:
            self._window.tune(tpm)
            self._pace.tune(tpm)
        elif tpm:
            self._window = SlidingWindow(tpm)
            self._pace = Bucket(tpm, TOKEN_BURST_S, full=True, now=_now())

    def wait_s(self, tokens: float) -> float:
        """Seconds until a call may start."""
        now = _now()
        return max(
            self.open_at - now,
            self._requests.wait_s(1, now) if self._requests else 0.0,
            self._pace.wait_s(tokens, now) if self._pace else 0.0,
            self._window.wait_s(tokens, now) if self._window else 0.0,
        )

    def take(self, tokens: float) -> Reservation:
        """Let a call start."""
        if self._requests:
            self._requests.take(1)
        if self._pace:
            self._pace.take(tokens)
        return self._window.take(tokens, _now()) if self._window else Reservation(tokens, _now())

    def settle(self, taken: Reservation, used_tokens: float) -> None:
        """A call was answered."""
        if self._pace:
            self._pace.take(used_tokens - taken.tokens)
        if self._window:
            self._window.settle(taken, used_tokens, _now())


class Limiter:
    """The actor. Its methods are coroutines of one event loop; a model is named by a text."""

    def __init__(
        self,
        limit_usd: float | None,
        *,
        explicit: bool,
        rpm: float | None,
        tpm: float | None,
        store: Path | None,
    ) -> None:
        self._budget = Budget(limit_usd, explicit=explicit)
        self._rpm, self._tpm = rpm, tpm
        self._rates: dict[str, Rate] = {}
        self._taken: dict[int, tuple[str, Reservation]] = {}
        self._reserved: dict[str, float] = {}
        self._numbers = 0
        self._slowdowns: list[Slowdown] = []
        self._path = store
        self._store: Store | None = None

    async def reserve(self, node: str, amounts: Sequence[float]) -> Granted:
        """Set money aside for calls; waits for the first of them, never for the others."""
        try:
            await self._budget.reserve(amounts[0])
        except BudgetExceeded as error:
            return Granted(0, refusal=Fault.of(error))
        reserved_usd, count = amounts[0], 1
        for amount in amounts[1:LEASED_AT_ONCE]:
            room_usd = self._budget.room_usd()
            if room_usd is not None and room_usd < amount:
                break
            await self._budget.reserve(amount)
            reserved_usd, count = reserved_usd + amount, count + 1
        self._reserved[node] = self._reserved.get(node, 0.0) + reserved_usd
        return Granted(count)

    async def permit(self, model: str, tokens: Sequence[float]) -> Granted:
        """Let calls start; waits until the first may, and lets those after it start that may too."""
        rate = self._rate(model)
        numbers: list[int] = []
        async with rate.turn:
            while (wait_s := rate.wait_s(tokens[0])) > 0:  # noqa: ASYNC110  # a clock has no event
                await asyncio.sleep(wait_s)
            for amount in tokens[:LEASED_AT_ONCE]:
                if numbers and rate.wait_s(amount) > 0:
                    break
                self._numbers += 1
                self._taken[self._numbers] = (model, rate.take(amount))
                numbers.append(self._numbers)
        return Granted(len(numbers), tuple(numbers))

    async def report(
        self,
        node: str,
        paid: Sequence[tuple[float, float]],
        used: Sequence[tuple[int, float]],
        slowdowns: Sequence[tuple[str, float | None]],
        limits: Sequence[tuple[str, Mapping[str, float]]],
        heard: int,
    ) -> News:
        """What a worker's calls have cost and used, and what it was told; `heard` is the last
        slowdown that it knows.
        """
        for reserved_usd, paid_usd in paid:
            self._budget.settle(reserved_usd, paid_usd)
            left_usd = self._reserved.get(node, 0.0) - reserved_usd
            self._reserved[node] = max(0.0, left_usd)
        for number, tokens in used:
            if number in self._taken:
                model, taken = self._taken.pop(number)
                self._rate(model).settle(taken, tokens)
        for model, retry_after_s in slowdowns:
            self._slow_down(model, retry_after_s, node)
        for model, values in limits:
            rpm = None if self._rpm else values.get("rpm")
            tpm = None if self._tpm else values.get("tpm")
            self._rate(model).tune(rpm, tpm, full=False)
        limited = frozenset(model for model, rate in self._rates.items() if rate.is_limited)
        unheard = [slowdown for slowdown in self._slowdowns if slowdown.number > heard]
        of_others = tuple(slowdown for slowdown in unheard if slowdown.node != node)
        return News(of_others, self._budget.spent_usd, limited)

    async def lost(self, node: str) -> float:
        """A worker is gone: its calls in flight may be billed and count as spent, at the most that
        they can cost. How much that is.
        """
        reserved_usd = self._reserved.pop(node, 0.0)
        self._budget.settle(reserved_usd, reserved_usd)
        return reserved_usd

    async def stored(self, key: bytes) -> Completion | None:
        """The answer that the driver's store holds."""
        return self._found(key)

    def _found(self, key: bytes) -> Completion | None:
        if self._path is None:
            return None
        if self._store is None:
            self._store = Store.open(self._path, max_age_s=math.inf, max_bytes=sys.maxsize)
        return self._store.get(key)

    def _rate(self, model: str) -> Rate:
        if model not in self._rates:
            self._rates[model] = Rate(self._rpm, self._tpm)
        return self._rates[model]

    def _slow_down(self, model: str, retry_after_s: float | None, node: str) -> None:
        if retry_after_s and retry_after_s <= MAX_PAUSE_S:
            rate = self._rate(model)
            rate.open_at = max(rate.open_at, _now() + retry_after_s)
        number = self._slowdowns[-1].number + 1 if self._slowdowns else 1
        self._slowdowns = [*self._slowdowns[-100:], Slowdown(number, model, retry_after_s, node)]


def _now() -> float:
    return asyncio.get_running_loop().time()

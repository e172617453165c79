"""A worker's side of the limits: what its calls wait for, asked for together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ..errors import TerselyError
from ..middleware import Budget, Gate, StopSignal
from ..middleware.gate import Reservation
from .limiter import Granted, News

# All of a worker hears of a slowdown within this time; money and tokens are given back as soon.
REPORT_EVERY_S = 0.25


class Queue:
    """Calls that wait for a grant. While one question is under way all others gather for the next
    one, so that a busy worker asks for many at once.
    """

    def __init__(self, ask: Callable[[list[float]], Awaitable[Granted]]) -> None:
        self._ask = ask
        self._waiting: list[tuple[float, asyncio.Future[int]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def take(self, amount: float) -> int:
        """Wait for the grant; its number."""
        granted: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append((amount, granted))
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._work())
        return await granted

    async def _work(self) -> None:
        while self._waiting:
            self._waiting = [pair for pair in self._waiting if not pair[1].done()]
            if not self._waiting:
                return
            try:
                granted = await self._ask([amount for amount, _ in self._waiting])
            except Exception as error:  # noqa: BLE001  # whatever Ray raises, the actor is gone, and each call must learn it
                for _, future in self._waiting:
                    if not future.done():
                        future.set_exception(TerselyError(f"The limits were lost: {error}"))
                self._waiting.clear()
                return
            self._hand_out(granted)

    def _hand_out(self, granted: Granted) -> None:
        if granted.refusal:
            _, future = self._waiting.pop(0)
            if not future.done():
                future.set_exception(granted.refusal.error())
            return
        for index in range(granted.count):
            _, future = self._waiting.pop(0)
            if not future.done():
                future.set_result(granted.numbers[index] if granted.numbers else 0)


class Leases:
    """All that one worker asks of the limiter and reports to it."""

    def __init__(self, limiter: Any, node: str, *, limited: bool) -> None:
        self._limiter, self._node = limiter, node
        self._all_limited = limited
        self._money = Queue(lambda amounts: limiter.reserve.remote(node, amounts))
        self._permits: dict[str, Queue] = {}
        self._gates: dict[str, LeasedGate] = {}
        self._paid: list[tuple[float, float]] = []
        self._used: list[tuple[int, float]] = []
        self._slowdowns: list[tuple[str, float | None]] = []
        self._limits: list[tuple[str, Mapping[str, float]]] = []
        self._heard = 0
        self._news = News((), 0.0, frozenset())
        self._own_usd = 0.0
        self._reporting: asyncio.Task[None] | None = None

    @property
    def elsewhere_usd(self) -> float:
        """What other workers have spent, as far as this one knows."""
        return max(0.0, self._news.spent_usd - self._own_usd)

    async def reserve(self, amount_usd: float) -> None:
        await self._money.take(amount_usd)

    def settle(self, reserved_usd: float, paid_usd: float) -> None:
        self._own_usd += paid_usd
        self._paid.append((reserved_usd, paid_usd))
        self._report_soon()

    async def permit(self, model: str, tokens: float) -> int:
        """The number of the grant; 0 where the model has no limit."""
        if not (self._all_limited or model in self._news.limited):
            return 0
        if model not in self._permits:
            self._permits[model] = Queue(lambda tokens: self._limiter.permit.remote(model, tokens))
        return await self._permits[model].take(tokens)

    def used(self, number: int, tokens: float) -> None:
        if number:
            self._used.append((number, tokens))
            self._report_soon()

    def slow_down(self, model: str, retry_after_s: float | None) -> None:
        self._slowdowns.append((model, retry_after_s))
        self._report_soon()

    def learned(self, model: str, limits: Mapping[str, float]) -> None:
        self._limits.append((model, dict(limits)))
        self._report_soon()

    def gate(
        self, model: str, width: int, *, explicit: bool, signal: StopSignal | None = None
    ) -> LeasedGate:
        """The gate of one model, which heeds what other workers were told."""
        self._gates[model] = LeasedGate(self, model, width, explicit=explicit, signal=signal)
        return self._gates[model]

    def _report_soon(self) -> None:
        if self._reporting is None or self._reporting.done():
            self._reporting = asyncio.create_task(self._report())

    async def _report(self) -> None:
        await asyncio.sleep(REPORT_EVERY_S)
        paid, self._paid = self._paid, []
        used, self._used = self._used, []
        slowdowns, self._slowdowns = self._slowdowns, []
        limits, self._limits = self._limits, []
        self._news = await self._limiter.report.remote(
            self._node, paid, used, slowdowns, limits, self._heard
        )
        for slowdown in self._news.slowdowns:
            self._heard = max(self._heard, slowdown.number)
            if gate := self._gates.get(slowdown.model):
                gate.heed(slowdown.retry_after_s)
        if self._paid or self._used or self._slowdowns or self._limits:
            asyncio.get_running_loop().call_soon(self._report_soon)


class LeasedGate(Gate):
    """A gate whose slots are this worker's and whose limits a minute are those of the cluster."""

    def __init__(
        self,
        leases: Leases,
        model: str,
        width: int,
        *,
        explicit: bool,
        signal: StopSignal | None = None,
    ) -> None:
        super().__init__(width, explicit=explicit, signal=signal)
        self._leases, self._model = leases, model
        self._limits_told: dict[str, float] = {}
        self._grants: dict[int, int] = {}

    async def permit(self, taken: Reservation) -> None:
        permit = self._leases.permit(self._model, taken.tokens)
        self._grants[id(taken)] = await self.signal.wait(permit)

    def succeeded(self, taken: Reservation, used_tokens: float = 0.0) -> None:
        super().succeeded(taken, used_tokens)
        self._leases.used(self._grants.pop(id(taken), 0), used_tokens)

    def released(self, taken: Reservation) -> None:
        """A call without an answer used what it was expected to."""
        self._leases.used(self._grants.pop(id(taken), 0), taken.tokens)

    def throttled(self, retry_after_s: float | None = None) -> None:
        super().throttled(retry_after_s)
        self._leases.slow_down(self._model, retry_after_s)

    def heed(self, retry_after_s: float | None) -> None:
        """Another worker was told to slow down."""
        super().throttled(retry_after_s)

    def learn(self, limits: Mapping[str, float]) -> None:
        known = {name: value for name, value in limits.items() if value}
        if known and known != self._limits_told:
            self._limits_told = known
            self._leases.learned(self._model, known)


class LeasedBudget(Budget):
    """The budget of the cluster, as one worker sees it."""

    def __init__(self, leases: Leases, limit_usd: float | None, *, explicit: bool) -> None:
        super().__init__(limit_usd, explicit=explicit)
        self._leases = leases

    def fits(self, expected_usd: float | None) -> bool:
        if expected_usd is None:
            return True
        return super().fits(expected_usd + self._leases.elsewhere_usd)

    async def reserve(self, amount_usd: float) -> None:
        if self.limit_usd is not None and amount_usd:
            await self._leases.reserve(amount_usd)
        self.reserved_usd += amount_usd

    def settle(self, reserved_usd: float, paid_usd: float) -> None:
        super().settle(reserved_usd, paid_usd)
        if self.limit_usd is not None and reserved_usd:
            self._leases.settle(reserved_usd, paid_usd)

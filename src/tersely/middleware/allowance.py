"""One limit of cost over many budgets: what a server may spend as long as it runs. Its budgets live
on event loops of their own, so this is the one that knows of threads.
"""

from __future__ import annotations

import asyncio
import threading

from ..errors import BudgetExceeded
from ..records import usd
from .budgeted import Budget

# How often a call that waits for others to settle looks again; nobody waits long for a few cents.
_LOOK_EVERY_S = 0.05
_HINT = "Start the server anew, or with a higher --max-session-cost. What is stored stays free."


class Allowance:
    """What all commands of one server may spend together; `limit_usd` None means no limit."""

    def __init__(self, limit_usd: float | None = None) -> None:
        self.limit_usd = limit_usd
        self.spent_usd = 0.0
        self._reserved_usd = 0.0
        self._lock = threading.Lock()

    def fits(self, amount_usd: float) -> bool:
        """Whether so much more is within the limit, once what is in flight is settled for nothing."""
        return self.limit_usd is None or self.spent_usd + amount_usd <= self.limit_usd

    def take(self, amount_usd: float) -> bool:
        """Set `amount_usd` aside; False where it does not fit beside what is in flight."""
        with self._lock:
            if not self.fits(self._reserved_usd + amount_usd):
                return False
            self._reserved_usd += amount_usd
            return True

    def settle(self, reserved_usd: float, paid_usd: float) -> None:
        """Replace a reservation by what was really paid."""
        with self._lock:
            self._reserved_usd = max(0.0, round(self._reserved_usd - reserved_usd, 12))
            self.spent_usd += paid_usd

    def exceeded(self, amount_usd: float) -> BudgetExceeded:
        """The error of work that does not fit."""
        limit_usd = self.limit_usd or 0.0
        return BudgetExceeded(
            f"about {usd(amount_usd)} more expected, {usd(self.spent_usd)} of the "
            f"{usd(limit_usd)} for all calls of this server are spent.",
            limit_usd=limit_usd,
            spent_usd=self.spent_usd,
            needed_usd=amount_usd,
            hint=_HINT,
        )


class SharedBudget(Budget):
    """The budget of one command that also keeps within the allowance of all of them."""

    def __init__(
        self,
        limit_usd: float | None,
        allowance: Allowance,
        *,
        explicit: bool,
        undo: str = "leave --max-cost out",
    ) -> None:
        super().__init__(limit_usd, explicit=explicit, undo=undo)
        self._allowance = allowance

    def fits(self, expected_usd: float | None) -> bool:
        return super().fits(expected_usd) and self._allowance.fits(expected_usd or 0.0)

    def afford(self, expected_usd: float | None, *, cheaper: str) -> None:
        if expected_usd is not None and not self._allowance.fits(expected_usd):
            raise self._allowance.exceeded(expected_usd)
        super().afford(expected_usd, cheaper=cheaper)

    async def reserve(self, amount_usd: float) -> None:
        await super().reserve(amount_usd)
        try:
            while not self._allowance.take(amount_usd):
                if not self._allowance.fits(amount_usd):
                    raise self._allowance.exceeded(amount_usd)
                await asyncio.sleep(_LOOK_EVERY_S)
        except BaseException:
            super().settle(amount_usd, 0.0)
            raise

    def settle(self, reserved_usd: float, paid_usd: float) -> None:
        super().settle(reserved_usd, paid_usd)
        self._allowance.settle(reserved_usd, paid_usd)

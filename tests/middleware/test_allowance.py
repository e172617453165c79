"""One limit of cost over many budgets."""

from __future__ import annotations

import asyncio
import threading

import pytest

from tersely.errors import BudgetExceeded
from tersely.middleware import Allowance, SharedBudget


def test_many_loops_never_pass_the_limit() -> None:
    """Whatever their own limits, together they stay within it."""
    allowance = Allowance(1.0)
    refused: list[BudgetExceeded] = []

    async def spend() -> None:
        budget = SharedBudget(None, allowance, explicit=False)
        for _ in range(20):
            try:
                await budget.reserve(0.03)
            except BudgetExceeded as error:
                refused.append(error)
                return
            await asyncio.sleep(0)
            budget.settle(0.03, 0.02)

    threads = [threading.Thread(target=lambda: asyncio.run(spend())) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0.9 < allowance.spent_usd <= 1.0
    assert refused
    assert "for all calls of this server are spent" in refused[0].message


def test_both_limits_hold() -> None:
    """The command's own is the one that is told where both are passed by nothing spent."""
    budget = SharedBudget(0.5, Allowance(0.8), explicit=True)
    budget.afford(0.4, cheaper="-l short")
    with pytest.raises(BudgetExceeded, match=r"limit \$0\.50"):
        budget.afford(0.6, cheaper="-l short")
    with pytest.raises(BudgetExceeded, match="all calls"):
        budget.afford(0.9, cheaper="-l short")
    assert not budget.fits(0.6)
    assert budget.fits(None)

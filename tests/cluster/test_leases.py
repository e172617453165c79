"""What a worker's calls wait for is asked for together."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from cluster_in_process import Handle
from tersely.cluster.leases import LeasedGate, Leases, Queue
from tersely.cluster.limiter import Granted, Limiter
from tersely.cluster.messages import Fault
from tersely.errors import BudgetExceeded, TerselyError


def test_calls_that_wait_are_asked_for_in_one_question_and_served_in_order() -> None:
    """While one question is under way, all others gather."""
    asked: list[list[float]] = []

    async def ask(amounts: list[float]) -> Granted:
        asked.append(amounts)
        await asyncio.sleep(0)
        return Granted(min(2, len(amounts)))

    async def work() -> None:
        queue = Queue(ask)
        await asyncio.gather(*(queue.take(float(n)) for n in range(5)))

    asyncio.run(work())
    assert asked == [[0.0, 1.0, 2.0, 3.0, 4.0], [2.0, 3.0, 4.0], [4.0]]


def test_a_refusal_is_of_the_first_call_alone() -> None:
    """The next one may be smaller."""

    async def ask(amounts: list[float]) -> Granted:
        if amounts[0] > 1:
            error = BudgetExceeded("too much", limit_usd=1.0)
            return Granted(0, refusal=Fault.of(error))
        return Granted(1)

    async def work() -> list[object]:
        queue = Queue(ask)
        return await asyncio.gather(
            *(queue.take(amount) for amount in (2.0, 0.5)), return_exceptions=True
        )

    refused, granted = asyncio.run(work())
    assert isinstance(refused, BudgetExceeded)
    assert refused.limit_usd == 1.0
    assert granted == 0


def test_a_cancelled_call_takes_nothing_from_the_others() -> None:
    """It is no longer asked for, and nobody waits for it."""

    async def work() -> None:
        gate = asyncio.Event()

        async def ask(amounts: list[float]) -> Granted:
            await gate.wait()
            return Granted(len(amounts))

        queue = Queue(ask)
        first, second = (asyncio.ensure_future(queue.take(1.0)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        gate.set()
        await second
        with pytest.raises(asyncio.CancelledError):
            await first

    asyncio.run(work())


def test_a_limiter_that_is_gone_is_told_to_every_call() -> None:
    """None hangs."""

    async def ask(_amounts: list[float]) -> Granted:
        raise ConnectionError("gone")

    async def work() -> list[object]:
        queue = Queue(ask)
        return await asyncio.gather(*(queue.take(1.0) for _ in range(3)), return_exceptions=True)

    assert all(isinstance(error, TerselyError) for error in asyncio.run(work()))


@pytest.mark.thorough
def test_one_worker_that_is_told_to_slow_down_slows_all() -> None:
    """With the pause that the service asked for, by the next report of each."""

    async def work() -> None:
        handle: Any = Handle(Limiter(None, explicit=False, rpm=None, tpm=None, store=None))
        workers = [Leases(handle, name, limited=False) for name in ("a", "b", "c")]
        gates = [worker.gate("m", 8, explicit=True) for worker in workers]
        gates[0].throttled(30.0)
        await workers[0]._report()
        for worker, gate in zip(workers[1:], gates[1:], strict=True):
            assert gate.width == 8
            worker.learned("m", {"rpm": 600.0})
            await worker._report()
            assert gate.width == 4
        waiting = [asyncio.ensure_future(entered(gate)) for gate in gates]
        done, _ = await asyncio.wait(waiting, timeout=0.05)
        assert not done
        for task in waiting:
            task.cancel()

    async def entered(gate: LeasedGate) -> None:
        async with gate.slot():
            pass

    asyncio.run(work())

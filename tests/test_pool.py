"""The pool: urgent calls first, few calls ready, errors for themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from middleware import clock
from tersely.middleware import Gate, priority
from tersely.pool import Pool


def call_through(gate: Gate, latency_s: float = 1.0) -> Callable[[], Awaitable[float]]:
    """A call that holds a slot of `gate` for a while and returns when it started."""

    async def call() -> float:
        async with gate.slot():
            started_s = clock.now_s()
            await asyncio.sleep(latency_s)
            return started_s

    return call


def test_reduces_go_before_maps_and_documents_in_order() -> None:
    """The slots are handed out by rank, whatever the order of submission."""
    gate = Gate(1, explicit=True)
    ranks = [(0, 2, 0), (0, 1, 1), (0, 1, 0), (-1, 2, 0), (-2, 9, 0)]

    async def main() -> list[float]:
        async with Pool() as pool:
            pool.submit((-9,), call_through(gate))
            await asyncio.sleep(0.5)
            return list(
                await asyncio.gather(*(pool.submit(rank, call_through(gate)) for rank in ranks))
            )

    started = clock.run(main())
    assert [rank for _, rank in sorted(zip(started, ranks, strict=True))] == sorted(ranks)


def test_ready_counts_what_neither_runs_nor_has_ended() -> None:
    """Waiting calls count; those in a slot, failed, cancelled, or answered without a slot do not."""
    gate = Gate(2, explicit=True)

    async def fail() -> None:
        raise ValueError("broken")

    async def answered_by_the_store() -> None:
        return

    async def main() -> None:
        pool = Pool()
        waiting = [pool.submit((0,), call_through(gate)) for _ in range(5)]
        pool.submit((0,), answered_by_the_store)
        failed = pool.submit((0,), fail)
        pool.submit((0,), answered_by_the_store).cancel()
        assert pool.ready == 8
        await asyncio.sleep(0.5)
        assert pool.ready == 3
        waiting[-1].cancel()
        await asyncio.sleep(1)
        assert pool.ready == 0
        with pytest.raises(ValueError, match="broken"):
            await failed
        await pool.aclose()

    clock.run(main())


def test_a_new_document_is_admitted_when_few_calls_are_ready() -> None:
    """1,000 calls behind 10 slots: never more than twice the width is ready, and the slots are
    always full.
    """
    width = 10
    gate = Gate(width, explicit=True)

    async def main() -> tuple[int, float]:
        most_ready = 0
        async with Pool() as pool:
            tasks = []
            for number in range(1_000):
                await pool.admit(width)
                tasks.append(pool.submit((0, number), call_through(gate)))
                most_ready = max(most_ready, pool.ready)
            await asyncio.gather(*tasks)
        return most_ready, clock.now_s()

    assert clock.run(main()) == (2 * width, 100.0)


def test_one_failure_stops_no_other_call() -> None:
    """The error is in its own task."""

    async def fail() -> str:
        raise ValueError("broken")

    async def fine() -> str:
        await asyncio.sleep(5)
        return "fine"

    async def main() -> list[str | BaseException]:
        async with Pool() as pool:
            tasks = [pool.submit((0,), call) for call in (fail, fine, fail, fine)]
            return await asyncio.gather(*tasks, return_exceptions=True)

    outcomes = clock.run(main())
    assert [str(o) for o in outcomes] == ["broken", "fine", "broken", "fine"]


def test_closing_cancels_and_waits() -> None:
    """After the pool is closed none of its calls runs on, and each had the time to clean up."""
    cleaned: list[int] = []

    async def slow(n: int) -> None:
        try:
            await asyncio.sleep(100)
        finally:
            await asyncio.sleep(1)
            cleaned.append(n)

    async def main() -> float:
        async with Pool() as pool:
            for n in range(3):
                pool.submit((n,), partial(slow, n))
            await asyncio.sleep(2)
        return clock.now_s()

    assert clock.run(main()) == 3.0
    assert sorted(cleaned) == [0, 1, 2]


def test_a_priority_stays_in_its_own_task() -> None:
    """The caller's context is not changed by what it submits."""

    async def main() -> tuple[int, ...]:
        async with Pool() as pool:
            await pool.submit((-3, 1), call_through(Gate(1)))
            return priority.get()

    assert clock.run(main()) == ()

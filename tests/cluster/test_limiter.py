"""One budget and one rate for all workers."""

from __future__ import annotations

import asyncio

import pytest

from tersely.cluster.limiter import LEASED_AT_ONCE, Limiter
from tersely.errors import BudgetExceeded


def limiter(limit_usd: float | None = None, rpm: float | None = None) -> Limiter:
    """A new one, without a store."""
    return Limiter(limit_usd, explicit=True, rpm=rpm, tpm=None, store=None)


def test_money_is_granted_once_however_many_ask() -> None:
    """What fits, in order; what never fits is refused; what is settled is free again."""

    async def work() -> None:
        shared = limiter(1.0)
        first, second = await asyncio.gather(
            shared.reserve("a", [0.3, 0.3]), shared.reserve("b", [0.3, 0.3])
        )
        assert (first.count, second.count) == (2, 1)
        waiting = asyncio.ensure_future(shared.reserve("b", [0.3]))
        await asyncio.sleep(0)
        assert not waiting.done()
        await shared.report("a", [(0.3, 0.1), (0.3, 0.1)], [], [], [], 0)
        assert (await waiting).count == 1
        refused = await shared.reserve("a", [0.9])
        assert refused.refusal
        assert isinstance(refused.refusal.error(), BudgetExceeded)

    asyncio.run(work())


def test_what_a_lost_worker_had_reserved_counts_as_spent() -> None:
    """Its calls in flight may be billed."""

    async def work() -> None:
        shared = limiter(1.0)
        await shared.reserve("a", [0.4, 0.4])
        assert await shared.lost("a") == pytest.approx(0.8)
        assert (await shared.reserve("b", [0.3])).refusal
        assert (await shared.report("b", [], [], [], [], 0)).spent_usd == pytest.approx(0.8)

    asyncio.run(work())


def test_no_worker_takes_all_there_is_at_once() -> None:
    """A lease is at most so many calls."""

    async def work() -> None:
        shared = limiter(100.0)
        assert (await shared.reserve("a", [0.01] * 1000)).count == LEASED_AT_ONCE
        assert (await shared.permit("m", [10.0] * 1000)).count == LEASED_AT_ONCE

    asyncio.run(work())


def test_calls_start_as_the_limit_allows() -> None:
    """Six a minute: the first at once, the second not yet; the first is told apart for its
    settlement.
    """

    async def work() -> None:
        shared = limiter(rpm=6)
        granted = await shared.permit("m", [10.0, 10.0, 10.0])
        assert (granted.count, len(granted.numbers)) == (1, 1)
        later = asyncio.ensure_future(shared.permit("m", [10.0]))
        await asyncio.sleep(0)
        assert not later.done()
        later.cancel()
        news = await shared.report("a", [], [(granted.numbers[0], 5.0)], [], [], 0)
        assert news.limited == {"m"}

    asyncio.run(work())


def test_one_slowdown_is_heard_by_all_others_once() -> None:
    """And a limit that a reply has told holds for all."""

    async def work() -> None:
        shared = limiter()
        await shared.report("a", [], [], [("m", 2.0)], [("m", {"rpm": 60.0})], 0)
        heard = await shared.report("b", [], [], [], [], 0)
        assert [(s.model, s.retry_after_s) for s in heard.slowdowns] == [("m", 2.0)]
        assert heard.limited == {"m"}
        assert (await shared.report("a", [], [], [], [], 0)).slowdowns == ()
        assert (await shared.report("b", [], [], [], [], 1)).slowdowns == ()
        waiting = asyncio.ensure_future(shared.permit("m", [1.0]))
        await asyncio.sleep(0)
        assert not waiting.done()
        waiting.cancel()

    asyncio.run(work())

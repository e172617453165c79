"""The wrappers together, in the order of a session: Stored(Budgeted(Retrying(Limited(adapter)))),
under the pool.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tersely import catalog
from tersely.errors import TerselyError
from tersely.middleware import Budget, Budgeted, Gate, Limited, Retrying, Stored
from tersely.pool import Pool
from tersely.records import Completion, ModelRef, Request
from tersely.store import Store

from . import clock
from .scripted import REQUEST, Scripted, answer, server_error, too_fast

PAID_USD = 0.001  # 9,000 tokens in and 200 out at 0.10 and 0.50 USD a million


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    store = Store.open(tmp_path / "s.sqlite")
    yield store
    store.close()


def chain(inner: Scripted, store: Store, budget: Budget, gate: Gate) -> Stored:
    """The wrappers of a session around `inner`."""
    info = catalog.model(ModelRef("openai", "gpt-6-luna"))
    retrying = Retrying(Limited(inner, gate), rng=random.Random(1))
    return Stored(Budgeted(retrying, budget, info), store)


def test_a_stored_answer_needs_no_slot_and_no_money(store: Store) -> None:
    """With the only slot busy and the budget spent, what was answered before is answered at once."""
    budget = Budget(1.0, explicit=True)
    gate = Gate(1, explicit=True)
    provider = chain(Scripted(latency_s=60), store, budget, gate)

    async def main() -> None:
        await provider.complete(REQUEST)
        busy = asyncio.create_task(provider.complete(replace(REQUEST, sample=1)))
        await asyncio.sleep(1)
        assert gate.running == 1
        budget.limit_usd = 0.0
        started_s = clock.now_s()
        assert (await provider.complete(REQUEST)).reused
        assert clock.now_s() == started_s
        await busy

    clock.run(main())
    assert budget.spent_usd == pytest.approx(2 * PAID_USD)


def test_all_tries_of_a_call_are_one_reservation(store: Store) -> None:
    """Two failures and an answer: one price, and never more than one worst case set aside."""
    budget = Budget(0.0015, explicit=True)  # just above one worst case
    inner = Scripted([server_error(), too_fast(3.0), answer()], latency_s=1)
    completion = clock.run(chain(inner, store, budget, Gate(4)).complete(REQUEST))
    assert completion.attempts == 3
    assert [budget.spent_usd, completion.cost_usd] == pytest.approx([PAID_USD, PAID_USD])


def test_the_pools_priority_reaches_the_gate(store: Store) -> None:
    """A reduce submitted last starts before the maps that wait, through all the wrappers."""
    inner = Scripted(latency_s=1)
    provider = chain(inner, store, Budget(None, explicit=False), Gate(1, explicit=True))

    async def main() -> None:
        async with Pool() as pool:
            ranks = [(0, 0), (0, 1), (0, 2), (-1, 5)]
            calls = [partial(provider.complete, replace(REQUEST, user=str(rank))) for rank in ranks]
            await asyncio.gather(*map(pool.submit, ranks, calls))
            assert pool.ready == 0

    clock.run(main())
    assert [request.user for _, request in inner.calls] == ["(0, 0)", "(-1, 5)", "(0, 1)", "(0, 2)"]


@given(st.randoms(use_true_random=False), st.lists(st.floats(0, 12), min_size=10, max_size=10))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_cancelled_nothing_is_left_behind(
    store: Store, rng: random.Random, cancel_at_s: list[float]
) -> None:
    """Calls that fail, retry and are cancelled at any moment: in the end no slot, no reservation
    and no ready call remains.
    """
    budget, gate = Budget(0.01, explicit=True), Gate(3, explicit=True)
    outcomes: list[Completion | TerselyError] = [
        answer(),
        server_error(),
        too_fast(2.0),
        server_error(500),
    ]
    inner = Scripted(decide=lambda _request: rng.choice(outcomes), latency_s=1)
    provider = chain(inner, store, budget, gate)
    store.clear()

    async def call(request: Request) -> Completion:
        return await provider.complete(request)

    async def main() -> None:
        loop = asyncio.get_running_loop()
        async with Pool() as pool:
            tasks = []
            for n, moment_s in enumerate(cancel_at_s):
                tasks.append(pool.submit((0, n), partial(call, replace(REQUEST, sample=n))))
                loop.call_later(moment_s, tasks[-1].cancel)
            await asyncio.gather(*tasks, return_exceptions=True)
            assert pool.ready == 0
        assert (gate.running, budget.reserved_usd) == (0, 0.0)
        assert budget.spent_usd == pytest.approx(store.stats().answers * PAID_USD, abs=2 * PAID_USD)

    clock.run(main())

"""One at a time for each key, on however many event loops, and a turn is never lost."""

from __future__ import annotations

import asyncio
import random
import threading

import pytest

from tersely.middleware import Turns

LOOPS, TASKS, KEYS = 4, 30, 3


def test_one_at_a_time_over_many_loops_also_where_some_are_cancelled() -> None:
    """At most one holder a key at any moment; nothing waits for ever; nothing is left behind."""
    turns, holders, most = Turns(), [0] * KEYS, [0] * KEYS

    async def hold(key: int, steps: int) -> None:
        async with turns.of(key):
            holders[key] += 1
            most[key] = max(most[key], holders[key])
            for _ in range(steps):
                await asyncio.sleep(0)
            holders[key] -= 1

    async def one_loop(seed: int) -> None:
        rng = random.Random(seed)
        tasks = [
            asyncio.create_task(hold(rng.randrange(KEYS), rng.randrange(4))) for _ in range(TASKS)
        ]
        for task in rng.sample(tasks, TASKS // 3):
            await asyncio.sleep(0)
            if not holders[0] + holders[1] + holders[2]:
                continue
            # Cancelled while it waits, when its turn has just come, or when it is done.
            if not task.done() and not _holds(task):
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    threads = [threading.Thread(target=asyncio.run, args=(one_loop(n),)) for n in range(LOOPS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    assert most == [1] * KEYS
    assert turns._waiting == {}


def _holds(task: asyncio.Task[None]) -> bool:
    """Whether a task is inside of its turn: cancelled there, the counts of the test would lie."""
    return task.get_stack()[-1].f_code.co_name == "hold"


def test_who_came_first_is_served_first() -> None:
    """As an asyncio.Lock."""
    turns, order = Turns(), list[int]()

    async def take(number: int) -> None:
        async with turns.of("key"):
            order.append(number)
            await asyncio.sleep(0)

    async def all_of_them() -> None:
        await asyncio.gather(*map(take, range(5)))

    asyncio.run(all_of_them())
    assert order == [0, 1, 2, 3, 4]


def test_a_failure_hands_the_turn_on() -> None:
    """Whatever ended the block."""
    turns = Turns()

    async def twice() -> None:
        with pytest.raises(ValueError, match="no"):
            async with turns.of("key"):
                raise ValueError("no")
        async with turns.of("key"):
            pass

    asyncio.run(twice())
    assert turns._waiting == {}

"""The limits a minute of a cluster, as its service counts them, on a clock that jumps from one
event to the next: minutes take a second.
"""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from cluster_in_process import Handle
from tersely.cluster.leases import LeasedGate, Leases
from tersely.cluster.limiter import Limiter

RPM, TPM = 600, 200_000
MINUTE_S, MEASURED_S = 60.0, 240.0


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop that never waits: where nothing is ready, it is at once as late as it must be."""

    _now = 0.0

    def time(self) -> float:
        return self._now

    def _run_once(self) -> None:
        loop: Any = self
        coming = [handle.when() for handle in loop._scheduled if not handle.cancelled()]
        if coming and not loop._ready:
            self._now = max(self._now, min(coming))
        super()._run_once()  # type: ignore[misc]


async def arrivals(expected: float, least: int, most: int) -> list[tuple[float, int]]:
    """When calls reach the service, and what it counts: two workers of 32 calls at once, each call
    a while on its way.
    """
    handle: Any = Handle(Limiter(None, explicit=False, rpm=RPM, tpm=TPM, store=None))
    rng = random.Random(21)
    seen: list[tuple[float, int]] = []

    async def calls(gate: LeasedGate) -> None:
        loop = asyncio.get_running_loop()
        while loop.time() < MEASURED_S:
            async with gate.slot(lambda: expected) as taken:
                await asyncio.sleep(rng.uniform(0, 0.3))
                tokens = rng.randint(least, most)
                seen.append((loop.time(), tokens))
                await asyncio.sleep(rng.uniform(0.2, 2.0))
                gate.succeeded(taken, tokens)

    workers = [Leases(handle, name, limited=True) for name in ("a", "b")]
    gates = [worker.gate("m", 32, explicit=True) for worker in workers]
    await asyncio.gather(*(calls(gate) for gate in gates for _ in range(32)))
    return sorted(seen)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("expected", "least", "most"), [(110, 50, 150), (900, 500, 1500), (350, 100, 560)]
)
def test_no_minute_at_the_service_holds_more_than_the_limit(
    expected: float, least: int, most: int
) -> None:
    """Wherever it begins; and nine tenths of what limits are used: requests, tokens, or both."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        seen = runner.run(arrivals(expected, least, most))
    start = requests = tokens = 0
    for at, count in seen:
        requests, tokens = requests + 1, tokens + count
        while at - seen[start][0] >= MINUTE_S:
            requests, tokens = requests - 1, tokens - seen[start][1]
            start += 1
        assert requests <= RPM
        assert tokens <= TPM
    minutes = seen[-1][0] / MINUTE_S
    used = max(len(seen) / RPM, sum(count for _, count in seen) / TPM) / minutes
    assert used >= 0.9

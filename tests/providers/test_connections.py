"""Connections in lanes: as many as asked for, as few as needed, and none is lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

import wire
from providers.harness import REQUEST, Bench
from tersely.errors import TerselyError
from tersely.providers._connections import LANE_WIDTH
from wire import Answer

MOST = 2 * LANE_WIDTH + 3


def _ask(bench: Bench, calls: int, at_once: int) -> list[str | TerselyError]:
    """The texts of so many calls of one adapter, so many at a time."""

    async def run() -> list[str | TerselyError]:
        adapter = await bench.open(replace(bench.endpoint(), max_connections=MOST))
        slots = asyncio.Semaphore(at_once)

        async def one(number: int) -> str | TerselyError:
            async with slots:
                try:
                    return (await adapter.complete(replace(REQUEST, user=f"{number}"))).text
                except TerselyError as error:
                    return error

        try:
            return await asyncio.gather(*map(one, range(calls)))
        finally:
            await adapter.aclose()

    return asyncio.run(run())


@pytest.mark.parametrize(("at_once", "most"), [(1, 1), (3, 3), (LANE_WIDTH + 1, LANE_WIDTH + 1)])
def test_few_calls_share_few_connections(server: wire.WireServer, at_once: int, most: int) -> None:
    """A connection is used again before another one is made."""
    server.reply = lambda request: Answer(text=f"Number {request.text}.")
    texts = _ask(Bench(server, "chat", streaming=False), 40, at_once)
    assert texts == [f"Number {number}." for number in range(40)]
    assert server.connections <= most


def test_more_calls_than_connections_wait(server: wire.WireServer) -> None:
    """There are never more than asked for, and every call is answered."""
    server.reply = lambda request: Answer(text=f"Number {request.text}.", latency_s=0.01)
    texts = _ask(Bench(server, "chat", streaming=False), 5 * MOST, 3 * MOST)
    assert texts == [f"Number {number}." for number in range(5 * MOST)]
    assert server.peak <= MOST
    assert server.connections == MOST


@pytest.mark.parametrize("broken", [Answer.failure("auth"), Answer(fault="drop")])
def test_a_failure_gives_its_place_back(server: wire.WireServer, broken: Answer) -> None:
    """After many more failures than there are connections, the next call is answered."""
    server.script(*[broken] * (3 * MOST))
    *failures, last = _ask(Bench(server, "chat", streaming=False), 3 * MOST + 1, 1)
    assert all(isinstance(failure, TerselyError) for failure in failures)
    assert isinstance(last, str)

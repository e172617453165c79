"""One call: how often it asks, and that it leaves nothing behind.

What holds for each vendor is in test_contract.py.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

import wire
from providers.harness import REQUEST, Bench, ask
from tersely.errors import BadRequest
from tersely.providers._call import MOST_CONCESSIONS
from wire import Answer


def test_concessions_end(server: wire.WireServer) -> None:
    """A server that refuses whatever is sent is asked anew for each default, and no more."""
    words = ["max_tokens", "max_completion_tokens", "stream_options", "reasoning effort"] * 3
    server.reply = lambda _request: Answer(
        status=400,
        body=b'{"error": {"message": "unsupported: %s"}}' % words[len(server.requests)].encode(),
    )
    bench = Bench(server, "chat", streaming=True)
    with pytest.raises(BadRequest):
        bench.run(replace(REQUEST, reasoning="low"))
    assert 1 < len(server.requests) <= 1 + MOST_CONCESSIONS


def test_leaving_a_stream_closes_its_connection(server: wire.WireServer) -> None:
    """A reader that has heard enough costs the service no more."""
    server.script(Answer(text="word " * 200, pieces=200), Answer(text="Next."))
    bench = Bench(server, "chat", streaming=True)

    async def run() -> str:
        adapter = await bench.open()
        stream = adapter.stream(REQUEST)
        async for piece in stream:
            assert isinstance(piece, str)
            break
        await stream.aclose()  # type: ignore[attr-defined]  # the port promises an iterator only
        _, completion = await ask(adapter, REQUEST, streaming=True)
        await adapter.aclose()
        return completion.text

    assert asyncio.run(run()) == "Next."

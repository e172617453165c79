"""A session ends with all that it began."""

from __future__ import annotations

import asyncio

import pytest

import wire
from tersely import api, config
from tersely.events import CallStarted, Event
from tersely.records import Document
from wire import Answer


def test_no_call_outlives_its_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """A summary that is still at work when the session is left is cancelled; it meets no closed store or connection."""

    async def leave_early() -> bool:
        begun = asyncio.Event()

        def emit(event: Event) -> None:
            if isinstance(event, CallStarted):
                begun.set()

        settings = config.Settings(model="openai")
        async with api.session(settings, environment=server.environment(), emit=emit) as session:
            work = asyncio.create_task(session.summarize(Document("any", "The ships came in late. " * 100)))
            await begun.wait()
        await asyncio.wait([work], timeout=5)
        return work.cancelled()

    with wire.serve() as server:
        server.reply = lambda _request: Answer(fault="stall_first_byte")
        assert asyncio.run(leave_early())

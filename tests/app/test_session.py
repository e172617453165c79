"""A session ends with all that it began."""

from __future__ import annotations

import asyncio

import pytest

import wire
from tersely import config
from tersely.app import entrypoints
from tersely.events import CallStarted, Event
from tersely.records import Document, ModelRef
from wire import Answer


def test_two_sessions_have_each_their_own_services() -> None:
    """What the config of one calls `acme` is nothing to the other, whichever was opened last, in
    turn or at once.
    """

    async def both() -> list[str]:
        opened = [
            entrypoints.session(
                config.Settings(
                    model=f"{name}/m",
                    providers={name: config.ProviderRow(base_url=server.url(name))},
                )
            )
            for name in ("acme", "other")
        ]
        document = Document("any", "The ships came in late. " * 100)
        acme = ModelRef("acme", "m")
        async with opened[0] as first, opened[1] as second:
            one = await first.summarize(document, model=acme)
            two, three = await asyncio.gather(
                second.summarize(document), first.summarize(document, model=acme, sample=1)
            )
        return [summary.model.provider for summary in (one, two, three)]

    with wire.serve() as server:
        assert asyncio.run(both()) == ["acme", "other", "acme"]


def test_no_call_outlives_its_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """A summary that is still at work when the session is left is cancelled; it meets no closed
    store or connection.
    """

    async def leave_early() -> bool:
        begun = asyncio.Event()

        def emit(event: Event) -> None:
            if isinstance(event, CallStarted):
                begun.set()

        settings = config.Settings(model="openai")
        async with entrypoints.session(
            settings, environment=server.environment(), emit=emit
        ) as session:
            work = asyncio.create_task(
                session.summarize(Document("any", "The ships came in late. " * 100))
            )
            await begun.wait()
        await asyncio.wait([work], timeout=5)
        return work.cancelled()

    with wire.serve() as server:
        server.reply = lambda _request: Answer(fault="stall_first_byte")
        assert asyncio.run(leave_early())

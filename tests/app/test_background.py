"""Work in a thread of its own."""

from __future__ import annotations

import asyncio
import threading

import pytest

from tersely.app import background
from tersely.app.background import Background, Watch
from tersely.errors import UsageError
from tersely.events import Event, Reading


def test_results_errors_and_events_come_to_the_loop_that_began() -> None:
    """Events in their order, all of them before the result."""

    async def main() -> None:
        here = threading.current_thread()
        heard: list[str] = []

        def hear(event: Event) -> None:
            assert threading.current_thread() is here
            assert isinstance(event, Reading)
            heard.append(event.detail)

        async def work(watch: Watch) -> bool:
            for number in range(50):
                watch.emit(Reading("", "", str(number)))
            return threading.current_thread() is not here

        assert await Background(work, hear).result()
        assert heard == [str(number) for number in range(50)]

        async def fail(_watch: Watch) -> None:
            raise UsageError("no")

        with pytest.raises(UsageError, match="no"):
            await Background(fail).result()

    asyncio.run(main())


def test_who_is_cancelled_in_a_computation_ends_when_it_next_tells_something() -> None:
    """And whoever waits for it is free before."""
    began, ended, go_on = threading.Event(), threading.Event(), threading.Event()

    async def main() -> None:
        async def work(watch: Watch) -> None:
            began.set()
            try:
                go_on.wait(30)
                watch.emit(Reading("", ""))
            except asyncio.CancelledError:
                ended.set()
                raise

        waiting = asyncio.ensure_future(Background(work).result())
        await asyncio.to_thread(began.wait, 30)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert not ended.is_set()
        go_on.set()
        assert await asyncio.to_thread(ended.wait, 30)

    asyncio.run(main())


async def _cancelled(work: Background[None]) -> None:
    """Cancel the waiting for it, and wait until its thread is gone."""
    waiting = asyncio.ensure_future(work.result())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await asyncio.to_thread(work._thread.join, 60)
    assert not work._thread.is_alive()


def test_a_computation_that_never_awaits_is_interrupted() -> None:
    """A text of 100 MB would else be counted to its end for nobody."""
    began = threading.Event()

    async def compute(_watch: Watch) -> None:
        number = 0
        while True:
            began.set()
            try:
                number += sum(range(100))
            except ValueError:
                continue

    async def main() -> None:
        work = Background(compute)
        await asyncio.to_thread(began.wait)
        await _cancelled(work)

    asyncio.run(main())


def test_who_swallows_it_once_is_interrupted_again() -> None:
    """Some code ends its own tasks and waits for their CancelledError."""
    began, swallowed = threading.Event(), threading.Event()

    async def compute(_watch: Watch) -> None:
        try:
            while True:
                began.set()
        except asyncio.CancelledError:
            swallowed.set()
        while True:
            pass

    async def main() -> None:
        work = Background(compute)
        await asyncio.to_thread(began.wait)
        await _cancelled(work)

    asyncio.run(main())
    assert swallowed.is_set()


def test_what_cleans_up_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A commit that is under way ends: its loop answers, so nothing is raised there."""
    monkeypatch.setattr(background, "INSIST_AFTER_S", 0.001)
    began, cleaned = threading.Event(), threading.Event()

    async def commit(_watch: Watch) -> None:
        try:
            began.set()
            await asyncio.Event().wait()
        finally:
            for _ in range(300):
                await asyncio.sleep(0.0005)
            cleaned.set()

    async def main() -> None:
        work = Background(commit)
        await asyncio.to_thread(began.wait)
        await _cancelled(work)

    asyncio.run(main())
    assert cleaned.is_set()

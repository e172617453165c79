"""Work in a thread of its own."""

from __future__ import annotations

import asyncio
import threading

import pytest

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

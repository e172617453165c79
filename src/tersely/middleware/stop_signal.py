"""A stop that reaches the calls which wait: for a slot, for a limit a minute, for their next try."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

from ..errors import Stopped

T = TypeVar("T")


class StopSignal:
    """Given once and for all, in the event loop of those who wait."""

    def __init__(self) -> None:
        self.given = False
        self._waiting: set[asyncio.Future[Any]] = set()

    def give(self) -> None:
        """Whoever waits, and whoever would wait from now on, gives up."""
        self.given = True
        for future in self._waiting:
            future.cancel()

    def error(self) -> Stopped:
        """What a call raises that is not made any more."""
        return Stopped("Stopped before this call.", hint="Run the same command to go on.")

    async def wait(self, awaited: Awaitable[T]) -> T:
        """What `awaited` gives.

        Raises:
            Stopped: the signal came first; `awaited` is cancelled.
        """
        future = asyncio.ensure_future(awaited)
        self._waiting.add(future)
        if self.given:
            future.cancel()
        try:
            return await future
        except asyncio.CancelledError:
            task = asyncio.current_task()
            is_cancelled_itself = task is not None and task.cancelling() > 0
            if self.given and not is_cancelled_itself:
                raise self.error() from None
            raise
        finally:
            self._waiting.discard(future)

    async def sleep(self, seconds: float) -> None:
        """asyncio.sleep that ends with the signal."""
        await self.wait(asyncio.sleep(seconds))

"""Everything that is ready to be called, over all documents: the most urgent first, and never far
more than can run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from types import TracebackType
from typing import Self, TypeVar

from .middleware import Wrapper, caller, on_slot, priority
from .provider import Provider
from .records import Completion, Request

T = TypeVar("T")


class Pooled(Wrapper):
    """Sends each call through `pool`: the deepest stage first, then documents in their order."""

    def __init__(self, inner: Provider, pool: Pool, document_number: int) -> None:
        super().__init__(inner)
        self._pool, self._document_number = pool, document_number

    async def complete(self, request: Request) -> Completion:
        rank = (-caller.get().depth, self._document_number)
        return await self._pool.submit(rank, partial(self.inner.complete, request))


class Pool:
    """Runs calls as tasks that carry their priority down to the gates.

    Smaller tuples go first. Reduces before maps, then document order: (-level, document number,
    index). That finishes half of the documents in half of the time and holds few of them in memory;
    FIFO would finish nearly all at the end.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()
        self._ready = 0
        self._fewer = asyncio.Event()

    @property
    def ready(self) -> int:
        """Calls that were submitted and neither hold a slot nor have ended."""
        return self._ready

    def submit(self, rank: tuple[int, ...], call: Callable[[], Awaitable[T]]) -> asyncio.Task[T]:
        """Run `call` with priority `rank`. An error stays in its task and stops no other."""
        ready = True

        def no_longer_ready(_task: object = None) -> None:
            nonlocal ready
            if ready:
                ready = False
                self._ready -= 1
                self._fewer.set()

        async def run() -> T:
            # A task has a context of its own, so nothing needs to be reset.
            priority.set(rank)
            on_slot.set(no_longer_ready)
            return await call()

        task = asyncio.get_running_loop().create_task(run())
        self._ready += 1
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(no_longer_ready)
        return task

    async def admit(self, width: int) -> None:
        """Wait until fewer than 2 * `width` calls are ready: the moment to open the next document."""
        while self._ready >= 2 * width:
            self._fewer.clear()
            await self._fewer.wait()

    async def aclose(self) -> None:
        """Cancel what still runs and wait until it has ended."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

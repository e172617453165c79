"""Whose turn it is: equal calls at the same time are one call, also of sessions that live on event
loops of their own.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncGenerator, Hashable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from ..records import Completion


class Turns:
    """A lock for each key, first come first served, that tasks of any event loop may wait for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[Hashable, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def of(self, key: Hashable) -> AsyncGenerator[None]:
        """Wait for the turn, and hold it until the block ends."""
        await self._take(key)
        try:
            yield
        finally:
            self._hand_on(key)

    async def _take(self, key: Hashable) -> None:
        with self._lock:
            queue = self._waiting.get(key)
            if queue is None:
                self._waiting[key] = deque()
                return
            turn = asyncio.get_running_loop().create_future()
            queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            with self._lock:
                waits = turn in queue
                if waits:
                    queue.remove(turn)
            if not waits:  # it had come, and nobody takes it
                self._hand_on(key)
            raise

    def _hand_on(self, key: Hashable) -> None:
        with self._lock:
            queue = self._waiting[key]
            if not queue:
                del self._waiting[key]
                return
            turn = queue.popleft()
        with suppress(RuntimeError):  # its loop has ended; a cancelled task hands on by itself
            turn.get_loop().call_soon_threadsafe(_come, turn)


def _come(turn: asyncio.Future[None]) -> None:
    if not turn.done():
        turn.set_result(None)


@dataclass(frozen=True, slots=True)
class Shared:
    """What all sessions of one server have in common: whose turn it is to make a call, and the
    answers that were paid and that the store could not take (a full disk), as long as the process
    lives.
    """

    turns: Turns = field(default_factory=Turns)
    spare: dict[bytes, Completion] = field(default_factory=dict)

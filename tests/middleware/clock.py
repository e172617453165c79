"""An event loop whose time passes only while nothing else can happen: hours of waiting take no
time.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Selector(selectors.SelectSelector):
    """Instead of sleeping until the next timer, moves the clock to it."""

    now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("nothing can happen any more: everybody waits")
        self.now_s += timeout
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._virtual = _Selector()
        super().__init__(self._virtual)

    def time(self) -> float:
        return self._virtual.now_s


def run(main: Coroutine[Any, Any, T]) -> T:
    """asyncio.run on virtual time; a deadlock is a RuntimeError."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(main)


def now_s() -> float:
    """Virtual seconds since the loop began."""
    return asyncio.get_running_loop().time()

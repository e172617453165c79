"""Calls that wait for their turn are not made once there is a reason against it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable

from ..errors import TerselyError
from ..provider import Provider
from ..records import Completion, Request
from .wrapper import Wrapper, streaming


class Stoppable(Wrapper):
    """Raises what `obstacle` names in place of a call. It stands right before the adapter, so that
    a call which has waited in line learns what happened meanwhile.
    """

    def __init__(self, inner: Provider, obstacle: Callable[[], TerselyError | None]) -> None:
        super().__init__(inner)
        self._obstacle = obstacle

    async def complete(self, request: Request) -> Completion:
        await self._check()
        return await self.inner.complete(request)

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion]:
        await self._check()
        async with streaming(self.inner, request) as pieces:
            async for piece in pieces:
                yield piece

    async def _check(self) -> None:
        # Whoever has failed in the slot that is now this call's says so within a turn of the loop.
        await asyncio.sleep(0)
        if error := self._obstacle():
            raise error

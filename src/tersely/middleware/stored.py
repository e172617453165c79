"""An answer that was paid once is taken from the store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from ..errors import TerselyError
from ..provider import Provider
from ..records import Completion, Finish, Request, Usage
from ..store import Store, key_of
from .turns import Shared, Turns
from .wrapper import Wrapper, streaming


class Stored(Wrapper):
    """Asks `inner` only for what the store does not hold, and stores what is complete (and passes
    `keep`) before handing it out.

    Two equal requests at the same time are one call: the second waits for the first one's answer,
    that of another process, or of another session where they have `shared` in common. What the
    store cannot take (a full disk) is kept there, and `on_spared` hears once why: a server goes on
    and one document is finished so, a batch ends before it pays for more.
    """

    def __init__(
        self,
        inner: Provider,
        store: Store,
        *,
        base_url: str = "",
        api: str = "",
        keep: Callable[[Request, Completion], bool] = lambda _request, _answer: True,
        price: Callable[[Usage], float | None] = lambda _usage: 0.0,
        shared: Shared | None = None,
        on_spared: Callable[[str], None] = lambda _warning: None,
        on_waiting: Callable[[str], None] = lambda _note: None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        super().__init__(inner)
        self._on_spared = on_spared
        self._on_waiting = on_waiting
        self._has_told_waiting = False
        self._sleep = sleep
        self._spare = shared.spare if shared else None
        self._turns = shared.turns if shared else Turns()
        self._store = store
        self._base_url = base_url
        self._api = api
        self._worth_keeping = keep
        self._price = price

    def peek(self, request: Request) -> Completion | None:
        """The stored answer with what it is worth (`reused` says that it is not paid now), or None;
        sends nothing.
        """
        return self._get(self.key(request))

    def key(self, request: Request) -> bytes:
        """The key under which the answer to `request` is stored."""
        return key_of(request, self.name, self._base_url, self._api)

    def _get(self, key: bytes) -> Completion | None:
        answer = self._store.get(key)
        if answer is None and self._spare and (kept := self._spare.get(key)):
            answer = replace(kept, reused=True)
        return replace(answer, cost_usd=self._price(answer.usage)) if answer else None

    async def complete(self, request: Request) -> Completion:
        key = self.key(request)
        async with self._turn(key) as answer:
            if answer is None:
                answer = await self.inner.complete(request)
                await self.keep(key, request, answer)
            return answer

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion]:
        key = self.key(request)
        async with self._turn(key) as answer:
            if answer is not None:
                yield answer.text
                yield answer
                return
            async with streaming(self.inner, request) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Completion):
                        await self.keep(key, request, piece)
                    yield piece

    @asynccontextmanager
    async def _turn(self, key: bytes) -> AsyncGenerator[Completion | None]:
        """The stored answer; None for whoever has to ask, which of all processes one does at a
        time.
        """
        async with self._turns.of(key):
            answer = self._get(key)
            if answer is not None:
                yield answer
                return
            claims = self._store.claims
            async with claims.of(key, sleep=self._sleep, on_waiting=self._tell_waiting):
                yield self._get(key)

    def _tell_waiting(self) -> None:
        if not self._has_told_waiting:
            self._has_told_waiting = True
            self._on_waiting("Another tersely is asking for the same; waiting for its answer.")

    async def keep(self, key: bytes, request: Request, completion: Completion) -> bool:
        """Store what is worth it; whether it was."""
        if not self.keeps(request, completion):
            return False
        try:
            await self._store.put(key, completion)
        except TerselyError as error:
            if self._spare is None:
                raise
            if not self._spare:
                self._on_spared(f"{error.message} What this run is answered is not cached.")
            self._spare[key] = completion
        return True

    def keeps(self, request: Request, completion: Completion) -> bool:
        """Whether an answer is one to be stored."""
        whole = completion.finish is Finish.COMPLETE and bool(completion.text.strip())
        sound = not (completion.leftovers or completion.perhaps_cut)
        return whole and sound and self._worth_keeping(request, completion)

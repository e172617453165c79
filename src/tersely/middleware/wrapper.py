"""What all wrappers share: everything but the two calls is the inner provider's."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from ..batch_api import BatchApi
from ..provider import Counter, Provider
from ..records import Completion, Embedded, Pace, Request


@asynccontextmanager
async def streaming(
    provider: Provider, request: Request
) -> AsyncIterator[AsyncIterator[str | Completion]]:
    """The stream of `provider`, closed at the end of the block, so that a slot or a connection is
    never left to the collector.
    """
    pieces = provider.stream(request)
    try:
        yield pieces
    finally:
        if isinstance(pieces, AsyncGenerator):
            await pieces.aclose()


class Wrapper(Provider):
    """A provider that passes everything on to `inner`."""

    def __init__(self, inner: Provider) -> None:
        self.inner = inner
        self.name = inner.name
        self.counts_output_cap = inner.counts_output_cap

    async def complete(self, request: Request) -> Completion:
        return await self.inner.complete(request)

    def stream(self, request: Request) -> AsyncIterator[str | Completion]:
        return self.inner.stream(request)

    def peek(self, request: Request) -> Completion | None:
        return self.inner.peek(request)

    def counter(self) -> Counter | None:
        return self.inner.counter()

    async def aclose(self) -> None:
        await self.inner.aclose()

    @property
    def limits(self) -> Mapping[str, float]:
        return self.inner.limits

    @property
    def max_concurrency(self) -> int | None:
        return self.inner.max_concurrency

    @property
    def takes_images(self) -> bool:
        return self.inner.takes_images

    @property
    def window_tokens(self) -> int | None:
        return self.inner.window_tokens

    async def look_up_window(self) -> int | None:
        return await self.inner.look_up_window()

    @property
    def may_break_off(self) -> bool:
        return self.inner.may_break_off

    @property
    def parameters(self) -> int | None:
        return self.inner.parameters

    @property
    def identity(self) -> str:
        return self.inner.identity

    @property
    def embedding_identity(self) -> str:
        return self.inner.embedding_identity

    async def embed(self, texts: Sequence[str]) -> Embedded:
        return await self.inner.embed(texts)

    def reserve_context(self, needed_tokens: int) -> None:
        self.inner.reserve_context(needed_tokens)

    def watch(self, watcher: Callable[[Pace], None]) -> None:
        self.inner.watch(watcher)

    async def measure(self, text: str) -> Pace:
        return await self.inner.measure(text)

    async def count_tokens(self, request: Request) -> int:
        return await self.inner.count_tokens(request)

    def batch_api(self) -> BatchApi | None:
        return self.inner.batch_api()

    async def list_models(self) -> list[str]:
        return await self.inner.list_models()

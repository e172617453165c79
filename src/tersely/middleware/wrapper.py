"""What all wrappers share: everything but the two calls is the inner provider's."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

from ..provider import Counter, Provider
from ..records import Completion, Request

origin: ContextVar[tuple[str, str]] = ContextVar("origin", default=("", ""))
"""(run, document) on whose behalf the current task calls: what the events of the wrappers carry."""


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


class Wrapper:
    """A provider that passes everything on to `inner`."""

    def __init__(self, inner: Provider) -> None:
        self.inner = inner
        self.name = inner.name

    async def complete(self, request: Request) -> Completion:
        """One answer in one piece."""
        return await self.inner.complete(request)

    def stream(self, request: Request) -> AsyncIterator[str | Completion]:
        """The answer as it comes."""
        return self.inner.stream(request)

    def counter(self) -> Counter | None:
        """The inner provider's tokenizer."""
        return self.inner.counter()

    async def aclose(self) -> None:
        """Close the inner provider."""
        await self.inner.aclose()

"""What passes through a wrapper untouched; tests/test_provider.py holds that nothing is forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from tersely.middleware.wrapper import Wrapper
from tersely.provider import Provider
from tersely.records import Completion, Embedded, Finish, Request, Usage


class Embedding(Provider):
    """A provider with embeddings."""

    name = "embedding"
    embedding_identity = "file-2"

    async def complete(self, request: Request) -> Completion:
        return Completion("Yes.", Usage(1, 1), Finish.COMPLETE, request.model, self.name)

    async def stream(self, request: Request) -> AsyncIterator[str | Completion]:
        yield await self.complete(request)

    async def embed(self, texts: Sequence[str]) -> Embedded:
        return Embedded(tuple((float(len(text)), 1.0) for text in texts), 3)


def test_vectors_come_through_wrappers_as_they_are() -> None:
    """With the tokens that were counted and what tells the model apart."""
    outer = Wrapper(Wrapper(Embedding()))
    assert asyncio.run(outer.embed(["a", "four"])) == Embedded(((1.0, 1.0), (4.0, 1.0)), 3)
    assert outer.embedding_identity == "file-2"
    assert Embedded(()).dimensions == 0

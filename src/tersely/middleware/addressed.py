"""What a request owes to the model that gets it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from ..catalog import ModelInfo
from ..provider import Provider
from ..records import Completion, Request
from .wrapper import Wrapper


class Addressed(Wrapper):
    """Fills in the name of its model, the effort that it thinks with unless another one was asked
    for, and a cap that it knows.
    """

    def __init__(self, inner: Provider, info: ModelInfo) -> None:
        super().__init__(inner)
        self._info = info

    async def complete(self, request: Request) -> Completion:
        return await self.inner.complete(self._addressed(request))

    def stream(self, request: Request) -> AsyncIterator[str | Completion]:
        return self.inner.stream(self._addressed(request))

    def peek(self, request: Request) -> Completion | None:
        return self.inner.peek(self._addressed(request))

    def _addressed(self, request: Request) -> Request:
        info = self._info
        return replace(
            request,
            model=info.ref.model,
            reasoning=request.reasoning or info.default_effort or None,
            max_output_tokens=min(request.max_output_tokens, info.max_output_tokens),
        )

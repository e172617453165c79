"""When a provider fails for good the next one takes over."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass

from ..errors import AuthFailed, BadRequest, ContextTooLong, ProviderError, TerselyError
from ..events import Emit, Warned, ignore
from ..provider import Provider
from ..records import Completion, Request
from .wrapper import Wrapper, origin, streaming


@dataclass(frozen=True, slots=True)
class Link:
    """One provider of the chain, and how a request reads for its model (name, output cap, effort, sampling)."""

    provider: Provider
    adapt: Callable[[Request], Request]


class Fallback(Wrapper):
    """Asks the first provider, and the next one after a final failure; never after a refusal, which is an answer.

    A provider that is down or refuses the key is not asked again by later calls. A prompt that is too long is passed on
    to the caller, who can split it.
    """

    def __init__(self, links: Sequence[Link], *, emit: Emit = ignore) -> None:
        super().__init__(links[0].provider)
        self._links = tuple(links)
        self._emit = emit
        self._first = 0

    async def complete(self, request: Request) -> Completion:
        number = self._first
        while True:
            link = self._links[number]
            try:
                return await link.provider.complete(link.adapt(request))
            except (ProviderError, AuthFailed) as error:
                number = self._next(number, error)

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion]:
        number = self._first
        while True:
            link = self._links[number]
            shown = False
            try:
                async with streaming(link.provider, link.adapt(request)) as pieces:
                    async for piece in pieces:
                        yield piece
                        shown = True
            except (ProviderError, AuthFailed) as error:
                if shown:
                    raise
                number = self._next(number, error)
            else:
                return

    async def aclose(self) -> None:
        for link in self._links:
            await link.provider.aclose()

    def _next(self, number: int, error: TerselyError) -> int:
        """The number of the link that takes over from `number`, or `error` again when none can."""
        if isinstance(error, ContextTooLong) or number + 1 == len(self._links):
            raise error
        if not isinstance(error, BadRequest):  # those are about one request, not about the provider
            self._first = max(self._first, number + 1)
        failed, successor = self._links[number].provider, self._links[number + 1].provider
        run, document = origin.get()
        self._emit(
            Warned(run, document, f"{failed.name} failed ({error.message.rstrip('.')}); {successor.name} takes over.")
        )
        return number + 1

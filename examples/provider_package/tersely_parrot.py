"""A provider for tersely: it needs no key and no network, and answers with the first words of what
it is given.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import ClassVar

from tersely.provider import Endpoint, Provider
from tersely.records import Completion, Finish, Request, Usage


class Adapter(Provider):
    """What tersely wants of a provider: a name and two methods. `tersely.provider.Provider`
    declares the rest (keys, addresses, limits, tokenizer ...) with its defaults.
    """

    provider_name: ClassVar[str] = "parrot"
    aliases: ClassVar[tuple[str, ...]] = ("polly",)
    distribution: ClassVar[str] = "tersely-parrot"

    def __init__(self, endpoint: Endpoint) -> None:
        self.name = endpoint.provider

    async def complete(self, request: Request) -> Completion:
        """The first words, as many as fit. An SDK would be imported and called here."""
        words = request.user.split()
        kept = words[: request.max_output_tokens]
        return Completion(
            text=" ".join(kept),
            usage=Usage(input_tokens=len(words), output_tokens=len(kept), estimated=True),
            finish=Finish.COMPLETE if len(kept) == len(words) else Finish.LENGTH,
            model=request.model,
            provider=self.name,
        )

    async def stream(self, request: Request) -> AsyncIterator[str | Completion]:
        """Word by word, then the Completion whose text is all of them joined."""
        whole = await self.complete(request)
        for index, word in enumerate(whole.text.split()):
            yield f" {word}" if index else word
        yield whole

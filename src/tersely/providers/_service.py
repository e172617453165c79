"""What all services reached over HTTP share: what an adapter writes, what it need not, and the
border where vendor exceptions end.
"""

from __future__ import annotations

import asyncio
import re
from abc import abstractmethod
from collections.abc import AsyncGenerator, Awaitable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import asdict
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import BadRequest, TerselyError, UsageError
from ..provider import Endpoint, Provider
from ..records import Completion, Embedded, Request
from ._call import Call
from ._failure import Failure, Pages, body_of, learned_limits
from ._outcome import Outcome
from ._reader import NotAnAnswer, Reader, Told
from ._secrets import Secrets
from ._translation import MISSHAPEN, Translator

if TYPE_CHECKING:
    import httpx2


T = TypeVar("T")


class Service(Provider):
    """A Provider in which the vendor's part is left open: how a request is sent, and how a reply
    is read.

    `_send` raises what the SDK raises; `_vendor_failure` reads it. `limits` holds what the last
    reply told about rate limits: "rpm" and "tpm".
    """

    limits: Mapping[str, float] = MappingProxyType({})
    takes_images: bool = True  # every API here has a place for them

    def __init__(self, endpoint: Endpoint) -> None:
        import httpx2

        from ._border import client_for

        self.name = endpoint.provider
        self._facts: Pages = self
        self._endpoint = endpoint
        self._base_url = endpoint.base_url or self.default_base_url
        # An empty key would make the SDKs look for one in the environment.
        self._key = endpoint.key.get_secret_value() if endpoint.key else "not-needed"
        self._secrets = Secrets(endpoint)
        self._errors = Translator(
            endpoint, self._base_url, lambda: self._facts, self._vendor_failure
        )
        self._http = client_for(endpoint)
        self._clocks = httpx2.Timeout(None, connect=endpoint.timeouts.connect_s)
        self._outcome = Outcome(endpoint)
        self._thinks_unopened = False
        self._dropped_efforts: frozenset[str] = frozenset()
        self._asked_effort = str(endpoint.options.get("asked_effort") or "")

    async def complete(self, request: Request) -> Completion:
        """One answer in one piece. Raises the errors of tersely.errors."""
        async with aclosing(Call(self, request, streaming=False).items()) as items:
            async for item in items:
                if isinstance(item, Completion):
                    return item
        raise AssertionError("a call ends with a Completion or an error")

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion]:
        """The answer as it comes, then its Completion. A stream without an ending is a BadReply
        with the text so far.
        """
        async with aclosing(Call(self, request, streaming=True).items()) as items:
            async for item in items:
                yield item

    async def list_models(self) -> list[str]:
        """The names of the models that the key can use, sorted."""
        return sorted(await self._guarded(self._models()))

    async def count_tokens(self, request: Request) -> int:
        """Input tokens of a request by the service's own count. UsageError where it has none."""
        return await self._guarded(self._count(request))

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """One vector for each text. UsageError where the service has none."""
        return await self._guarded(self._embed(texts))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    @cached_property
    def _caught(self) -> tuple[type[Exception], ...]:
        """What a call may raise."""
        import httpx2

        from ._reply import Flood

        return (
            *self._vendor_errors(),
            TerselyError,
            httpx2.HTTPError,
            TimeoutError,
            Told,
            NotAnAnswer,
            Flood,
            *MISSHAPEN,
        )

    @abstractmethod
    def _vendor_errors(self) -> tuple[type[Exception], ...]:
        """What the SDK raises. A plan and a stored answer need no SDK, and one takes half a second
        to import: it is not imported before the first call.
        """

    @abstractmethod
    def _reader(self) -> Reader:
        """What reads the next reply."""

    @abstractmethod
    async def _send(self, request: Request, *, stream: bool) -> None:
        """Have the SDK send the request. Its reply is read at the border, so there is none here."""

    @abstractmethod
    async def _models(self) -> list[str]: ...

    async def _count(self, request: Request) -> int:
        return await super().count_tokens(request)

    async def _embed(self, texts: Sequence[str]) -> Embedded:
        return await super().embed(texts)

    def _concede(self, refusal: BadRequest, request: Request) -> bool:
        """Whether a default of ours that the service refuses was dropped: then it is asked anew."""
        return refusal.status in (400, 422) and self._drop_effort(refusal.message, request)

    def _defaults(self) -> object:
        """What `_concede` may change, as it is now."""
        return self._dropped_efforts

    def _effort(self, request: Request) -> str | None:
        """The reasoning effort to ask for."""
        return None if request.reasoning in self._dropped_efforts else request.reasoning

    def _drop_effort(self, said: str, request: Request) -> bool:
        """Ask without the effort of `request` from now on, if nobody asked for it and the refusal
        `said` is about it.
        """
        effort = request.reasoning
        if not effort or effort == self._asked_effort:
            return False
        if not re.search(rf"reasoning|thinking|effort|output_config|'{effort}'", said.lower()):
            return False
        self._dropped_efforts = self._dropped_efforts | {effort}
        self._outcome.remarks.append(
            f"{self.name}/{request.model} does not take the reasoning effort {effort!r}; "
            "it is asked without one."
        )
        return True

    def _vendor_failure(self, error: Exception) -> Failure | None:
        """Read an exception of the SDK. This reads the form shared by openai and anthropic; None:
        it is no HTTP error.
        """
        response: httpx2.Response | None = getattr(error, "response", None)
        if response is None:
            body = getattr(error, "body", None)
            return Failure.read(body) if body else None
        return self._read_failure(body_of(response), response.status_code, response)

    def _read_failure(self, body: Any, status: int | None, response: Any) -> Failure:
        from ._border import shown

        self._learn(response.headers)
        return Failure.read(body, status, response.headers).at(shown(str(response.url)))

    def _learn(self, headers: Mapping[str, str]) -> None:
        self.limits = learned_limits(headers) or self.limits

    def _takes(self, request: Request, *names: str) -> dict[str, Any]:
        """The asked-for sampling settings by name, and `stop`. Raises UsageError for one that is
        not in `names`.
        """
        asked: dict[str, Any] = asdict(request.sampling)
        asked["stop"] = list(request.stop) or None
        given = {name: value for name, value in asked.items() if value is not None}
        if refused := [name for name in given if name not in names]:
            hint = f"Leave {' and '.join(refused)} out, or use another model."
            raise UsageError(f"{self.name} does not take {', '.join(refused)}.", hint=hint)
        return given

    async def _guarded(self, call: Awaitable[T], seconds: float | None = None) -> T:
        """Await under the whole-call clock, or one of its own; every failure leaves as an error of
        ours, without a trace of the vendor's.
        """
        try:
            async with asyncio.timeout(seconds or self._endpoint.timeouts.call_s):
                return await call
        except self._caught as error:
            failure = self._errors.translated(error)
        raise failure

"""What all services reached over HTTP share: clocks, the border where vendor exceptions end, and
the Completion.
"""

from __future__ import annotations

import asyncio
import json
from abc import abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Mapping
from contextlib import aclosing
from functools import cache
from time import perf_counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from ..errors import (
    BadReply,
    ConfigError,
    ConnectionFailed,
    ProviderError,
    TerselyError,
    UsageError,
)
from ..provider import Endpoint, Provider, host_of
from ..records import Completion, Finish, Request, Usage
from ._failure import Failure, Pages, learned_limits, sanitize_message

if TYPE_CHECKING:
    import ssl

    import httpx2

T = TypeVar("T")


# What reading a reply of another shape than the API promises ends with: a list where an object
# should be, and the like.
MISSHAPEN = (AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True, config=ConfigDict(strict=True, revalidate_instances="always"))
class Ending:
    """How the vendor said the answer ended. `usage` is None if it gave none; `reasoned` if it
    thought first.

    Raises:
        ValueError: a value is of another type; it comes from outside.
    """

    finish: Finish
    model: str = ""
    usage: Usage | None = None
    request_id: str | None = None
    detail: str = ""
    reasoned: bool = False


class Service(Provider):
    """A Provider in which the vendor's part is left open: `_answer`, `_pieces`, `_models` and
    `_count`.

    These raise what the SDK raises; `_vendor_failure` reads it. `limits` holds what the last reply
    told about rate limits: "rpm" and "tpm".
    """

    limits: Mapping[str, float] = MappingProxyType({})

    def __init__(self, endpoint: Endpoint, vendor_errors: tuple[type[Exception], ...]) -> None:
        import httpx2

        self.name = endpoint.provider
        self._facts: Pages = self
        self._endpoint = endpoint
        self._base_url = endpoint.base_url or self.default_base_url
        # An empty key would make the SDKs look for one in the environment.
        self._key = endpoint.key.get_secret_value() if endpoint.key else "not-needed"
        self._caught: tuple[type[Exception], ...] = (
            *vendor_errors,
            TerselyError,
            httpx2.HTTPError,
            TimeoutError,
            *MISSHAPEN,
        )
        width = max(endpoint.max_connections, 1)
        clocks = httpx2.Timeout(None, connect=endpoint.timeouts.connect_s)
        pool = httpx2.Limits(max_connections=width, max_keepalive_connections=width)
        try:
            self._http = httpx2.AsyncClient(
                timeout=clocks, limits=pool, headers=dict(endpoint.headers), verify=tls_context()
            )
        except (ImportError, ValueError, httpx2.InvalidURL) as error:
            # An ImportError names the package that a SOCKS proxy needs; the others may hold the
            # proxy's password.
            why = str(error) if isinstance(error, ImportError) else "it is no address of a proxy"
            message = f"The proxy that the environment names cannot be used: {why}"
            hint = "Check HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY."
            raise ConfigError(f"{message.rstrip('.')}.", hint=hint) from None
        self._clocks = clocks

    async def complete(self, request: Request) -> Completion:
        """One answer in one piece. Raises the errors of tersely.errors."""
        started = perf_counter()
        text, ending = await self._guarded(self._answer(request))
        return self._completion(request, text, ending, started, None)

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion]:
        """The answer as it comes, then its Completion. A stream without an ending is a BadReply
        with the text so far.
        """
        started, first_token_s = perf_counter(), None
        pieces: list[str] = []
        ending: Ending | None = None
        failure: TerselyError | None = None
        async with aclosing(self._pieces(request)) as source:
            items = aiter(source)
            while ending is None and failure is None:
                try:
                    async with asyncio.timeout(
                        self._patience_s(started, begun=first_token_s is not None)
                    ):
                        item = await anext(items)
                except StopAsyncIteration:
                    failure = self._bad_reply("the stream ended before the answer did")
                except self._caught as error:
                    failure = self._translated(error)
                else:
                    if isinstance(item, Ending):
                        ending = item
                        continue
                    first_token_s = (
                        perf_counter() - started if first_token_s is None else first_token_s
                    )
                    if item:
                        pieces.append(item)
                        yield item
        # Raised out here, so that no __context__ leads to the vendor's exception, which holds the
        # key.
        if failure is not None:
            if isinstance(failure, ProviderError):
                failure.partial_text = "".join(pieces)
            raise failure
        assert ending is not None
        yield self._completion(request, "".join(pieces), ending, started, first_token_s)

    async def list_models(self) -> list[str]:
        """The names of the models that the key can use, sorted."""
        return sorted(await self._guarded(self._models()))

    async def count_tokens(self, request: Request) -> int:
        """Input tokens of a request by the service's own count. UsageError where it has none."""
        return await self._guarded(self._count(request))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    @abstractmethod
    async def _answer(self, request: Request) -> tuple[str, Ending]: ...

    @abstractmethod
    def _pieces(self, request: Request) -> AsyncGenerator[str | Ending]:
        """Text as it comes; "" is a sign of life; an Ending is the last item."""

    @abstractmethod
    async def _models(self) -> list[str]: ...

    async def _count(self, request: Request) -> int:
        return await super().count_tokens(request)

    def _vendor_failure(self, error: Exception) -> Failure | None:
        """Read an exception of the SDK. This reads the form shared by openai and anthropic; None:
        it is no HTTP error.
        """
        response: httpx2.Response | None = getattr(error, "response", None)
        if response is None:
            body = getattr(error, "body", None)
            return Failure.read(body) if body else None
        self._learn(response.headers)
        return Failure.read(_body(response), response.status_code, response.headers)

    def _learn(self, headers: Mapping[str, str]) -> None:
        self.limits = learned_limits(headers) or self.limits

    def _bad_reply(self, what: str) -> BadReply:
        hint = "Try again; if it stays, check the base URL."
        return BadReply(f"{self.name}: {what}.", provider=self.name, hint=hint)

    def _takes(self, request: Request, *names: str) -> dict[str, Any]:
        """The asked-for sampling settings by name, and `stop`. Raises UsageError for one that is
        not in `names`.
        """
        sampling = request.sampling
        asked: dict[str, Any] = {
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            "top_k": sampling.top_k,
            "repeat_penalty": sampling.repeat_penalty,
            "seed": sampling.seed,
            "stop": list(request.stop) or None,
        }
        found = {name: value for name, value in asked.items() if value is not None}
        if refused := [name for name in found if name not in names]:
            hint = f"Leave {' and '.join(refused)} out, or use another model."
            raise UsageError(f"{self.name} does not take {', '.join(refused)}.", hint=hint)
        return found

    async def _guarded(self, call: Awaitable[T]) -> T:
        """Await under the whole-call clock; every failure leaves as an error of ours, without a
        trace of the vendor's.
        """
        try:
            async with asyncio.timeout(self._endpoint.timeouts.call_s):
                return await call
        except self._caught as error:
            failure = self._translated(error)
        raise failure

    def _patience_s(self, started: float, *, begun: bool) -> float:
        clocks = self._endpoint.timeouts
        left_s = clocks.call_s - (perf_counter() - started)
        return max(0.0, min(left_s, clocks.idle_s if begun else clocks.first_token_s))

    def _translated(self, error: Exception) -> TerselyError:
        import httpx2

        if isinstance(error, TerselyError):
            return error
        if isinstance(error, json.JSONDecodeError | httpx2.DecodingError):
            return self._bad_reply("the reply is not valid JSON")
        if isinstance(error, httpx2.HTTPError | TimeoutError):
            return self._line_failure(error)
        if isinstance(error, MISSHAPEN):
            return self._bad_reply("the reply is not what the API promises")
        failure = self._vendor_failure(error)
        return failure.error(self._endpoint, self._facts) if failure else self._line_failure(error)

    def _line_failure(self, error: BaseException) -> ConnectionFailed:
        import httpx2

        host = self._host
        said = str(error.__cause__ or error)  # the SDKs' own word is "Connection error."
        timed_out = isinstance(error, TimeoutError | httpx2.TimeoutException)
        timed_out = timed_out or isinstance(error.__cause__, httpx2.TimeoutException)
        tls = "SSL" in said or "certificate" in said.lower()
        if tls:
            message, hint = (
                f"no secure connection to {host}: {said}",
                "Check the base URL and SSL_CERT_FILE.",
            )
        elif timed_out:
            message, hint = f"{host} did not answer in time", "More patience: --timeout SECONDS."
        else:
            message, hint = (
                f"the connection to {host} failed: {said}",
                "Check the network and the base URL.",
            )
        message = f"{self.name}: {sanitize_message(message, self._endpoint)}."
        return ConnectionFailed(message, provider=self.name, retryable=not tls, hint=hint)

    @property
    def _host(self) -> str:
        return host_of(self._base_url)

    def _completion(
        self,
        request: Request,
        text: str,
        ending: Ending,
        started: float,
        first_token_s: float | None,
    ) -> Completion:
        usage = ending.usage or request.estimate(text)
        return Completion(
            text=text,
            usage=usage,
            finish=judged(ending, text, usage),
            model=ending.model or request.model,
            provider=self.name,
            request_id=ending.request_id,
            detail=sanitize_message(ending.detail, self._endpoint),
            first_token_s=first_token_s,
            elapsed_s=perf_counter() - started,
        )


def judged(ending: Ending, text: str, usage: Usage) -> Finish:
    """The Finish of an answer: without text it is never complete, and a limit met while thinking is
    its own outcome.
    """
    if text.strip() or ending.finish in (Finish.REFUSED, Finish.BLOCKED):
        return ending.finish
    thought = ending.reasoned or usage.reasoning_tokens > 0
    return Finish.REASONING_ONLY if thought else Finish.EMPTY


@cache
def tls_context() -> ssl.SSLContext:
    """The one TLS context of the process: reading the trust store takes 50 ms, and some SDKs would
    do it three times.
    """
    import httpx2

    try:
        return httpx2.create_ssl_context()
    except OSError as error:
        message = f"The certificates of this machine cannot be read: {error.strerror or error}."
        raise ConfigError(message, hint="Check SSL_CERT_FILE and SSL_CERT_DIR.") from None


def expect_type(response: httpx2.Response, wanted: str, service: Service) -> None:
    """Raise BadReply if the reply is not of the media type `wanted`: a login page is no answer."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != wanted:
        raise service._bad_reply(f"the reply is {kind or 'of no stated type'}, not {wanted}")


async def server_events(response: httpx2.Response) -> AsyncIterator[dict[str, Any]]:
    """The JSON documents of a server-sent event stream. Strict where SDKs skip: bad JSON raises
    JSONDecodeError.
    """
    data: list[str] = []
    async for line in response.aiter_lines():
        if line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif not line and data:
            text, data = "\n".join(data), []
            if text.strip() == "[DONE]":
                return
            document = json.loads(text)
            if not isinstance(document, dict):
                raise json.JSONDecodeError("an event is no object", text[:80], 0)
            yield document


def _body(response: httpx2.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return response.text

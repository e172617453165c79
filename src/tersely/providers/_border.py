"""The border: the one HTTP transport under every SDK.

It decides nothing by itself: proxy, certificates and clocks come with the Endpoint. An SDK builds,
signs and sends a request as its vendor means it; the reply to a call that was announced by
`taking` is kept back for `_reply.Reply`, so that the same code reads every vendor's bytes.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import AsyncIterator
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from time import perf_counter
from urllib.parse import urlsplit

import httpx2

from ..errors import ConfigError
from ..provider import Endpoint
from ._connections import Connections

# An error body is for reading: nobody reads more, and it may be compressed a thousandfold.
MOST_ERROR_BYTES = 64 * 1024


@dataclass(slots=True)
class Exchange:
    """One announced call; `response` is its reply, unread, once it has come with a 2xx."""

    response: httpx2.Response | None = None


taking: ContextVar[Exchange | None] = ContextVar("taking", default=None)


class Border(httpx2.AsyncBaseTransport):
    """Hands an announced reply to its `Exchange` and the SDK an empty one in its place."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._inner = Connections(
            endpoint.max_connections, tls_context(endpoint.ca_bundle), endpoint.proxy
        )
        # Some SDKs hand each request a timeout of their own, one of them none at all.
        self._clocks = httpx2.Timeout(None, connect=endpoint.timeouts.connect_s).as_dict()
        self._on_request = endpoint.on_request
        self._key_header = endpoint.key_header
        self._key = endpoint.key.get_secret_value() if endpoint.key else ""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        request.extensions["timeout"] = self._clocks
        # What comes compressed cannot be measured before it is unpacked.
        request.headers["accept-encoding"] = "identity"
        if self._key_header:
            request.headers.pop("authorization", None)
            request.headers[self._key_header] = self._key
        started = perf_counter()
        response = await self._inner.handle_async_request(request)
        if self._on_request:
            elapsed_ms = (perf_counter() - started) * 1000
            self._on_request(
                request.method, shown(str(request.url)), response.status_code, elapsed_ms
            )
        exchange = taking.get()
        if exchange is None or not response.is_success:
            if not response.is_success:
                assert isinstance(response.stream, httpx2.AsyncByteStream)
                response.stream = _Capped(response.stream)
            return response
        response.request = request
        exchange.response = response
        return _empty(response)

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Capped(httpx2.AsyncByteStream):
    """The first bytes of the body of an error; the rest is not read."""

    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner
        self._left = MOST_ERROR_BYTES

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._inner:
            yield chunk[: self._left]
            self._left -= len(chunk)
            if self._left <= 0:
                return

    async def aclose(self) -> None:
        await self._inner.aclose()


def _empty(response: httpx2.Response) -> httpx2.Response:
    """A reply of the same kind without an answer in it, for the SDK."""
    kind = response.headers.get("content-type", "application/json")
    is_stream = "event-stream" in kind or "alt=sse" in str(response.request.url)
    headers = [
        (name, value) for name, value in response.headers.items() if not name.startswith("content-")
    ]
    headers.append(("content-type", kind))
    return httpx2.Response(200, headers=headers, content=b"" if is_stream else b"{}")


def client_for(endpoint: Endpoint) -> httpx2.AsyncClient:
    """The HTTP client of an adapter. ConfigError when proxy or certificates cannot be used."""
    try:
        transport = Border(endpoint)
    except (ImportError, ValueError, httpx2.InvalidURL) as error:
        # An ImportError names the package that a SOCKS proxy needs; the others may hold the
        # proxy's password.
        why = str(error) if isinstance(error, ImportError) else "it is not the address of a proxy"
        why = why.partition(". ")[0].rstrip(".")
        hint = "Check HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY."
        raise ConfigError(
            f"The proxy that the environment names cannot be used: {why}.", hint=hint
        ) from None
    return httpx2.AsyncClient(
        transport=transport,
        headers=dict(endpoint.headers),
        params=dict(endpoint.query),
        timeout=None,
        trust_env=False,
    )


@cache
def tls_context(ca_bundle: str = "") -> ssl.SSLContext:
    """The TLS context of the process for one file (or folder) of certificates, or the machine's
    own: reading the trust store takes 50 ms, and some SDKs would do it three times.
    """
    try:
        if not ca_bundle:
            return httpx2.create_ssl_context()
        if os.path.isdir(ca_bundle):
            return ssl.create_default_context(capath=ca_bundle)
        return ssl.create_default_context(cafile=ca_bundle)
    except OSError as error:
        message = f"The certificates of this machine cannot be read: {error.strerror or error}."
        hint = "Check SSL_CERT_FILE, SSL_CERT_DIR, REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE."
        raise ConfigError(message, hint=hint) from None


def shown(url: str) -> str:
    """A URL as it may be shown: no name, no password, no query."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"

"""A connection that failed: why, in words, and what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator

import httpx2

from ..errors import ConnectionFailed
from ..provider import Endpoint, host_of, on_loopback
from ._border import shown
from ._failure import Pages
from ._wording import sanitize_message

# The first bytes of a TLS alert, as h11 quotes them when a server answers plain HTTP with one.
TLS_ALERT = ("\\x15\\x03", "\x15\x03")
REFUSED = {errno.ECONNREFUSED, 10061}  # the latter is Windows'


def line_failure(
    error: BaseException, endpoint: Endpoint, facts: Pages, base_url: str
) -> ConnectionFailed:
    """The error of ours for a line that could not be made, broke or fell silent."""
    chain = tuple(_chain(error))
    said = _said(chain)
    host = host_of(base_url)
    retryable = True
    if any(isinstance(link, httpx2.ProxyError) for link in chain):
        message = f"the proxy {endpoint.proxy_host} does not lead to {host}: {said}"
        hint, retryable = "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY.", False
    elif any(mark in said for mark in TLS_ALERT):
        message = f"{host} speaks HTTPS, and plain HTTP was sent"
        hint, retryable = f"Use https://{host} as the base URL.", False
    elif "WRONG_VERSION_NUMBER" in said or "record layer failure" in said:
        message = f"{host} does not speak HTTPS: {said}"
        hint, retryable = f"Is the base URL http://{host}?", False
    elif "SSL" in said or "certificate" in said.lower():
        message = f"no secure connection to {host}: {said}"
        hint = "Check the base URL, SSL_CERT_FILE and REQUESTS_CA_BUNDLE."
        retryable = False
    elif any(isinstance(link, TimeoutError | httpx2.TimeoutException) for link in chain):
        message, hint = f"{host} did not answer in time", "More patience: --timeout SECONDS."
    elif on_loopback(host) and any(_is_refusal(link) for link in chain):
        message, hint = _not_running(base_url, facts)
        retryable = False
    else:
        via = f" through the proxy {endpoint.proxy_host}" if endpoint.proxy else ""
        message = f"the connection to {host}{via} failed: {said}"
        hint = "Check the network and the base URL."
    message = sanitize_message(message, endpoint)
    if not message.startswith(_title(facts)):
        message = f"{endpoint.provider}: {message}"
    return ConnectionFailed(
        f"{message.rstrip('.')}.", provider=endpoint.provider, retryable=retryable, hint=hint
    )


def _not_running(base_url: str, facts: Pages) -> tuple[str, str]:
    title = _title(facts)
    hint = (
        f"Start it with `{facts.start}`."
        if facts.start
        else "Start the server, or check the base URL."
    )
    return f"{title} is not running at {shown(base_url)}", hint


def _title(facts: Pages) -> str:
    return facts.title or "The server"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what led to it, the members of groups included."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        link = waiting.pop()
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        waiting += [link.__context__, link.__cause__]
        if isinstance(link, BaseExceptionGroup):
            waiting += link.exceptions


def _is_refusal(link: BaseException) -> bool:
    return isinstance(link, OSError) and (
        isinstance(link, ConnectionRefusedError) or link.errno in REFUSED
    )


def _said(chain: tuple[BaseException, ...]) -> str:
    """What the transport said; the SDKs' own word is "Connection error."."""
    for link in chain:
        if isinstance(link, httpx2.HTTPError) and str(link):
            return str(link)
    return str(chain[0]) or type(chain[0]).__name__

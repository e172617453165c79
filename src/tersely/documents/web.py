"""A page or file behind an http(s) URL, within limits of size, time and place.

The name is resolved once, every address is judged, and the connection goes to the judged address
itself (TLS and the Host header keep the name), so that no second answer of a name server can lead
elsewhere. Proxies are not used: behind one, nobody here could know where the request ends.

One clock runs over the whole: look-up, connection, headers, body and redirects. A clock per read
would let a server hold us forever with a byte now and then; cancelling a task ends any of them.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ..errors import InputError
from .addresses import is_public
from .limits import Limits

if TYPE_CHECKING:
    import httpx2

_HEADERS = {
    "User-Agent": "tersely",
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/*;q=0.9,*/*;q=0.5",
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PIECE_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Fetched:
    """The body of the last response, its media type, its URL without credentials, and a name for
    people.
    """

    data: bytes
    media_type: str | None
    url: str
    name: str


def fetch(
    url: str, *, limits: Limits, allow_private: bool = False, offline: bool = False
) -> Fetched:
    """The page or file at `url`; redirects to http and https are followed.

    Raises:
        InputError: refused, too large, too slow or not found.
    """
    if offline:
        raise InputError(
            f"{_safe(url)} was not fetched: --offline is set.",
            hint="Save the page and give its path.",
        )
    import httpx2

    try:
        return _run(_within_time(url, limits, allow_private))
    except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as error:
        raise InputError(
            f"{_safe(url)} cannot be fetched: {str(error).rstrip('.')}.", hint="Check the URL."
        ) from None


def _run(work: Coroutine[Any, Any, Fetched]) -> Fetched:
    """The result of `work`, on a loop of its own: the caller may be inside a running one."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    results: list[Fetched] = []
    errors: list[BaseException] = []

    def in_thread() -> None:
        try:
            results.append(asyncio.run(work))
        except BaseException as error:  # noqa: BLE001  # handed to the caller's thread, not kept
            errors.append(error)

    thread = threading.Thread(target=in_thread, daemon=True)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return results[0]


async def _within_time(url: str, limits: Limits, allow_private: bool) -> Fetched:
    import httpx2

    target = httpx2.URL(url)
    try:
        async with asyncio.timeout(limits.url_timeout_s):
            return await _followed(target, limits, allow_private)
    except TimeoutError:
        raise InputError(
            f"{target.host} took longer than {limits.url_timeout_s:g} s.",
            hint="Try again, or download it first.",
        ) from None


async def _followed(url: httpx2.URL, limits: Limits, allow_private: bool) -> Fetched:
    """What stands at the end of the redirects that begin at `url`."""
    import httpx2

    target = url
    async with httpx2.AsyncClient(trust_env=False, follow_redirects=False, timeout=None) as client:
        for _ in range(limits.url_max_redirects + 1):
            async with _response(client, target, allow_private) as response:
                if response.status_code in _REDIRECTS and "location" in response.headers:
                    target = target.join(response.headers["location"])
                    continue
                if response.status_code >= 400:
                    raise InputError(
                        f"{target.host} answered {response.status_code} for {_safe(str(target))}.",
                        hint="Check the URL; a page behind a login must be saved first.",
                    )
                data = await _body(response, target.host, limits)
                media_type = response.headers.get("content-type")
                return Fetched(data, media_type, _safe(str(target)), _name(target))
    raise InputError(
        f"{_safe(str(url))} redirects more than {limits.url_max_redirects} times.",
        hint="Check the URL.",
    )


@asynccontextmanager
async def _response(
    client: httpx2.AsyncClient, url: httpx2.URL, allow_private: bool
) -> AsyncIterator[httpx2.Response]:
    """The open response for `url`, from the first of its addresses that accepts a connection."""
    import httpx2

    if url.scheme not in ("http", "https") or not url.host:
        raise InputError(
            f"{_safe(str(url))} is not an http or https address.",
            hint="Give a web address or a path.",
        )
    addresses = await _addresses(url, allow_private)
    host = url.netloc.decode("ascii")
    for position, address in enumerate(addresses):
        request = client.build_request(
            "GET",
            url.copy_with(host=address),
            headers={**_HEADERS, "Host": host},
            extensions={"sni_hostname": url.raw_host.decode("ascii")},
        )
        try:
            response = await client.send(request, stream=True)
        except httpx2.ConnectError:
            if position == len(addresses) - 1:
                raise
            continue
        try:
            yield response
        finally:
            await response.aclose()
        return


async def _addresses(url: httpx2.URL, allow_private: bool) -> list[str]:
    """All addresses of the host; InputError if one of them is not on the public internet."""
    try:
        host = url.raw_host.decode("ascii")
        addresses = await _resolved(host, url.port or url.scheme)
    except OSError as error:
        raise InputError(
            f"{url.host} cannot be found: {error.strerror or error}.",
            hint="Check the URL and the network.",
        ) from None
    for address in addresses:
        if not allow_private and not is_public(address):
            raise InputError(
                f"{url.host} is at {address}, which is not on the public internet; "
                "it was not contacted.",
                hint="If you mean it: --allow-private-urls",
            )
    return addresses


async def _resolved(host: str, port: int | str) -> list[str]:
    """The addresses of `host`.

    In a daemon thread of its own and not in the loop's executor: closing a loop waits for its
    executor, and a name server that does not answer can take minutes.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def settle(addresses: list[str], error: OSError | UnicodeError | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(addresses)

    def look_up() -> None:
        addresses: list[str] = []
        failure: OSError | UnicodeError | None = None
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            hosts = (str(socket_address[0]) for *_, socket_address in entries)
            addresses = list(dict.fromkeys(hosts))
        except (OSError, UnicodeError) as error:
            failure = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, addresses, failure)

    threading.Thread(target=look_up, daemon=True).start()
    return await answer


async def _body(response: httpx2.Response, host: str, limits: Limits) -> bytes:
    """The unpacked body, counted while it comes in."""
    data = bytearray()
    async for piece in response.aiter_bytes(_PIECE_BYTES):
        data += piece
        if len(data) > limits.url_max_bytes:
            raise InputError(
                f"the page at {host} is larger than {limits.url_max_bytes / 1e6:,.0f} MB.",
                hint="Download it first.",
            )
    return bytes(data)


def _name(url: httpx2.URL) -> str:
    last_part = url.path.rstrip("/").rpartition("/")[2]
    return unquote(last_part) or url.host


def _safe(url: str) -> str:
    """The URL without a password."""
    scheme, separator, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    return scheme + separator + authority.rpartition("@")[2] + slash + path

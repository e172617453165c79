"""A page or file behind an http(s) URL, within limits of size, time and place.

The name is resolved once, every address is judged, and the connection goes to the judged address
itself (TLS and the Host header keep the name), so that no second answer of a name server can lead
elsewhere. Proxies are not used: behind one, nobody here could know where the request ends.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ..errors import InputError
from .limits import Limits

if TYPE_CHECKING:
    import httpx2

_HEADERS = {
    "User-Agent": "tersely",
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/*;q=0.9,*/*;q=0.5",
}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


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
    """Follows redirects (http and https only). Raises InputError when refused, too large, too slow
    or not found.
    """
    if offline:
        raise InputError(
            f"{_safe(url)} was not fetched: --offline is set.",
            hint="Save the page and give its path.",
        )
    import httpx2

    deadline = time.monotonic() + limits.url_timeout_s
    try:
        target = httpx2.URL(url)
        with httpx2.Client(trust_env=False, follow_redirects=False) as client:
            for _ in range(limits.url_max_redirects + 1):
                with _response(client, target, deadline, allow_private) as response:
                    if response.status_code in _REDIRECTS and "location" in response.headers:
                        target = target.join(response.headers["location"])
                        continue
                    if response.status_code >= 400:
                        raise InputError(
                            f"{target.host} answered {response.status_code} for {_safe(str(target))}.",
                            hint="Check the URL; a page behind a login must be saved first.",
                        )
                    data = _body(response, target.host, limits, deadline)
                    return Fetched(
                        data,
                        response.headers.get("content-type"),
                        _safe(str(target)),
                        _name(target),
                    )
    except httpx2.TimeoutException:
        raise _too_slow(target.host, limits) from None
    except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as error:
        raise InputError(
            f"{_safe(url)} cannot be fetched: {str(error).rstrip('.')}.", hint="Check the URL."
        ) from None
    raise InputError(
        f"{_safe(url)} redirects more than {limits.url_max_redirects} times.", hint="Check the URL."
    )


@contextmanager
def _response(
    client: httpx2.Client, url: httpx2.URL, deadline: float, allow_private: bool
) -> Iterator[httpx2.Response]:
    """The open response for `url`, from the first of its addresses that accepts a connection."""
    import httpx2

    if url.scheme not in ("http", "https") or not url.host:
        raise InputError(
            f"{_safe(str(url))} is not an http or https address.",
            hint="Give a web address or a path.",
        )
    addresses = _addresses(url, allow_private)
    host = url.netloc.decode("ascii")
    for position, address in enumerate(addresses):
        request = client.build_request(
            "GET",
            url.copy_with(host=address),
            headers={**_HEADERS, "Host": host},
            timeout=max(0.1, deadline - time.monotonic()),
            extensions={"sni_hostname": url.raw_host.decode("ascii")},
        )
        try:
            response = client.send(request, stream=True)
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            if position == len(addresses) - 1:
                raise
            continue
        try:
            yield response
        finally:
            response.close()
        return


def _addresses(url: httpx2.URL, allow_private: bool) -> list[str]:
    """All addresses of the host; InputError if one of them is not on the public internet."""
    try:
        found = socket.getaddrinfo(
            url.raw_host.decode("ascii"), url.port or url.scheme, type=socket.SOCK_STREAM
        )
    except OSError as error:
        raise InputError(
            f"{url.host} cannot be found: {error.strerror or error}.",
            hint="Check the URL and the network.",
        ) from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not allow_private:
        for address in addresses:
            if not is_public(address):
                raise InputError(
                    f"{url.host} is at {address}, which is not on the public internet; it was not contacted.",
                    hint="If you mean it: --allow-private-urls",
                )
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address is global unicast, also as the IPv4 address inside a mapped, 6to4,
    Teredo or NAT64 one.

    >>> is_public("93.184.216.34"), is_public("169.254.169.254"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _body(response: httpx2.Response, host: str, limits: Limits, deadline: float) -> bytes:
    """The unpacked body, counted while it comes in."""
    data = bytearray()
    for piece in response.iter_bytes(65_536):
        data += piece
        if len(data) > limits.url_max_bytes:
            raise InputError(
                f"the page at {host} is larger than {limits.url_max_bytes / 1e6:,.0f} MB.",
                hint="Download it first.",
            )
        if time.monotonic() > deadline:
            raise _too_slow(host, limits)
    return bytes(data)


def _too_slow(host: str, limits: Limits) -> InputError:
    return InputError(
        f"{host} took longer than {limits.url_timeout_s:g} s.",
        hint="Try again, or download it first.",
    )


def _name(url: httpx2.URL) -> str:
    return unquote(url.path.rstrip("/").rpartition("/")[2]) or url.host


def _safe(url: str) -> str:
    """The URL without a password."""
    scheme, separator, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    return scheme + separator + authority.rpartition("@")[2] + slash + path

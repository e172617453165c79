"""Who may talk to a server on this machine: judged by the headers of each request, before anything
else of it is looked at.

Any page that the user has open can send requests to a port of this machine, and by a name that it
makes point here (DNS rebinding) it could read the answers. So the Host must be one of ours, the
Origin too where there is one, and a secret must come with everything.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any

TOKEN_BYTES = 32
SHORTEST_TOKEN = 16
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
_OWN_PAGE = frozenset(("same-origin", "none"))

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered: the HTTP status, cause and remedy."""

    status: int
    message: str
    hint: str


def new_token() -> str:
    """A secret that nobody guesses, as it may stand in an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def names_of(host: str, port: int) -> frozenset[str]:
    """What the Host header may say for a server on `host`: with the port, which browsers leave out
    only where it is 80.
    """
    names = {host} if ":" not in host else {f"[{host}]"}
    if host in ("127.0.0.1", "::1", "localhost"):
        names |= {"127.0.0.1", "localhost", "[::1]"}
    return frozenset(f"{name}:{port}" for name in names) | (names if port == 80 else frozenset())


class Guard:
    """Judges requests to one server. `hosts` are the values of the Host header that mean it,
    `token` its secret, `cookie` the name of the cookie that may stand for it, `open_paths` what
    everybody may ask for. With `any_address` it has other addresses too: a name can be made to
    point here, a number cannot.
    """

    def __init__(
        self,
        token: str,
        hosts: Iterable[str],
        *,
        cookie: str = "",
        open_paths: Iterable[str] = (),
        any_address: bool = False,
    ) -> None:
        self.token, self.cookie = token, cookie
        self.hosts = frozenset(host.lower() for host in hosts)
        self.open_paths = frozenset(open_paths)
        self.any_address = any_address

    @property
    def session(self) -> str:
        """The value of the cookie: not the token, which the user may use elsewhere."""
        return hashlib.sha256(f"tersely page {self.token}".encode()).hexdigest()

    def judge(self, method: str, path: str, headers: Mapping[str, str]) -> Refusal | None:
        """Why a request is refused; None where it is answered. Names of headers are lower case."""
        host = headers.get("host", "").lower()
        if not (host in self.hosts or (self.any_address and _is_address(host))):
            return Refusal(
                421, "The Host header names another server.", f"Use {min(self.hosts, default='')}."
            )
        origin = headers.get("origin", "").lower()
        if origin and origin not in {f"http://{name}" for name in (*self.hosts, host)}:
            return Refusal(403, "Another site sent this request.", "Use the page of this server.")
        site = headers.get("sec-fetch-site", "none")
        navigates = headers.get("sec-fetch-mode") == "navigate" and method in _SAFE
        if site not in _OWN_PAGE and not (navigates and path in self.open_paths):
            return Refusal(403, "Another site sent this request.", "Use the page of this server.")
        if path in self.open_paths or self._bears_token(headers):
            return None
        if not self.has_session(headers):
            return Refusal(
                401,
                "The token is missing or wrong.",
                "Open the link that the command printed, or send Authorization: Bearer TOKEN.",
            )
        # A cookie goes with whatever a page makes the browser send; only our own says so.
        if method not in _SAFE and not (origin or site == "same-origin"):
            return Refusal(403, "The request does not say who sent it.", "Send an Origin header.")
        return None

    def _bears_token(self, headers: Mapping[str, str]) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and same_secret(given.strip(), self.token)

    def has_session(self, headers: Mapping[str, str]) -> bool:
        """Whether the cookie of our page came along."""
        if not self.cookie:
            return False
        try:
            jar = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return False
        return self.cookie in jar and same_secret(jar[self.cookie].value, self.session)


def _is_address(host: str) -> bool:
    """Whether a Host is a number (with a port), and no name."""
    name = host.rpartition(":")[0] or host
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


class Links:
    """Links that open the page in one browser each: whoever reads one later gets nothing by it."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._tokens: set[str] = set()
        self.on_used: Callable[[], None] = lambda: None

    def new(self) -> str:
        """A link that was not used yet."""
        token = new_token()
        self._tokens.add(token)
        return f"{self._base_url}/open?token={token}"

    def redeem(self, given: str) -> bool:
        """Whether `given` is of a link that was not used yet; then it was now."""
        token = next((one for one in self._tokens if same_secret(given, one)), None)
        if token is None:
            return False
        self._tokens.discard(token)
        self.on_used()
        return True


def same_secret(given: str, secret: str) -> bool:
    """Compared in a time that tells nothing."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())


class Guarded:
    """An ASGI app behind a guard; `refuse` makes (content type, body) of a refusal and the headers
    of the request.
    """

    def __init__(
        self,
        app: App,
        guard: Guard,
        refuse: Callable[[Refusal, Mapping[str, str]], tuple[str, bytes]],
    ) -> None:
        self._app, self._guard, self._refuse = app, guard, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = {
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in scope["headers"]
            }
            refusal = self._guard.judge(scope["method"], scope["path"], headers)
            if refusal:
                await self._send(refusal, headers, send)
                return
        elif scope["type"] != "lifespan":
            return  # no websockets
        await self._app(scope, receive, send)

    async def _send(self, refusal: Refusal, request_headers: Mapping[str, str], send: Send) -> None:
        content_type, body = self._refuse(refusal, request_headers)
        headers = [
            (b"content-type", content_type.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
            (
                b"content-security-policy",
                b"default-src 'none'; style-src 'self'; form-action 'self'",
            ),
            # What was sent is not read; the connection ends with the answer.
            (b"connection", b"close"),
        ]
        if refusal.status == 401:
            headers.append((b"www-authenticate", b"Bearer"))
        await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

"""Who may talk to a server on this machine."""

from __future__ import annotations

import pytest

from tersely.app.guard import Guard, names_of, new_token

TOKEN = new_token()
GUARD = Guard(TOKEN, names_of("127.0.0.1", 8765), cookie="tersely_8765", open_paths=["/open"])
HOST = {"host": "127.0.0.1:8765"}
BEARER = {"authorization": f"Bearer {TOKEN}"}
PAGE = {"cookie": f"other=1; tersely_8765={GUARD.session}"}
OWN = {"origin": "http://127.0.0.1:8765", "sec-fetch-site": "same-origin"}
EVIL = {"origin": "http://evil.example", "sec-fetch-site": "cross-site"}


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("POST", HOST | BEARER, None),
        ("POST", {"host": "localhost:8765"} | BEARER, None),
        ("POST", {"host": "[::1]:8765"} | BEARER, None),
        ("GET", HOST | PAGE, None),
        ("POST", HOST | PAGE | OWN, None),
        ("POST", {}, 421),
        ("POST", {"host": "evil.example:8765"} | BEARER, 421),
        ("POST", {"host": "127.0.0.1:80"} | BEARER, 421),
        ("POST", {"host": "127.0.0.1:8765.evil.example"} | BEARER, 421),
        ("POST", HOST | PAGE | EVIL, 403),
        ("POST", HOST | BEARER | EVIL, 403),
        ("POST", HOST | PAGE | {"origin": "null"}, 403),
        ("POST", HOST | PAGE | {"origin": "http://localhost:9999"}, 403),
        ("POST", HOST | PAGE | {"origin": "https://127.0.0.1:8765"}, 403),
        ("GET", HOST | PAGE | {"sec-fetch-site": "same-site"}, 403),
        ("POST", HOST | PAGE, 403),
        ("POST", HOST, 401),
        ("GET", HOST, 401),
        ("POST", HOST | {"authorization": "Bearer wrong"}, 401),
        ("POST", HOST | {"authorization": f"Basic {TOKEN}"}, 401),
        ("POST", HOST | {"authorization": "Bearer "}, 401),
        ("POST", HOST | {"cookie": f"tersely_8765={TOKEN}"}, 401),
        ("POST", HOST | {"cookie": "tersely_8765=\xff;;=;"}, 401),
    ],
)
def test_a_request_is_answered_or_refused(
    method: str, headers: dict[str, str], status: int | None
) -> None:
    """By Host, Origin, Fetch metadata and secret, in this order."""
    refusal = GUARD.judge(method, "/v1/x", headers)
    assert (refusal.status if refusal else None) == status


def test_an_open_path_needs_no_secret_but_the_right_host() -> None:
    """A link of another page may lead there; its scripts may not."""
    assert GUARD.judge("GET", "/open", HOST) is None
    refusal = GUARD.judge("GET", "/open", {"host": "evil.example"})
    assert refusal
    assert refusal.status == 421
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert GUARD.judge("GET", "/open", HOST | link) is None
    refusal = GUARD.judge("GET", "/open", HOST | {"sec-fetch-site": "cross-site"})
    assert refusal
    assert refusal.status == 403


def test_tokens_differ() -> None:
    """And the cookie does not hold one."""
    assert new_token() != new_token()
    assert TOKEN not in GUARD.session

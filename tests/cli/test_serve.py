"""`tersely serve` as a command: what it refuses before it serves. tests/serve talks to it."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tersely.cli.listening import is_loopback

from .conftest import Run

pytest.importorskip("fastapi", reason="extra serve is not installed")


def test_other_machines_need_a_token_of_the_users_own(tersely: Run, tmp_path: Path) -> None:
    """One that is long enough, in a file that can be read."""
    ended = tersely("serve", "--host", "0.0.0.0", "--port", "0")
    assert (ended.code, ended.out) == (2, "")
    assert "needs a token of your own" in ended.err
    assert "--token-file" in ended.err
    for content, code in (("short", 2), ("two words of a token", 2), (None, 4)):
        token = tmp_path / "token"
        token.unlink(missing_ok=True)
        if content is not None:
            token.write_text(content)
        ended = tersely("serve", "--port", "0", "--token-file", str(token))
        assert ended.code == code, content
        assert "two words" not in ended.err


def test_a_port_that_is_taken_is_told(tersely: Run) -> None:
    """With the way out; and an address that this machine does not have."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = tersely("serve", "--port", str(taken.getsockname()[1]))
    assert ended.code == 2
    assert "cannot be used" in ended.err
    assert "--port 0" in ended.err


def test_what_only_this_machine_reaches() -> None:
    """Names of addresses that may lead elsewhere are not trusted."""
    assert all(map(is_loopback, ("127.0.0.1", "127.8.8.8", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.0.2.1", "localhost.example", "")))

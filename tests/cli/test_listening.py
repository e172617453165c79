"""Commands that listen: who can reach them, on which port, and with which secret."""

from __future__ import annotations

import re
import socket
import string
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tersely.app.context import Context
from tersely.app.guard import SHORTEST_TOKEN
from tersely.cli.listening import announce, is_loopback, listen, need_extra, token_from
from tersely.errors import InputError, MissingExtra, UsageError

from .conftest import Run

PRINTED = string.ascii_letters + string.digits + string.punctuation


def never() -> str:
    """A token is generated where the user gave none, and only there."""
    raise AssertionError


def test_what_only_this_machine_reaches() -> None:
    """Names of addresses that may lead elsewhere are not trusted."""
    assert all(map(is_loopback, ("127.0.0.1", "127.8.8.8", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.0.2.1", "localhost.example", "")))


@given(st.ip_addresses())
def test_an_address_is_reached_from_here_alone_if_it_is_loopback(address: object) -> None:
    """Each other one needs a token of the user's own."""
    host = str(address)
    if is_loopback(host):
        assert token_from(None, host, lambda: "made") == "made"
    else:
        with pytest.raises(UsageError, match="needs a token of your own") as caught:
            token_from(None, host, never)
        assert "--token-file" in caught.value.hint


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_port_takes_connections_before_anything_answers(host: str) -> None:
    """Who follows the printed link at once waits."""
    try:
        bound = listen(host, 0)
    except UsageError:
        pytest.skip(f"no {host} on this machine")
    with bound, socket.create_connection(bound.getsockname()[:2]) as client:
        assert client.getpeername()[:2] == bound.getsockname()[:2]


def test_a_port_that_is_taken_is_told() -> None:
    """With the way out, and so is an address that this machine does not have."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"127.0.0.1 port {port} cannot be used: ") as caught:
            listen("127.0.0.1", port)
    assert "--port 0" in caught.value.hint
    with pytest.raises(UsageError, match=re.escape("192.0.2.1 port 0 cannot be used")):
        listen("192.0.2.1", 0)


def test_a_port_that_is_taken_is_told_by_the_command(tersely: Run) -> None:
    """Exit 2."""
    pytest.importorskip("fastapi", reason="extra serve is not installed")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = tersely("serve", "--port", str(taken.getsockname()[1]))
    assert ended.code == 2
    assert "cannot be used" in ended.err
    assert "--port 0" in ended.err


@example(token="two words of a token")
@example(token="chara")
@example(token="a" * SHORTEST_TOKEN)
@example(token="a" * (SHORTEST_TOKEN - 1))
@given(token=st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=40))
def test_a_token_is_long_and_has_no_gap(
    tmp_path_factory: pytest.TempPathFactory, token: str
) -> None:
    """Of printed ASCII; what stands around it is no part of it. It is in no message."""
    path = tmp_path_factory.getbasetemp() / "token"
    bare = token.strip()
    is_good = len(bare) >= SHORTEST_TOKEN and all(c in PRINTED for c in bare)
    refusal = refusal_of(token, path)
    assert bool(refusal) is not is_good
    # The same sentence for all: nothing of the token can be in it.
    assert is_good or refusal in {refusal_of(other, path) for other in ("", "x", "é" * 40)}


def refusal_of(token: str, path: Path) -> str:
    """What is said of a token that cannot be used; nothing of one that can."""
    path.write_bytes(f" {token}\n".encode())
    try:
        assert token_from(str(path), "0.0.0.0", never) == token.strip()
    except UsageError as error:
        return f"{error.message} {error.hint}"
    return ""


@pytest.mark.parametrize("content", [None, b"\xff" * 20])
def test_a_token_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    """By its file and its option."""
    if content:
        (tmp_path / "token").write_bytes(content)
    with pytest.raises(InputError, match="token of --token-file cannot be read"):
        token_from(str(tmp_path / "token"), "127.0.0.1", never)


def test_a_missing_extra_names_the_line_that_installs_it() -> None:
    """One sentence, and the remedy."""
    need_extra("mcp", "json")
    with pytest.raises(MissingExtra, match="needs packages that are not installed") as caught:
        need_extra("mcp", "json", "no_such_module_anywhere")
    assert caught.value.hint == "Install them: pip install 'tersely[mcp]'"


def test_who_is_asked_is_said_before_anything_is_sent(capsys: pytest.CaptureFixture[str]) -> None:
    """With the host, and that of a second model."""
    environment = {"OPENAI_API_KEY": "sk-x", "ANTHROPIC_API_KEY": "sk-ant-x"}
    announce(Context.load({"verify": "anthropic"}, environment=environment))
    told = capsys.readouterr().err
    assert told.startswith("openai/")
    assert 0 < told.index("api.openai.com") < told.index("api.anthropic.com")
    announce(Context.load({}, environment={}))
    assert capsys.readouterr().err.startswith("No model is set up")

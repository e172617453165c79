"""A key leaves through no door but the request to the service that it belongs to."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

import wire
from tersely import config
from wire import Answer

from .conftest import Ended, Run

pytestmark = pytest.mark.thorough

CANARY = "canary:5c1f0e7b/no+shape=that_is_known"
KEYS = {
    "openai": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "gemini": "GEMINI_API_KEY",
    "grok": "XAI_API_KEY",
}
BASE_URLS = {
    "openai": "OPENAI_BASE_URL",
    "anthropic": "ANTHROPIC_BASE_URL",
    "gemini": "GOOGLE_GEMINI_BASE_URL",
    "grok": "XAI_BASE_URL",
}
# Services have echoed the key in each of these places.
FAILURES = {
    "auth": Answer.failure("auth"),
    "quota": Answer.failure("quota", detail=CANARY),
    "rate limit": Answer.failure("rate_limit", detail=CANARY),
    "server error": Answer.failure("server", detail=CANARY),
    "bad request": Answer.failure("bad_request", detail=CANARY),
    "not found": Answer.failure("not_found", detail=CANARY),
    "forbidden": Answer.failure("forbidden", detail=CANARY),
    "echoed body": Answer(status=502, body=f"upstream said no to {CANARY}".encode()),
    "refused": Answer(ending="refusal", detail=CANARY),
    "blocked": Answer(ending="blocked", detail=CANARY),
    "cut": Answer(ending="length"),
    "dropped": Answer(fault="drop"),
    "bad json": Answer(fault="bad_json"),
    "error event": Answer(fault="error_event", detail=CANARY),
    "wrong type": Answer(fault="wrong_type"),
}


@pytest.fixture
def keys(server: wire.WireServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The canary is the key of every service."""
    for name in KEYS.values():
        monkeypatch.setenv(name, CANARY)


def files(*folders: Path) -> Iterator[tuple[Path, bytes]]:
    """All files under the folders."""
    for folder in folders:
        yield from ((path, path.read_bytes()) for path in folder.rglob("*") if path.is_file())


def sings(ended: Ended, *folders: Path) -> list[str]:
    """Where the canary was found."""
    found = [
        name for name, text in (("stdout", ended.out), ("stderr", ended.err)) if CANARY in text
    ]
    return found + [str(path) for path, data in files(*folders) if CANARY.encode() in data]


@pytest.mark.parametrize("provider", KEYS)
@pytest.mark.parametrize("failure", FAILURES)
def test_no_failure_tells_the_key(
    tersely: Run,
    report: str,
    server: wire.WireServer,
    keys: None,
    empty_home: Path,
    provider: str,
    failure: str,
) -> None:
    """Plain and streamed, as text and as JSON; neither a stream nor any file holds it."""
    server.reply = lambda _request: FAILURES[failure]
    for extra in (["--json"], ["--stream"]):
        ended = tersely(report, "-m", provider, "-vv", "--set", "retries=0", *extra)
        assert ended.code
        assert sings(ended, empty_home) == []
    assert server.requests[0].key == CANARY


@pytest.mark.parametrize("provider", KEYS)
@pytest.mark.parametrize("address", ["tls", "refused"])
def test_no_broken_line_tells_the_key(
    tersely: Run,
    report: str,
    server: wire.WireServer,
    keys: None,
    empty_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    provider: str,
    address: str,
) -> None:
    """A TLS error and a closed door."""
    url = server.url(provider, scheme="https") if address == "tls" else "http://127.0.0.1:9/v1"
    monkeypatch.setenv(BASE_URLS[provider], url)
    ended = tersely(report, "-m", provider, "-vv", "--json", "--set", "retries=0")
    assert ended.code == 5
    assert sings(ended, empty_home) == []


@pytest.mark.parametrize("failure", ["auth", "server error", "bad request", "refused"])
def test_no_batch_tells_the_key(
    tersely: Run,
    server: wire.WireServer,
    keys: None,
    empty_home: Path,
    tmp_path: Path,
    failure: str,
) -> None:
    """Nor do its report, its job file and its summaries."""
    server.reply = lambda _request: FAILURES[failure]
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    (source / "a.md").write_text("The harbour was busy. " * 100)
    ended = tersely(
        "batch", str(source), "-o", str(out), "-m", "openai", "-vv", "--set", "retries=0"
    )
    assert ended.code
    assert server.requests
    assert sings(ended, empty_home, out) == []


def test_a_fallback_tells_no_key(
    tersely: Run, report: str, server: wire.WireServer, keys: None
) -> None:
    """The warning that another model takes over has the reason of the first one in it."""
    server.script(FAILURES["quota"])
    ended = tersely(
        report, "-m", "openai", "--fallback", "anthropic", "-vv", "--json", "--set", "retries=0"
    )
    assert ended.code == 0
    assert "takes over" in ended.err
    assert sings(ended) == []


@pytest.mark.parametrize(
    "command",
    [
        ("doctor",),
        ("doctor", "--json"),
        ("doctor", "--probe"),
        ("keys",),
        ("config", "show"),
        ("models",),
        ("models", "--json"),
        ("models", "-p", "openai", "--refresh"),
    ],
    ids=" ".join,
)
def test_no_listing_tells_the_key(
    tersely: Run, server: wire.WireServer, keys: None, command: tuple[str, ...]
) -> None:
    """They say where a key is, not what it is."""
    config_file = config.paths(os.environ).config_file
    config_file.parent.mkdir(parents=True, exist_ok=True)
    config_file.write_text(
        f'[providers.mine]\nbase_url = "http://127.0.0.1:9/v1"\nheaders = {{ Authorization = "Bearer {CANARY}" }}\n'
    )
    ended = tersely(*command)
    assert ended.code == 0, ended.err
    assert sings(ended) == []


def test_a_key_is_stored_for_its_owner_only(tersely: Run, empty_home: Path) -> None:
    """0600, nothing on the screen, and the next command finds it."""
    ended = tersely("keys", "set", "openai", "--stdin", stdin=f"{CANARY}\n".encode())
    assert ended.code == 0
    assert sings(ended) == []
    holders = [path for path, data in files(empty_home) if CANARY.encode() in data]
    assert [stat.S_IMODE(path.stat().st_mode) for path in holders] == [0o600]
    listed = tersely("keys")
    assert str(holders[0]) in listed.out
    assert sings(listed) == []


def test_a_header_of_the_config_reaches_its_service_only(
    tersely: Run, report: str, server: wire.WireServer, empty_home: Path
) -> None:
    """Masked on the way out, whole on the wire, also where the service repeats it without the word
    before it.
    """
    config_file = config.paths(os.environ).config_file
    config_file.parent.mkdir(parents=True, exist_ok=True)
    config_file.write_text(
        f'[providers.mine]\nbase_url = "{server.url("mine")}"\nheaders = {{ X-Door = "Token {CANARY}" }}\n'
    )
    server.script(Answer(), Answer.failure("server", detail=CANARY))
    assert tersely(report, "-m", "mine/m", "--no-cache", "-vv").code == 0
    failed = tersely(report, "-m", "mine/m", "--no-cache", "--json", "--set", "retries=0")
    assert failed.code == 5
    assert CANARY not in failed.out + failed.err
    assert "[key]" in failed.out
    assert [request.headers["x-door"] for request in server.requests] == [f"Token {CANARY}"] * 2
    assert [path for path, data in files(empty_home) if CANARY.encode() in data] == [config_file]


def test_settings_show_no_key() -> None:
    """Neither repr nor a dump nor JSON of what the library hands around."""
    row = config.ProviderRow(headers={"Authorization": SecretStr(f"Bearer {CANARY}")})
    settings = config.Settings(api_key=SecretStr(CANARY), providers={"mine": row})
    assert CANARY not in f"{settings!r} {settings} {row!r}"
    assert CANARY not in f"{settings.model_dump()} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    "command", [("config", "show"), ("doctor",), ("doctor", "--json"), ("models",)]
)
def test_a_password_in_an_address_of_the_config_is_not_listed(
    tersely: Run, empty_home: Path, command: tuple[str, ...]
) -> None:
    """A proxy of the user's own may have one."""
    (empty_home / "config/tersely").mkdir(parents=True)
    row = f'[providers.acme]\nbase_url = "https://me:{CANARY.replace("/", "")}@llm.example.com/v1"\ndefault_model = "m"\n'
    (empty_home / "config/tersely/config.toml").write_text(row)
    ended = tersely(*command)
    assert ended.code == 0
    assert "acme" in ended.out
    assert "canary" not in ended.out


@pytest.mark.parametrize("key", ["sk-one\nsk-two", "sk-ünïcode"])
def test_a_key_that_cannot_be_sent_is_not_quoted(
    tersely: Run, report: str, server: wire.WireServer, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """HTTP libraries put an illegal header into their message."""
    monkeypatch.setenv("OPENAI_API_KEY", key)
    ended = tersely(report, "-m", "openai", "--set", "retries=0")
    assert ended.code == 3
    assert "OPENAI_API_KEY" in ended.err
    assert "sk-" not in ended.out + ended.err

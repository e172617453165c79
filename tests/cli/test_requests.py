"""What a run says of its requests, of where they go, and of the window of a server."""

from __future__ import annotations

import json

import pytest

import wire
from cli.conftest import Run


def test_each_request_is_shown_on_demand(
    tersely: Run, report: str, server: wire.WireServer
) -> None:
    """-vv: method, address, status, milliseconds; without it nothing."""
    ended = tersely(report, "-m", "openai", "-vv", "--no-cache")
    assert f"POST http://127.0.0.1:{server.port}/openai/v1/responses 200 " in ended.err
    assert "sk-wire-openai" not in ended.err
    assert "POST" not in tersely(report, "-m", "openai", "--no-cache").err


def test_a_window_that_a_server_tells_makes_the_plan(
    tersely: Run, report: str, server: wire.WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without any setting by hand the parts fit what the server has loaded."""
    monkeypatch.setenv("LLAMA_SERVER_BASE_URL", server.url("llama-server"))
    server.doors = {"/props": {"default_generation_settings": {"n_ctx": 4_096}}}
    ended = tersely(report, "-m", "llama-server/m", "--no-cache", "--json")
    assert ended.code == 0, ended.err
    assert json.loads(ended.out)["plan"]["window_tokens"] == 4_096
    assert len(server.requests) >= 1
    assert all((len(r.system) + len(r.text)) // 4 < 4_096 for r in server.requests)


def test_loopback_is_never_reached_through_a_proxy(
    tersely: Run, report: str, server: wire.WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--offline means offline: the text goes to the server on this machine and nowhere else."""
    monkeypatch.setenv("OLLAMA_HOST", f"127.0.0.1:{server.port}")
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    ended = tersely(report, "-m", "openai", "--offline", "--no-cache")
    assert ended.code == 0, ended.err
    assert "proxy" not in ended.err


def test_a_proxy_is_named_before_anything_is_sent(
    tersely: Run, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first line tells who sees the text on its way."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-wire-openai")
    monkeypatch.setenv("HTTPS_PROXY", "http://me:secret-word@127.0.0.1:9")
    ended = tersely(report, "-m", "openai", "--set", "retries=0")
    assert ended.code == 5
    first = ended.err.splitlines()[0]
    assert first.endswith("text goes to api.openai.com (through the proxy 127.0.0.1:9).")
    assert "secret-word" not in ended.err

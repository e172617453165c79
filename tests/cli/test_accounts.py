"""What a run says of its requests and of its money, also when it fails."""

from __future__ import annotations

import json

import pytest

import wire
from cli.conftest import Run
from wire import Answer


def test_a_failed_run_says_what_it_cost(tersely: Run, report: str, server: wire.WireServer) -> None:
    """Parts that were read are paid, though the last call fails: on stderr and in the JSON."""
    answers = [Answer(text="Notes.", input_tokens=2_000, output_tokens=20)] * 40

    def reply(request: wire.WireRequest) -> Answer:
        final = "[part" in request.text or "notes" in request.text.lower()
        return Answer.failure("bad_request") if final and len(server.requests) > 2 else answers[0]

    server.reply = reply
    options = ("-m", "openai", "--set", "chunk_tokens=1000", "-j", "1", "--json")
    ended = tersely(report, *options)
    assert ended.code == 5
    spent = json.loads(ended.out)["spent"]
    assert spent["calls"] >= 2
    assert spent["input_tokens"] >= 4_000
    assert spent["cost_usd"] > 0
    assert "Spent until then:" in ended.err


def test_nothing_spent_is_not_told(tersely: Run, report: str, server: wire.WireServer) -> None:
    """A first call that is refused has cost nothing."""
    server.reply = lambda _request: Answer.failure("auth")
    ended = tersely(report, "-m", "openai", "--json")
    assert ended.code == 3
    assert json.loads(ended.out)["spent"]["calls"] == 0
    assert "Spent" not in ended.err


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


def test_a_pipe_never_holds_a_fragment_without_a_mark(
    tersely: Run, report: str, server: wire.WireServer
) -> None:
    """The line breaks each time: what came is marked as void and as broken off, and asked for once
    more only, for it is paid.
    """
    server.reply = lambda _request: Answer(text="One two three four.", fault="drop")
    ended = tersely(report, "-m", "openai", "--stream", "--no-cache")
    assert ended.code == 5
    assert len(server.requests) == 2
    assert ended.out.count("One two") == 2
    assert ended.out.count("[Void: connection lost") == 1
    assert ended.out.rstrip().endswith("[Broken off: the text above is not a whole answer.]")
    assert "Spent until then: 1 call" in ended.err

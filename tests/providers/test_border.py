"""Where bytes go and how long is waited for them."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

import wire
from providers.harness import CANARY, REQUEST, Bench, ask
from tersely import providers
from tersely.errors import BadReply, ConnectionFailed, ProviderError
from tersely.provider import Endpoint, Timeouts
from wire import Answer


def test_the_adapter_looks_at_no_proxy_of_its_own(
    server: wire.WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dead proxy in the environment does not stand before a server on this machine."""
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for kind in ("chat", "anthropic", "gemini"):
        assert Bench(server, kind, streaming=False).run()[1].text


def test_a_proxy_that_is_used_is_named(server: wire.WireServer) -> None:
    """A dead one is told by its address, without its password."""
    proxy = f"http://me:secret-word@127.0.0.1:{server.port}"
    where = Endpoint("grok", "m", "http://llm.example.invalid/v1", proxy=proxy)
    assert where.route == f"llm.example.invalid (through the proxy 127.0.0.1:{server.port})"
    bench = Bench(server, "grok", streaming=False)
    failure = bench.fail(base_url=where.base_url, proxy="http://me:secret-word@127.0.0.1:9")
    assert isinstance(failure, ConnectionFailed)
    assert "127.0.0.1:9" in failure.message
    assert "secret-word" not in f"{failure.message} {failure.hint}"
    told = bench.fail(
        Answer(status=407, body=b"Proxy Authentication Required"),
        base_url=f"http://127.0.0.1:{server.port}/grok/v1",
        proxy=proxy,
    )
    assert "The proxy 127.0.0.1" in told.message
    assert "HTTP_PROXY" in told.hint


def test_a_comment_is_a_sign_of_life(bench: Bench) -> None:
    """Silence ends with any byte; headers alone are no token."""
    if not bench.streaming:
        pytest.skip("a plain answer comes at once")
    bench.timeouts = Timeouts(connect_s=5, silence_s=5, call_s=5)
    bench.server.script(Answer(text="One two.", twist="comments"))
    assert bench.run()[1].first_token_s is not None


def test_the_whole_call_has_an_end(bench: Bench) -> None:
    """A server that says nothing is left after --timeout, whatever the silence may last."""
    bench.timeouts = Timeouts(connect_s=5, silence_s=None, call_s=0.1)
    failure = bench.fail(Answer(fault="stall_first_byte"))
    assert isinstance(failure, ConnectionFailed)
    assert failure.retryable
    assert "--timeout" in failure.hint


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_names_its_target_and_is_not_followed(bench: Bench, status: int) -> None:
    """The key would go along; asking again would lead to the same place."""
    target = "https://elsewhere.example/v2"
    failure = bench.fail(Answer(status=status, body=b"", headers={"location": target}))
    assert isinstance(failure, ProviderError)
    assert not failure.retryable
    assert target in failure.hint
    assert len(bench.server.requests) == 1


def test_each_request_is_told_without_key_or_text(bench: Bench) -> None:
    """Method, address, status and milliseconds: what -vv prints."""
    seen: list[tuple[str, str, int, float]] = []
    bench.server.script(Answer.failure("server"), Answer())

    async def run() -> None:
        endpoint = bench.endpoint(on_request=lambda *told: seen.append(told))
        adapter = providers.create(endpoint)
        with pytest.raises(ProviderError):
            await ask(adapter, REQUEST, streaming=bench.streaming)
        await ask(adapter, REQUEST, streaming=bench.streaming)
        await adapter.aclose()

    asyncio.run(run())
    assert [(method, status) for method, _, status, _ in seen] == [("POST", 500), ("POST", 200)]
    assert all(f"127.0.0.1:{bench.server.port}" in url and "?" not in url for _, url, _, _ in seen)
    assert all(ms > 0 for *_, ms in seen)
    assert CANARY not in str(seen)
    assert REQUEST.user not in str(seen)


def test_an_echo_of_the_key_is_masked(bench: Bench) -> None:
    """A gateway that repeats the Authorization header in its answer: in no field, in no piece."""
    text = f"Your key {CANARY} works. {CANARY[:9]} is not it."
    for framing in ("json", "events"):
        bench.server.script(Answer(text=text, pieces=30, model=f"Bearer {CANARY}", framing=framing))
        pieces, completion = bench.run()
        assert CANARY not in f"{pieces} {completion!r}"
        assert completion.text == f"Your key [key] works. {CANARY[:9]} is not it."
        assert completion.model == "Bearer [key]"


def test_words_of_headers_and_query_are_masked(bench: Bench) -> None:
    """A key may stand in a header or in the query of a row."""
    text = "header-secret-1 and query-secret-2"
    bench.server.script(Answer(text=text))
    where = replace(
        bench.endpoint(),
        headers={"x-gateway": "header-secret-1"},
        query={"code": "query-secret-2"},
    )
    completion = bench.run(headers=where.headers, query=where.query)[1]
    assert completion.text == "[key] and [key]"


def test_escapes_of_a_terminal_are_not_passed_on(bench: Bench) -> None:
    """Of an error body a terminal gets words."""
    said = "\x1b]0;owned\x07\x1b[31mred\x1b[0m \x9b2Jclear \u202egnp"
    failure = bench.fail(Answer.failure("bad_request", detail=said))
    assert "red" in failure.message
    assert not any(c in failure.message for c in "\x1b\x07\x9b\u202e")


def test_html_in_place_of_an_answer(bench: Bench) -> None:
    """The beginning of what came is quoted."""
    failure = bench.fail(Answer(body=b"<html><title>Login</title></html>", headers={}))
    assert isinstance(failure, BadReply)
    assert "Login" in failure.message

"""The fake server itself: what other tests lean on."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from typing import Any

import pytest

import wire
from wire import Answer, RateLimit
from wire.request import parse


def ask(server: wire.WireServer, text: str = "Hello", provider: str = "grok") -> dict[str, Any]:
    """One plain chat completion."""
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": text}]}).encode()
    request = urllib.request.Request(
        f"{server.url(provider)}/chat/completions", body, {"authorization": "Bearer k"}
    )
    with urllib.request.urlopen(request, timeout=10) as reply:
        answer: dict[str, Any] = json.load(reply)
    return answer


def test_script_comes_before_reply() -> None:
    """Scripted answers are used up in order; then the computed answer speaks."""
    with wire.serve() as server:
        server.script(Answer(text="one"), Answer(text="two"))
        server.reply = lambda seen: Answer(text=seen.text.upper())
        said = [ask(server, text)["choices"][0]["message"]["content"] for text in ("a", "b", "c")]
    assert said == ["one", "two", "C"]
    assert [seen.text for seen in server.requests] == ["a", "b", "c"]
    assert {seen.key for seen in server.requests} == {"k"}


def test_hold_and_release() -> None:
    """Held requests have arrived, are counted in flight, and are answered after the release."""
    with wire.serve() as server:
        server.hold()
        threads = [threading.Thread(target=ask, args=(server,)) for _ in range(5)]
        for thread in threads:
            thread.start()
        assert server.wait_for(5)
        assert server.in_flight == 5
        server.release()
        for thread in threads:
            thread.join(10)
        assert server.peak == 5


def test_wrong_key_and_missing_path() -> None:
    """With `key` set any other key is refused; a missing path is a plain 404."""
    with wire.serve() as server:
        server.key = "right"
        with pytest.raises(urllib.error.HTTPError, match="401"):
            ask(server)
        server.key = "k"
        assert ask(server)
        server.missing_paths.add("/chat/completions")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            ask(server)


def test_rate_limit_is_a_token_bucket() -> None:
    """A burst passes, what is beyond it does not, and time refills the bucket to its brim at most."""
    limit = RateLimit(per_s=20, burst_s=0.5)
    assert sum(limit.admits(100.0) for _ in range(30)) == 10
    assert sum(limit.admits(100.25) for _ in range(30)) == 5
    assert sum(limit.admits(200.0) for _ in range(30)) == 10


def test_rate_limit_is_told() -> None:
    """The limit stands in the headers of every answer, and 429 carries the wait."""
    with wire.serve() as server:
        server.rate_limit = RateLimit(per_s=1, retry_after="2")
        ask(server)
        with pytest.raises(urllib.error.HTTPError) as caught:
            ask(server)
    assert caught.value.code == 429
    assert caught.value.headers["retry-after"] == "2"
    assert caught.value.headers["x-ratelimit-limit-requests"] == "60"
    assert server.refused == 1


MESSAGES = [{"content": "U"}]
CONTENTS = [{"parts": [{"text": "U"}]}]


@pytest.mark.parametrize(
    ("target", "body", "expected"),
    [
        (
            "openai/v1/responses",
            {"instructions": "S", "input": "U"},
            ("responses", "m", "S", "U", False),
        ),
        (
            "anthropic/v1/messages",
            {"system": "S", "messages": MESSAGES},
            ("anthropic", "m", "S", "U", False),
        ),
        (
            "gemini/v1/models/m:streamGenerateContent",
            {"contents": CONTENTS},
            ("gemini", "m", "", "U", True),
        ),
        (
            "mine/v1/chat/completions",
            {"messages": MESSAGES, "stream": True},
            ("chat", "m", "", "U", True),
        ),
    ],
)
def test_parse(target: str, body: dict[str, Any], expected: tuple[object, ...]) -> None:
    """Model, instruction and text are found wherever the vendor puts them."""
    seen = parse("POST", f"/{target}", {}, json.dumps({"model": "m", **body}).encode())
    assert (seen.api, seen.model, seen.system, seen.text, seen.stream) == expected

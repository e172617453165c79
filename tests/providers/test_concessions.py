"""A default of ours that a service refuses is left out, once; what the user asked for stays."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

import wire
from providers.harness import REQUEST, Bench, ask
from tersely.errors import BadRequest
from wire import Answer

EFFORT = replace(REQUEST, reasoning="low")


def refusal(message: str, status: int = 400) -> Answer:
    """An error in OpenAI's form."""
    body = {"error": {"message": message, "type": "invalid_request_error", "param": None}}
    return Answer(status=status, body=json.dumps(body).encode())


def extra(*fields: str) -> Answer:
    """FastAPI's refusal of fields that its model forbids."""
    detail = [
        {"type": "extra_forbidden", "loc": ["body", f], "msg": "Extra inputs are not permitted"}
        for f in fields
    ]
    return Answer(status=422, body=json.dumps({"detail": detail}).encode())


def strict(request: wire.WireRequest) -> Answer:
    """A server that knows only the oldest fields of the API."""
    unknown = [f for f in ("max_completion_tokens", "stream_options") if f in request.body]
    return extra(*unknown) if unknown else Answer()


@pytest.mark.parametrize("streaming", [False, True])
def test_a_strict_server(server: wire.WireServer, streaming: bool) -> None:
    """The field for the output cap has two names, and not every server tells its usage."""
    server.reply = strict
    bench = Bench(server, "chat", streaming)
    assert bench.run()[1].text
    assert "max_tokens" in server.requests[-1].body
    assert len(server.requests) == 2


def test_calls_at_the_same_time_learn_it_once_each(server: wire.WireServer) -> None:
    """Those that were on their way when it was learned are asked anew, too."""
    server.reply = strict
    bench = Bench(server, "chat", streaming=True)

    async def run() -> None:
        adapter = await bench.open()
        await asyncio.gather(*(ask(adapter, REQUEST, streaming=True) for _ in range(6)))
        before = len(server.requests)
        await ask(adapter, REQUEST, streaming=True)
        assert len(server.requests) == before + 1
        await adapter.aclose()

    asyncio.run(run())


REFUSED = {
    "chat": "Unsupported value: 'low' is not supported with the 'gpt-5-chat-latest' model.",
    "responses": "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
    "grok": "Argument not supported on this model: reasoning_effort",
    "anthropic": "output_config.effort: Extra inputs are not permitted",
    "gemini": "Thinking level is not supported for this model.",
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_default_effort_is_dropped_and_told(server: wire.WireServer, kind: str) -> None:
    """The answer comes without it; a remark says so."""
    server.script(refusal(REFUSED[kind]))
    _, completion = Bench(server, kind, streaming=False).run(EFFORT)
    assert completion.text
    assert len(server.requests) == 2
    words = ("effort", "thinkinglevel", "thinking_level")
    assert any(word in str(server.requests[0].body).lower() for word in words)
    assert not any(word in str(server.requests[1].body).lower() for word in words)
    assert "low" in completion.remarks[0]


@pytest.mark.parametrize("kind", REFUSED)
def test_an_effort_that_was_asked_for_is_not_dropped(server: wire.WireServer, kind: str) -> None:
    """Who sets it learns that the model does not take it."""
    bench = Bench(server, kind, streaming=False)
    server.script(refusal(REFUSED[kind]))
    with pytest.raises(BadRequest):
        bench.run(EFFORT, options={**bench.endpoint().options, "asked_effort": "low"})
    assert len(server.requests) == 1


def test_a_refusal_of_something_else_is_one(bench: Bench) -> None:
    """Nothing is sent again because of a sentence that names none of our defaults."""
    failure = bench.fail(refusal("Invalid schema for response_format 'summary'."))
    assert isinstance(failure, BadRequest)
    assert len(bench.server.requests) == 1


def test_gemini_is_asked_in_its_own_spelling(server: wire.WireServer) -> None:
    """`thinkingLevel`, as the API documents it; the aliases of models exist on v1beta only."""
    bench = Bench(server, "gemini", streaming=False)
    bench.run(EFFORT)
    config = server.requests[0].body["generationConfig"]
    assert "thinkingLevel" in config["thinkingConfig"]
    bench.run(replace(REQUEST, model="gemini-flash-latest"), model="gemini-flash-latest")
    assert server.requests[1].path.startswith("/gemini/v1beta/")

"""Ollama by its own API: the context that a run needs, and what only looks like Ollama."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

import wire
from providers.harness import OLLAMA_DOORS, REQUEST, ask
from tersely import providers
from tersely.errors import ModelNotFound
from tersely.provider import Endpoint
from tersely.providers._ollama import OllamaReader
from tersely.records import Finish, Sampling
from wire import Answer


@pytest.mark.parametrize("streaming", [False, True])
def test_ollama_is_told_the_context_it_needs(server: wire.WireServer, streaming: bool) -> None:
    """`num_ctx` holds the longest call of the run, in few steps: each other number loads the model
    anew.
    """
    server.doors = dict(OLLAMA_DOORS)
    request = replace(REQUEST, sampling=Sampling(temperature=0.5, top_k=20), stop=("END",))

    async def run() -> None:
        adapter = providers.create(Endpoint("ollama", "m", server.url("ollama")))
        await adapter.look_up_window()
        adapter.reserve_context(5_000)
        for tokens in (100, 3_000):
            _, completion = await ask(
                adapter, replace(request, input_tokens=tokens), streaming=streaming
            )
            assert completion.finish is Finish.COMPLETE
        await adapter.aclose()

    server.reply = lambda _request: Answer(input_tokens=3_000)
    asyncio.run(run())
    for seen in server.requests:
        assert seen.path == "/ollama/api/chat"
        assert seen.body["options"] == {
            "temperature": 0.5,
            "top_k": 20,
            "stop": ["END"],
            "num_ctx": 6_144,
            "num_predict": 500,
        }


def test_what_only_looks_like_ollama_is_asked_for_chat(server: wire.WireServer) -> None:
    """A gateway under Ollama's name without its own API is spoken to as before."""

    async def run() -> None:
        adapter = providers.create(Endpoint("ollama", "m", server.url("ollama")))
        assert await adapter.look_up_window() is None
        await adapter.complete(REQUEST)
        await adapter.aclose()

    asyncio.run(run())
    assert [seen.api for seen in server.requests] == ["chat"]


def test_the_last_document_ends_the_answer() -> None:
    """Pieces until one is done; the counts are in that one. One without a reason is done, too."""
    reader = OllamaReader()
    texts = [
        reader.feed({"message": {"content": piece}, "done": False}) for piece in ("One ", "two.")
    ]
    assert texts == ["One ", "two."]
    assert not reader.told
    reader.feed({"done": True, "prompt_eval_count": 70, "eval_count": 2})
    assert reader.closed
    assert reader.ending() is Finish.COMPLETE
    assert reader.usage is not None
    assert (reader.usage.input_tokens, reader.usage.output_tokens) == (70, 2)


@pytest.mark.parametrize("effort", ["high", "none"])
def test_thinking_is_asked_for_in_its_words(server: wire.WireServer, effort: str) -> None:
    """The three efforts by name; "none" turns it off."""
    server.doors = dict(OLLAMA_DOORS)

    async def run() -> None:
        adapter = providers.create(Endpoint("ollama", "m", server.url("ollama")))
        await adapter.look_up_window()
        await adapter.complete(replace(REQUEST, reasoning=effort))
        await adapter.aclose()

    asyncio.run(run())
    assert server.requests[0].body["think"] == ("high" if effort == "high" else False)


def test_a_model_that_was_not_pulled(server: wire.WireServer) -> None:
    """The command that fetches it is named."""
    server.doors = dict(OLLAMA_DOORS)
    server.script(Answer(status=404, body=b'{"error": "model \'m\' not found"}'))

    async def run() -> None:
        adapter = providers.create(Endpoint("ollama", "m", server.url("ollama")))
        await adapter.look_up_window()
        try:
            await adapter.complete(REQUEST)
        finally:
            await adapter.aclose()

    with pytest.raises(ModelNotFound) as caught:
        asyncio.run(run())
    assert "ollama pull m" in caught.value.hint

"""Servers of the user's own are asked how long their context is, each at its own door."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

import wire
from providers.harness import OLLAMA_DOORS, REQUEST, ask
from tersely import providers
from tersely.provider import Endpoint
from tersely.records import Finish, Sampling
from wire import Answer

MODELS = "/v1/models"


def listed(**told: object) -> dict[str, object]:
    """A list of models with the one that is asked for."""
    return {"data": [{"id": "other", "max_model_len": 999_999}, {"id": "m", **told}]}


DOORS: list[tuple[str, dict[str, object], int | None]] = [
    ("vllm", {MODELS: listed(max_model_len=32_768)}, 32_768),
    ("vllm", {MODELS: {"data": [{"id": "any", "max_model_len": 4_096}]}}, 4_096),
    ("llama-server", {"/props": {"default_generation_settings": {"n_ctx": 2_048}}}, 2_048),
    ("llama-server", {"/props": {"n_ctx": 4_096}}, 4_096),
    ("llama-server", {MODELS: listed(meta={"n_ctx": 8_192, "n_ctx_train": 131_072})}, 8_192),
    ("lmstudio", {"/api/v0/models": listed(max_context_length=131_072)}, 131_072),
    (
        "lmstudio",
        {"/api/v0/models": listed(max_context_length=131_072, loaded_context_length=4_096)},
        4_096,
    ),
    ("vllm", {MODELS: listed(max_model_len="no number")}, None),
    ("vllm", {MODELS: [], "/props": "text", "/api/v0/models": {"data": [None]}}, None),
    ("vllm", {}, None),
    # Ollama: what can be asked for, what is loaded, what the model file says.
    ("ollama", OLLAMA_DOORS, 16_384),
    ("ollama", {"/api/show": {"model_info": {"x.context_length": 8_192}}}, 8_192),
    (
        "ollama",
        {**OLLAMA_DOORS, "/api/ps": {"models": [{"name": "m:latest", "context_length": 65_536}]}},
        65_536,
    ),
    (
        "ollama",
        {"/api/show": {**OLLAMA_DOORS["/api/show"], "parameters": 'stop "x"\nnum_ctx   32768'}},
        32_768,
    ),
    ("ollama", {MODELS: listed(context_length=4_096)}, 4_096),
]


@pytest.mark.parametrize(("provider", "doors", "expected"), DOORS)
def test_each_door(
    server: wire.WireServer, provider: str, doors: dict[str, Any], expected: int | None
) -> None:
    """The window is the one of what is loaded; a server that tells none is none the worse."""
    server.doors = doors

    async def run() -> None:
        adapter = providers.create(Endpoint(provider, "m", server.url(provider)))
        assert await adapter.look_up_window() == expected
        assert adapter.window_tokens == expected
        await adapter.aclose()

    asyncio.run(run())


def test_nobody_is_asked_but_a_server_of_the_users_own() -> None:
    """A hosted service is in the catalog; nothing is sent to it before the first call."""

    async def run() -> None:
        adapter = providers.create(Endpoint("openrouter", "m", "https://llm.example.invalid/v1"))
        assert await adapter.look_up_window() is None
        await adapter.aclose()

    asyncio.run(run())


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

"""Servers of the user's own are asked how long their context is, each at its own door."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

import wire
from providers.harness import OLLAMA_DOORS, REQUEST
from tersely import providers
from tersely.errors import ContextTooLong
from tersely.provider import Endpoint
from tersely.providers.openai import Adapter
from tersely.records import Request, Sampling

MODELS = "/v1/models"
SMALL = replace(REQUEST, enough_words=40)


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
        assert adapter.may_break_off is (expected is not None)
        await adapter.aclose()

    asyncio.run(run())


SIZES: list[tuple[str, dict[str, object], int | None]] = [
    ("llama-server", {MODELS: listed(meta={"n_params": 134_515_008})}, 134_515_008),
    ("llama-server", {"/props": {"model_path": "/models/Qwen3-1.7B-Q4_K_M.gguf"}}, 1_700_000_000),
    ("vllm", {MODELS: listed(root="HuggingFaceTB/SmolLM2-360M-Instruct")}, 360_000_000),
    ("vllm", {MODELS: {"data": [{"id": r"C:\7b\tiny-1B.gguf"}]}}, 1_000_000_000),
    ("lmstudio", {MODELS: listed()}, None),
    ("vllm", {MODELS: listed(meta={"n_params": "many"}, root=7)}, None),
    (
        "ollama",
        {"/api/show": {"model_info": {"x.context_length": 8_192, "general.parameter_count": 9}}},
        9,
    ),
]


@pytest.mark.parametrize(("provider", "doors", "expected"), SIZES)
def test_how_large_the_model_is(
    server: wire.WireServer, provider: str, doors: dict[str, Any], expected: int | None
) -> None:
    """The number of weights where it is told, else the one in the name of the file."""
    server.doors = doors

    async def run() -> None:
        adapter = providers.create(Endpoint(provider, "m", server.url(provider)))
        await adapter.look_up_window()
        assert adapter.parameters == expected
        await adapter.aclose()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("doors", "slots"),
    [
        ({"/props": {"total_slots": 3}}, 3),
        ({MODELS: listed(owned_by="me")}, 1),
        ({MODELS: listed(owned_by="vllm")}, None),
        ({"/props": {"total_slots": -1}}, None),
    ],
)
def test_how_many_calls_it_takes_at_once(
    server: wire.WireServer, doors: dict[str, Any], slots: int | None
) -> None:
    """llama_cpp.server breaks off a stream when another request comes, so it gets one at a time."""
    server.doors = doors

    async def run() -> None:
        adapter = providers.create(Endpoint("vllm", "m", server.url("vllm")))
        assert adapter.max_concurrency is None
        await adapter.look_up_window()
        assert adapter.max_concurrency == slots
        await adapter.aclose()

    asyncio.run(run())


def sampling_sent(
    server: wire.WireServer, provider: str, doors: dict[str, Any], request: Request
) -> dict[str, Any]:
    """What the server is sent beside the text, by an adapter that has asked it before."""
    server.doors = doors

    async def run() -> None:
        adapter = providers.create(Endpoint(provider, "m", server.url(provider)))
        await adapter.look_up_window()
        await adapter.complete(request)
        await adapter.aclose()

    asyncio.run(run())
    body = server.requests[-1].body
    sent: dict[str, Any] = body.get("options", body)
    return sent


def props(**params: float) -> dict[str, Any]:
    """llama-server's account of its defaults."""
    stock = {"temperature": 0.800000011920929, "repeat_penalty": 1.0, "dry_multiplier": 0.0}
    settings = {"n_ctx": 2_048, "params": {**stock, **params}}
    return {"/props": {"default_generation_settings": settings}}


def test_a_small_model_behind_a_server_is_led_as_one_in_this_process(
    server: wire.WireServer,
) -> None:
    """llama.cpp's own defaults let it loop; what the user, the file or the server's owner chose
    stays, and so does everything of a large one.
    """
    sent = sampling_sent(server, "llama-server", props(), SMALL)
    assert (sent["temperature"], sent["repeat_penalty"], sent["dry_multiplier"]) == (0.3, 1.1, 0.8)
    chosen = sampling_sent(server, "llama-server", props(temperature=0.6), SMALL)
    assert "temperature" not in chosen
    assert chosen["repeat_penalty"] == 1.1
    own = replace(SMALL, sampling=Sampling(temperature=0.0, repeat_penalty=1.3))
    sent = sampling_sent(server, "llama-server", props(), own)
    assert (sent["temperature"], sent["repeat_penalty"], sent["dry_multiplier"]) == (0.0, 1.3, 0.8)
    assert "temperature" not in sampling_sent(server, "llama-server", props(), REQUEST)
    python_server = {MODELS: listed(owned_by="me")}
    assert sampling_sent(server, "vllm", python_server, SMALL)["repeat_penalty"] == 1.1
    assert "temperature" not in sampling_sent(server, "vllm", {MODELS: listed()}, SMALL)
    assert sampling_sent(server, "ollama", OLLAMA_DOORS, SMALL)["temperature"] == 0.3
    stated = {**OLLAMA_DOORS["/api/show"], "parameters": "temperature    0.7"}
    sent = sampling_sent(server, "ollama", {**OLLAMA_DOORS, "/api/show": stated}, SMALL)
    assert "temperature" not in sent


def test_a_server_that_refuses_what_nobody_asked_for(server: wire.WireServer) -> None:
    """The request is sent once more without it."""
    server.script(wire.Answer(status=422, body=b'{"detail": "unknown field: dry_base"}'))
    assert "dry_base" not in sampling_sent(server, "llama-server", props(), SMALL)
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("http://127.0.0.1:8000/v1", True),
        ("http://192.168.3.7:8000/v1", True),
        ("http://ollama:11434/v1", True),
        ("http://gpu-box.local/v1", True),
        ("https://llm.example.com/v1", False),
        ("http://93.184.216.34/v1", False),
    ],
)
def test_whose_server_it_is(address: str, own: bool) -> None:
    """One on this machine or in the own network is the user's own. As long as it has not told its
    window, no answer of it is broken off: its usage alone would show that it cut the prompt.
    """
    adapter = providers.create(Endpoint("vllm", "m", address))
    assert isinstance(adapter, Adapter)
    assert adapter.is_users_own is own
    assert not adapter.may_break_off
    asyncio.run(adapter.aclose())


def test_a_refused_prompt_tells_the_window(server: wire.WireServer) -> None:
    """Whoever plans the next document knows it."""
    server.script(wire.Answer(status=400, body=b'{"message": "n_ctx: 2048, too long"}'))

    async def run() -> None:
        adapter = providers.create(Endpoint("vllm", "m", server.url("vllm")))
        with pytest.raises(ContextTooLong):
            await adapter.complete(REQUEST)
        assert adapter.window_tokens == 2_048
        await adapter.aclose()

    asyncio.run(run())


def test_nobody_is_asked_but_a_server_of_the_users_own() -> None:
    """A hosted service is in the catalog; nothing is sent to it before the first call."""

    async def run() -> None:
        adapter = providers.create(Endpoint("openrouter", "m", "https://llm.example.invalid/v1"))
        assert await adapter.look_up_window() is None
        await adapter.aclose()

    asyncio.run(run())

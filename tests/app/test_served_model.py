"""A server on this machine whose model nobody named."""

from __future__ import annotations

import asyncio

import pytest

import wire
from tersely.app.context import Context
from tersely.app.listing import default_ref
from tersely.app.model_selection import resolve
from tersely.errors import TerselyError, UsageError
from tersely.records import ModelRef


def ask(provider: str, models: list[str], monkeypatch: pytest.MonkeyPatch) -> ModelRef:
    """What a bare `provider` means while its server runs these models."""
    with wire.serve() as server:
        monkeypatch.setenv("LLAMA_SERVER_BASE_URL", server.url("openai"))
        monkeypatch.setenv("OLLAMA_BASE_URL", server.url("openai"))
        server.doors["/v1/models"] = {"object": "list", "data": [{"id": name} for name in models]}
        return resolve(ModelRef(provider), Context.load())


@pytest.mark.parametrize("provider", ["llama-server", "ollama"])
def test_the_only_model_is_meant(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to know its name."""
    assert ask(provider, ["tiny.gguf"], monkeypatch) == ModelRef(provider, "tiny.gguf")


def test_it_is_asked_within_an_event_loop_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the server and `asummarize` do."""

    async def within() -> ModelRef:
        return ask("llama-server", ["tiny.gguf"], monkeypatch)

    assert asyncio.run(within()).model == "tiny.gguf"


def test_several_are_named_and_none_has_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 2, never a guess."""
    with pytest.raises(UsageError) as several:
        ask("llama-server", list("abcdefg"), monkeypatch)
    assert "7 models: a, b, c, d, e and more" in several.value.message
    assert several.value.hint == "Name one: -m llama-server/a."
    with pytest.raises(UsageError) as none:
        ask("ollama", [], monkeypatch)
    assert "ollama pull" in none.value.hint


def test_a_server_that_does_not_run_is_told_with_the_command_that_starts_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And a list of models dials nobody."""
    with wire.serve() as server:
        gone = server.url("openai")
    monkeypatch.setenv("LLAMA_SERVER_BASE_URL", gone)
    with pytest.raises(TerselyError) as error:
        resolve(ModelRef("llama-server"), Context.load())
    assert "llama-server -m MODEL.gguf" in error.value.hint
    assert default_ref("llama-server", Context.load()) == ModelRef("llama-server")


def test_a_service_elsewhere_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its list is long, and its key may be somebody else's."""
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-0123456789")
    with pytest.raises(UsageError, match="no default model"):
        resolve(ModelRef("openrouter"), Context.load())

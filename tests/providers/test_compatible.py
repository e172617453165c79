"""Services that are rows of data: those that come with the program and those of a config."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import wire
from providers.harness import REQUEST, ask
from tersely import providers
from tersely.errors import ConfigError
from tersely.provider import Endpoint
from tersely.providers import Registry
from tersely.providers.compatible import rows
from tersely.records import Finish
from wire import Answer

EXAMPLE = Path(__file__).parents[2] / "examples" / "provider_package"


def test_row_of_the_config(server: wire.WireServer) -> None:
    """A service of the user's own is a row: its address, its fields, its headers; no key goes there
    unasked.
    """
    known = Registry(
        {
            "mine": {
                "base_url": server.url("mine"),
                "stream_options": False,
                "headers": {"X-Team": "7"},
            }
        }
    )
    assert "mine" in known.names()
    assert "mine" not in providers.names()
    assert known.facts("mine").key_variables == ()
    endpoint = Endpoint("mine", "some-model")

    async def run() -> Finish:
        adapter = known.create(endpoint)
        _, completion = await ask(adapter, REQUEST, streaming=True)
        await adapter.aclose()
        assert completion.usage.estimated
        return completion.finish

    assert asyncio.run(run()) is Finish.COMPLETE
    (seen,) = server.requests
    assert (seen.headers["x-team"], seen.key) == ("7", "not-needed")
    assert seen.body["max_tokens"] == 500
    assert "stream_options" not in seen.body


def test_row_changes_a_known_service() -> None:
    """A table for a known row changes what it names and keeps the rest."""
    known = Registry(
        {
            "grok": {"base_url": "http://127.0.0.1:1/v1"},
            "openai": {"base_url": "http://127.0.0.1:2/v1"},
        }
    )
    assert known.facts("grok").default_base_url == "http://127.0.0.1:1/v1"
    assert known.facts("grok").key_variables == ("XAI_API_KEY",)
    assert known.facts("openai").default_base_url == "https://api.openai.com/v1"


def test_row_without_an_address() -> None:
    """A new row must say where the service is."""
    with pytest.raises(ConfigError, match="base_url"):
        Registry({"mine": {"key_variable": "MINE_KEY"}}).names()


@pytest.mark.parametrize("name", sorted(rows()))
@pytest.mark.parametrize("streaming", [False, True])
def test_every_row_answers(server: wire.WireServer, name: str, streaming: bool) -> None:
    """Each compatible service speaks chat completions and understands a plain answer."""
    server.script(Answer(text="Short."))

    async def run() -> str:
        adapter = providers.create(Endpoint(name, "some-model", base_url=server.url(name)))
        _, completion = await ask(adapter, REQUEST, streaming=streaming)
        await adapter.aclose()
        return completion.text

    assert asyncio.run(run()) == "Short."
    assert server.requests[0].api == rows()[name].api
    assert ("stream_options" in server.requests[0].body) == (
        streaming and rows()[name].stream_options and rows()[name].api == "chat"
    )

"""A model served by `llama_cpp.server` is used through the OpenAI-compatible adapter: the way out
of one process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from providers import harness
from providers.local.asking import FOX, ask
from providers.local.serving import INSTALLED, MISSING, serving
from tersely.errors import AuthFailed, ContextTooLong
from tersely.provider import Endpoint
from tersely.providers.openai import Adapter
from tersely.records import Completion, Finish

pytestmark = [pytest.mark.local, pytest.mark.skipif(not INSTALLED, reason=MISSING)]


@pytest.fixture(scope="module")
def base_url(models: Path) -> Iterator[str]:
    """The address of a server with the lead model."""
    with serving(models / "lead.gguf", 1024, key="secret") as url:
        yield url


def adapter(base_url: str, key: str = "secret") -> Adapter:
    """The OpenAI-compatible adapter on chat completions."""
    return Adapter(
        Endpoint("llama-server", "lead", base_url=base_url, key=SecretStr(key), api="chat")
    )


def test_answer_and_stream(base_url: str) -> None:
    """In one piece and in pieces the answer is the first sentence."""

    async def scenario() -> tuple[Completion, list[str | Completion]]:
        model = adapter(base_url)
        done = await model.complete(ask())
        items = [item async for item in model.stream(ask())]
        await model.aclose()
        return done, items

    done, items = asyncio.run(scenario())
    assert (done.text, done.finish) == (FOX, Finish.COMPLETE)
    assert done.usage.output_tokens > 0
    assert "".join(item for item in items if isinstance(item, str)) == FOX


def test_wrong_key(base_url: str) -> None:
    """A key that the server refuses is AuthFailed."""
    with pytest.raises(AuthFailed):
        asyncio.run(adapter(base_url, "wrong").complete(ask()))


@pytest.mark.parametrize("streaming", [False, True])
def test_a_prompt_that_does_not_fit(base_url: str, streaming: bool) -> None:
    """In one piece it is refused with 400, as a stream it begins with 200 and brings nothing; both
    times the window is learned.
    """

    async def scenario() -> tuple[int | None, int | None]:
        model = adapter(base_url)
        request = ask("The quick brown fox jumps over the lazy dog. " * 200)
        with pytest.raises(ContextTooLong) as caught:
            await harness.ask(model, request, streaming=streaming)
        await model.aclose()
        return caught.value.window_tokens, model.window_tokens

    assert asyncio.run(scenario()) == (1024, 1024)

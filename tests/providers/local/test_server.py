"""A model served by `llama_cpp.server` is used through the OpenAI-compatible adapter: the way out
of one process.
"""

from __future__ import annotations

import asyncio
import importlib.util
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from providers.local.asking import FOX, ask
from tersely.errors import AuthFailed
from tersely.provider import Endpoint
from tersely.providers.openai import Adapter
from tersely.records import Completion, Finish

pytestmark = [
    pytest.mark.local,
    pytest.mark.skipif(
        any(
            importlib.util.find_spec(name) is None
            for name in ("uvicorn", "sse_starlette", "starlette_context")
        ),
        reason="llama_cpp.server is not installed (pip install 'llama-cpp-python[server]')",
    ),
]


@pytest.fixture(scope="module")
def base_url(models: Path) -> Iterator[str]:
    """The address of a server with the lead model, once it accepts connections."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {
        "model": models / "lead.gguf",
        "port": port,
        "n_ctx": 1024,
        "n_threads": 1,
        "api_key": "secret",
        "host": "127.0.0.1",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    command = [sys.executable, "-m", "llama_cpp.server", *arguments]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as server:
        try:
            assert server.stderr is not None
            assert any(b"Uvicorn running" in line for line in server.stderr), (
                "llama_cpp.server did not start"
            )
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()


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

"""An adapter of each kind against the fake server, in plain or streaming form."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

import wire
from tersely import providers
from tersely.batch_api import BatchApi
from tersely.errors import TerselyError
from tersely.provider import Endpoint, Provider, Timeouts
from tersely.records import Completion, Request

CANARY = "sk-canary-0123456789abcdef"
REQUEST = Request(
    model="wire-model", system="Summarize.", user="A long report.", max_output_tokens=500
)
BATCH_IDS = ("a" * 32, "b" * 32, "c" * 32)
# kind -> provider, api, options
KINDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "responses": ("openai", "", {}),
    "chat": ("openai", "chat", {}),
    "anthropic": ("anthropic", "", {}),
    "gemini": ("gemini", "", {}),
    "gemini-v1beta": ("gemini", "", {"api_version": "v1beta"}),
    "grok": ("grok", "", {}),
    "ollama": ("ollama", "", {}),
    "ollama-native": ("ollama", "", {}),
}
# The other kinds differ from these in one datum each and have a test of their own.
CONTRACT = ("responses", "chat", "anthropic", "gemini", "grok")
# Everything that has a form of its own to write answers in.
EVERY = (*CONTRACT, "ollama-native")
OLLAMA_DOORS: dict[str, Any] = {
    "/api/show": {"model_info": {"general.architecture": "llama", "llama.context_length": 131_072}},
    "/api/ps": {"models": []},
}
PATIENT = Timeouts(connect_s=5, silence_s=5, call_s=5)


@dataclass
class Bench:
    """A fake server and one kind of adapter, in plain or streaming form."""

    server: wire.WireServer
    kind: str
    streaming: bool
    timeouts: Timeouts = PATIENT

    def endpoint(self, **changes: Any) -> Endpoint:
        """The endpoint of this kind at the fake server, with the canary as its key."""
        provider, api, options = KINDS[self.kind]
        endpoint = Endpoint(
            provider=provider,
            model="wire-model",
            base_url=self.server.url(provider),
            key=SecretStr(CANARY),
            api=api,
            options=options,
            timeouts=self.timeouts,
        )
        return replace(endpoint, **changes)

    def run(self, request: Request = REQUEST, **changes: Any) -> tuple[list[str], Completion]:
        """Pieces (in plain form: the whole text) and the Completion; closes the adapter."""
        return asyncio.run(self._run(request, self.endpoint(**changes)))

    async def _run(self, request: Request, endpoint: Endpoint) -> tuple[list[str], Completion]:
        adapter = await self.open(endpoint)
        try:
            return await ask(adapter, request, streaming=self.streaming)
        finally:
            await adapter.aclose()

    async def open(self, endpoint: Endpoint | None = None) -> Provider:
        """The adapter, as it is before its first call."""
        adapter = providers.create(endpoint or self.endpoint())
        if self.kind == "ollama-native":
            self.server.doors = {**OLLAMA_DOORS, **self.server.doors}
            await adapter.look_up_window()
        return adapter

    def fail(self, *answers: wire.Answer, **changes: Any) -> TerselyError:
        """The error that a call ends with; it must be one of ours and hold neither key nor vendor
        exception.
        """
        self.server.script(*answers)
        with pytest.raises(TerselyError) as caught:
            self.run(**changes)
        error = caught.value
        assert error.__context__ is None
        assert error.__cause__ is None
        assert CANARY not in f"{error!r} {error.__dict__} {error.hint}"
        return error


async def ask(
    adapter: Provider, request: Request, *, streaming: bool
) -> tuple[list[str], Completion]:
    """Ask in the given form. In a stream exactly one Completion comes, last."""
    if not streaming:
        whole = await adapter.complete(request)
        return [whole.text], whole
    items = [item async for item in adapter.stream(request)]
    pieces = [item for item in items if isinstance(item, str)]
    (completion,) = (item for item in items if not isinstance(item, str))
    assert items[-1] is completion
    return pieces, completion


def by_batch_api(bench: Bench, work: Callable[[BatchApi], Coroutine[Any, Any, Any]]) -> Any:
    """What `work` brings from the batch API of an adapter."""

    async def opened() -> Any:
        adapter = providers.create(bench.endpoint())
        try:
            api = adapter.batch_api()
            assert api
            return await work(api)
        finally:
            await adapter.aclose()

    return asyncio.run(opened())


def batch_lines(api: BatchApi, folder: Path) -> Path:
    """Three calls as they are sent."""
    path = folder / "calls.jsonl"
    path.write_bytes(b"".join(api.line(custom_id, REQUEST) + b"\n" for custom_id in BATCH_IDS))
    return path


async def batch_results(api: BatchApi, folder: Path) -> dict[str, Any]:
    """What became of three calls."""
    path = batch_lines(api, folder)
    made = await api.create(path, await api.upload(path, "mark"), "mark")
    job = await api.poll(made.job_id)
    assert job.ended
    return {result.custom_id: result async for result in api.results(job)}

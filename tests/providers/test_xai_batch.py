"""xAI's batch API: counters, the name as the marker, a job that xAI itself has ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

import wire
from tersely import providers
from tersely.batch_api import BatchApi, BatchRefused
from tersely.errors import BadRequest

from .harness import REQUEST, Bench

IDS = ("a" * 32, "b" * 32, "c" * 32)


def ask(bench: Bench, work: Callable[[BatchApi], Coroutine[Any, Any, Any]]) -> Any:
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


def lines(api: BatchApi, folder: Path) -> Path:
    """Three calls as they are sent."""
    path = folder / "calls.jsonl"
    path.write_bytes(b"".join(api.line(custom_id, REQUEST) + b"\n" for custom_id in IDS))
    return path


@pytest.fixture
def bench() -> Any:
    """The adapter at a fake server."""
    with wire.serve() as server:
        server.batches.polls = 0
        yield Bench(server, "grok", streaming=False)


async def results(api: BatchApi, folder: Path) -> dict[str, Any]:
    """What became of three calls."""
    path = lines(api, folder)
    made = await api.create(path, await api.upload(path, "mark"), "mark")
    job = await api.poll(made.job_id)
    assert job.ended
    return {result.custom_id: result async for result in api.results(job)}


def test_answers_and_errors(bench: Bench, tmp_path: Path) -> None:
    """The answer is wrapped in the name of its endpoint."""
    failures = iter([wire.Answer.failure("bad_request")])
    bench.server.reply = lambda _request: next(failures, wire.Answer())
    told = ask(bench, lambda api: results(api, tmp_path))
    assert isinstance(told[IDS[0]].error, BadRequest)
    assert told[IDS[1]].answer["choices"]


def test_the_name_is_the_marker(bench: Bench, tmp_path: Path) -> None:
    """A job that was made without our knowing is found by it; why xAI ended one is told."""
    bench.server.batches.problems = [("invalid", "Line 2 is not valid.")]

    async def found(api: BatchApi) -> Any:
        path = lines(api, tmp_path)
        made = await api.create(path, await api.upload(path, "mark"), "mark")
        listed = [job async for job in api.jobs(0.0)]
        return listed, await api.poll(made.job_id)

    listed, job = ask(bench, found)
    assert [other.marker for other in listed] == ["mark"]
    assert isinstance(job.problem, BatchRefused)

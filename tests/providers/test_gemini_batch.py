"""Gemini's batch API: errors by their gRPC codes, and why a job failed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

import wire
from tersely import providers
from tersely.batch_api import BatchApi, BatchRefused
from tersely.errors import BadRequest, RateLimited

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
        yield Bench(server, "gemini", streaming=False)


async def results(api: BatchApi, folder: Path) -> dict[str, Any]:
    """What became of three calls."""
    path = lines(api, folder)
    made = await api.create(path, await api.upload(path, "mark"), "mark")
    job = await api.poll(made.job_id)
    assert job.ended
    return {result.custom_id: result async for result in api.results(job)}


def test_errors_are_those_of_live_calls(bench: Bench, tmp_path: Path) -> None:
    """Google's codes in a line are the statuses that a live call would have had."""
    failures = iter([wire.Answer.failure("bad_request"), wire.Answer.failure("rate_limit")])
    bench.server.reply = lambda _request: next(failures, wire.Answer())
    told = ask(bench, lambda api: results(api, tmp_path))
    assert [type(told[key].error) for key in IDS[:2]] == [BadRequest, RateLimited]
    assert told[IDS[2]].answer["candidates"]


def test_why_a_job_failed_is_told(bench: Bench, tmp_path: Path) -> None:
    """The SDK drops it."""
    bench.server.batches.problems = [("invalid", "The file is not JSONL.")]

    async def refused(api: BatchApi) -> Any:
        path = lines(api, tmp_path)
        made = await api.create(path, await api.upload(path, "mark"), "mark")
        return await api.poll(made.job_id)

    job = ask(bench, refused)
    assert isinstance(job.problem, BatchRefused)
    assert "not JSONL" in job.problem.message
    assert job.marker == "mark"

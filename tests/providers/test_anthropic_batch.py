"""Anthropic's Message Batches: each kind of result, and results that are kept no more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

import wire
from tersely import providers
from tersely.batch_api import BatchApi, Trouble
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
        yield Bench(server, "anthropic", streaming=False)


async def results(api: BatchApi, folder: Path) -> dict[str, Any]:
    """What became of three calls."""
    path = lines(api, folder)
    made = await api.create(path, await api.upload(path, "mark"), "mark")
    job = await api.poll(made.job_id)
    assert job.ended
    return {result.custom_id: result async for result in api.results(job)}


def test_each_kind_of_result(bench: Bench, tmp_path: Path) -> None:
    """An answer, a call that expired, one that was cancelled."""
    words = ("ok", "expired", "canceled")
    bench.server.batches.outcome = lambda _job, index: words[index]
    told = ask(bench, lambda api: results(api, tmp_path))
    assert told[IDS[0]].answer["type"] == "message"
    assert [told[key].trouble for key in IDS[1:]] == [Trouble.EXPIRED, Trouble.CANCELED]


def test_results_that_are_kept_no_more(bench: Bench, tmp_path: Path) -> None:
    """After 29 days the job is known and its results are gone."""

    async def late(api: BatchApi) -> None:
        made = await api.create(lines(api, tmp_path), "", "mark")
        bench.server.batches.archived = {made.job_id}
        await api.poll(made.job_id)

    with pytest.raises(BadRequest) as caught:
        ask(bench, late)
    assert caught.value.status == 410

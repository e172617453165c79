"""xAI's batch API: counters, the name as the marker, a job that xAI itself has ended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import wire
from tersely.batch_api import BatchApi, BatchRefused
from tersely.errors import BadRequest

from .harness import BATCH_IDS, Bench, batch_lines, batch_results, by_batch_api


@pytest.fixture
def bench() -> Any:
    """The adapter at a fake server."""
    with wire.serve() as server:
        server.batches.polls = 0
        yield Bench(server, "grok", streaming=False)


def test_answers_and_errors(bench: Bench, tmp_path: Path) -> None:
    """The answer is wrapped in the name of its endpoint."""
    failures = iter([wire.Answer.failure("bad_request")])
    bench.server.reply = lambda _request: next(failures, wire.Answer())
    told = by_batch_api(bench, lambda api: batch_results(api, tmp_path))
    assert isinstance(told[BATCH_IDS[0]].error, BadRequest)
    assert told[BATCH_IDS[1]].answer["choices"]


def test_the_name_is_the_marker(bench: Bench, tmp_path: Path) -> None:
    """A job that was made without our knowing is found by it; why xAI ended one is told."""
    bench.server.batches.problems = [("invalid", "Line 2 is not valid.")]

    async def found(api: BatchApi) -> Any:
        path = batch_lines(api, tmp_path)
        made = await api.create(path, await api.upload(path, "mark"), "mark")
        listed = [job async for job in api.jobs(0.0)]
        return listed, await api.poll(made.job_id)

    listed, job = by_batch_api(bench, found)
    assert [other.marker for other in listed] == ["mark"]
    assert isinstance(job.problem, BatchRefused)

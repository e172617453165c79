"""Gemini's batch API: errors by their gRPC codes, and why a job failed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import wire
from tersely.batch_api import BatchApi, BatchRefused
from tersely.errors import BadRequest, RateLimited

from .harness import BATCH_IDS, Bench, batch_lines, batch_results, by_batch_api


@pytest.fixture
def bench() -> Any:
    """The adapter at a fake server."""
    with wire.serve() as server:
        server.batches.polls = 0
        yield Bench(server, "gemini", streaming=False)


def test_errors_are_those_of_live_calls(bench: Bench, tmp_path: Path) -> None:
    """Google's codes in a line are the statuses that a live call would have had."""
    failures = iter([wire.Answer.failure("bad_request"), wire.Answer.failure("rate_limit")])
    bench.server.reply = lambda _request: next(failures, wire.Answer())
    told = by_batch_api(bench, lambda api: batch_results(api, tmp_path))
    assert [type(told[key].error) for key in BATCH_IDS[:2]] == [BadRequest, RateLimited]
    assert told[BATCH_IDS[2]].answer["candidates"]


def test_why_a_job_failed_is_told(bench: Bench, tmp_path: Path) -> None:
    """The SDK drops it."""
    bench.server.batches.problems = [("invalid", "The file is not JSONL.")]

    async def refused(api: BatchApi) -> Any:
        path = batch_lines(api, tmp_path)
        made = await api.create(path, await api.upload(path, "mark"), "mark")
        return await api.poll(made.job_id)

    job = by_batch_api(bench, refused)
    assert isinstance(job.problem, BatchRefused)
    assert "not JSONL" in job.problem.message
    assert job.marker == "mark"

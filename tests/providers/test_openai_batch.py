"""OpenAI's batch API: two files of results, marks, pages of jobs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import wire
from tersely.batch_api import BatchApi, BatchRefused, EnqueuedTooMuch, Trouble
from tersely.errors import BadRequest

from .harness import BATCH_IDS, Bench, batch_lines, batch_results, by_batch_api


@pytest.fixture
def bench() -> Any:
    """The adapter at a fake server."""
    with wire.serve() as server:
        server.batches.polls = 0
        yield Bench(server, "responses", streaming=False)


def test_answers_and_errors_stand_in_two_files(bench: Bench, tmp_path: Path) -> None:
    """Both are read, and an error is that of a live call."""
    failures = iter([wire.Answer.failure("bad_request")])
    bench.server.reply = lambda _request: next(failures, wire.Answer())
    bench.server.batches.outcome = lambda _job, index: "expired" if index == 2 else "ok"
    told = by_batch_api(bench, lambda api: batch_results(api, tmp_path))
    assert isinstance(told[BATCH_IDS[0]].error, BadRequest)
    assert told[BATCH_IDS[1]].answer["output"]
    assert told[BATCH_IDS[2]].trouble is Trouble.EXPIRED


def test_jobs_are_listed_page_by_page(bench: Bench, tmp_path: Path) -> None:
    """The newest first, each with its mark, over more than one page."""

    async def many(api: BatchApi) -> list[str]:
        api.page_size = 2  # type: ignore[attr-defined]
        path = batch_lines(api, tmp_path)
        for number in range(5):
            await api.create(path, await api.upload(path, f"{number}"), f"{number}")
        return [job.marker async for job in api.jobs(0.0)]

    assert by_batch_api(bench, many) == ["4", "3", "2", "1", "0"]


@pytest.mark.parametrize(
    ("code", "kind"), [("invalid_json", BatchRefused), ("token_limit_exceeded", EnqueuedTooMuch)]
)
def test_why_a_job_failed_is_told_late(
    bench: Bench, tmp_path: Path, code: str, kind: type[Exception]
) -> None:
    """The order is taken; the job says it."""
    bench.server.batches.problems = [(code, "Line 3 or more.")]

    async def refused(api: BatchApi) -> Any:
        path = batch_lines(api, tmp_path)
        made = await api.create(path, await api.upload(path, "mark"), "mark")
        return await api.poll(made.job_id)

    job = by_batch_api(bench, refused)
    assert isinstance(job.problem, kind)

"""Anthropic's Message Batches: each kind of result, and results that are kept no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import wire
from tersely.batch_api import BatchApi, Trouble
from tersely.errors import BadRequest

from .harness import BATCH_IDS, Bench, batch_lines, batch_results, by_batch_api


@pytest.fixture
def bench() -> Any:
    """The adapter at a fake server."""
    with wire.serve() as server:
        server.batches.polls = 0
        yield Bench(server, "anthropic", streaming=False)


def test_each_kind_of_result(bench: Bench, tmp_path: Path) -> None:
    """An answer, a call that expired, one that was cancelled."""
    words = ("ok", "expired", "canceled")
    bench.server.batches.outcome = lambda _job, index: words[index]
    told = by_batch_api(bench, lambda api: batch_results(api, tmp_path))
    assert told[BATCH_IDS[0]].answer["type"] == "message"
    assert [told[key].trouble for key in BATCH_IDS[1:]] == [Trouble.EXPIRED, Trouble.CANCELED]


def test_results_that_are_kept_no_more(bench: Bench, tmp_path: Path) -> None:
    """After 29 days the job is known and its results are gone."""

    async def late(api: BatchApi) -> None:
        made = await api.create(batch_lines(api, tmp_path), "", "mark")
        bench.server.batches.archived = {made.job_id}
        await api.poll(made.job_id)

    with pytest.raises(BadRequest) as caught:
        by_batch_api(bench, late)
    assert caught.value.status == 410

"""The port of a batch API, kept by every adapter that has one: jobs are made once, found again,
read whole, and judged as live answers are.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import wire
from providers.harness import BATCH_IDS, REQUEST, Bench, batch_lines, by_batch_api
from tersely.batch_api import ID_CHARACTERS, BatchApi, RemoteJob, Trouble
from tersely.errors import AuthFailed, BadRequest, UsageError
from tersely.records import Completion, Finish
from wire import Answer

KINDS = ("responses", "chat", "anthropic", "gemini", "grok")
BY_FILE = {"responses", "chat", "gemini", "grok"}
"""Their calls are sent ahead of the order."""
HAS_BOTH_WORDS = {"responses", "chat", "anthropic"}
"""The others leave a call out that they did not come to, or say less of it."""


@pytest.fixture(params=KINDS)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Each kind of adapter at a fake server, whose jobs end at the first look."""
    with wire.serve() as server:
        server.batches.polls = 0
        yield Bench(server, request.param, streaming=False)


def ended(bench: Bench, folder: Path) -> tuple[RemoteJob, dict[str, Any], dict[str, Completion]]:
    """A job that has ended, its results by the ids of their calls, and the judged answers."""

    async def work(api: BatchApi) -> Any:
        path = batch_lines(api, folder)
        made = await api.create(path, await api.upload(path, "mark"), "mark")
        assert not made.ended
        job = await api.poll(made.job_id)
        assert job.job_id == made.job_id
        results = {result.custom_id: result async for result in api.results(job)}
        judged = {
            custom_id: await api.judge(result.answer, REQUEST)
            for custom_id, result in results.items()
            if result.answer
        }
        return job, results, judged

    found: tuple[RemoteJob, dict[str, Any], dict[str, Completion]] = by_batch_api(bench, work)
    return found


def test_a_call_is_one_line_with_the_body_of_a_live_call(bench: Bench, tmp_path: Path) -> None:
    """It holds no line break and no key, and its id is one that every service takes."""
    assert {len(custom_id) for custom_id in BATCH_IDS} == {ID_CHARACTERS}
    bench.run()
    (live,) = bench.server.requests

    async def work(api: BatchApi) -> bytes:
        return api.line(BATCH_IDS[0], REQUEST)

    line = by_batch_api(bench, work)
    assert b"\n" not in line
    assert b"canary" not in line
    assert BATCH_IDS[0] in json.dumps(json.loads(line))
    ended(bench, tmp_path)
    (job,) = bench.server.batches.made
    sent = {custom_id: body for custom_id, _, body in job.lines}
    assert list(sent) == list(BATCH_IDS)
    kept = {name: value for name, value in live.body.items() if name != "stream"}
    for body in sent.values():
        assert {name: value for name, value in body.items() if name != "stream"} == kept


def test_answers_are_those_of_live_calls(bench: Bench, tmp_path: Path) -> None:
    """Text, usage, ending and who wrote it; each under the id of its call, in any order."""
    live = bench.run()[1]
    job, results, judged = ended(bench, tmp_path)
    assert job.ended
    assert job.problem is None
    assert set(results) == set(judged) == set(BATCH_IDS)
    for answer in judged.values():
        assert answer.text == live.text
        assert (answer.usage, answer.finish, answer.model) == (live.usage, live.finish, live.model)
    assert job.expected in (None, 3)
    assert job.total in (None, 3)


@pytest.mark.parametrize(
    ("answer", "finish"),
    [
        (Answer(ending="length", output_tokens=500), Finish.LENGTH),
        (Answer(ending="refusal"), Finish.REFUSED),
    ],
    ids=["length", "refusal"],
)
def test_an_answer_that_is_not_whole_is_told_as_that(
    bench: Bench, tmp_path: Path, answer: Answer, finish: Finish
) -> None:
    """As a live one would be."""
    bench.server.reply = lambda _request: answer
    live = bench.run()[1]
    _, _, judged = ended(bench, tmp_path)
    assert {one.finish for one in judged.values()} == {live.finish}
    assert live.finish in (finish, Finish.BLOCKED)


def test_a_call_fails_alone_and_with_the_error_of_a_live_call(bench: Bench, tmp_path: Path) -> None:
    """What the service did not come to is the job's trouble and not the call's."""
    bench.server.reply = lambda _request: Answer.failure("bad_request", detail="no such word")
    live = bench.fail(Answer.failure("bad_request", detail="no such word"))
    bench.server.batches.outcome = lambda _job, index: ("ok", "expired", "canceled")[index]
    _, results, judged = ended(bench, tmp_path)
    assert judged == {}
    error = results[BATCH_IDS[0]].error
    assert isinstance(error, BadRequest)
    assert error.message == live.message
    troubles = {result.trouble for result in results.values()} - {None}
    assert troubles <= {Trouble.EXPIRED, Trouble.CANCELED}
    if bench.kind in HAS_BOTH_WORDS:
        assert results[BATCH_IDS[1]].trouble is Trouble.EXPIRED
        assert results[BATCH_IDS[2]].trouble is Trouble.CANCELED


def test_a_job_is_found_again(bench: Bench, tmp_path: Path) -> None:
    """By its mark where the service keeps one, else by its time; those before a time are not told."""

    async def work(api: BatchApi) -> None:
        path = batch_lines(api, tmp_path)
        made = await api.create(path, await api.upload(path, "mark"), "mark")
        (job,) = [job async for job in api.jobs(made.created_at - 600)]
        assert job.job_id == made.job_id
        assert (job.marker == "mark") is api.finds_marker
        if bench.kind != "grok":  # it tells the day alone
            assert [one async for one in api.jobs(job.created_at + 3600)] == []

    by_batch_api(bench, work)


def test_an_upload_is_found_again(bench: Bench, tmp_path: Path) -> None:
    """By its mark, and no other one; a service without uploads has none to find."""

    async def work(api: BatchApi) -> None:
        path = batch_lines(api, tmp_path)
        assert await api.find_upload("mark") == ""
        file_id = await api.upload(path, "mark")
        assert bool(file_id) is (bench.kind in BY_FILE)
        assert await api.find_upload("other") == ""
        if bench.kind != "grok":
            assert await api.find_upload("mark") == file_id

    by_batch_api(bench, work)


def test_a_job_that_is_not_known_is_an_answer_of_404(bench: Bench) -> None:
    """What is cancelled of it is refused; nothing of it is deleted."""

    job_id = "batches/none" if bench.kind == "gemini" else "batch_none"

    async def work(api: BatchApi) -> None:
        with pytest.raises(BadRequest) as caught:
            await api.poll(job_id)
        assert caught.value.status == 404
        with pytest.raises(BadRequest):
            await api.cancel(job_id)

    by_batch_api(bench, work)


def test_what_was_answered_before_a_job_was_cancelled_stays(bench: Bench, tmp_path: Path) -> None:
    """It can be read, and is billed."""
    bench.server.batches.polls = 9

    async def work(api: BatchApi) -> list[Any]:
        path = batch_lines(api, tmp_path)
        made = await api.create(path, await api.upload(path, "mark"), "mark")
        await api.cancel(made.job_id)
        job = await api.poll(made.job_id)
        assert job.ended
        return [result async for result in api.results(job)]

    results = by_batch_api(bench, work)
    answered = [result.custom_id for result in results if result.answer]
    assert answered == list(bench.server.batches.billed) == [BATCH_IDS[0]]


def test_what_a_job_has_left_is_deleted_once(bench: Bench, tmp_path: Path) -> None:
    """The second time there is nothing."""
    job, _, _ = ended(bench, tmp_path)

    async def delete(api: BatchApi) -> tuple[int, int]:
        return await api.delete(job), await api.delete(job)

    first, second = by_batch_api(bench, delete)
    assert bench.server.batches.files == {}
    assert second == 0
    assert first > 0


@pytest.mark.parametrize("what", ["check", "poll", "upload"])
def test_a_refused_key_is_told_before_any_text_is_sent(
    bench: Bench, tmp_path: Path, what: str
) -> None:
    """By each door, with nothing of the key in the message."""
    bench.server.key = "another"
    doors: dict[str, Callable[[BatchApi], Awaitable[Any]]] = {
        "check": lambda api: api.check(),
        "poll": lambda api: api.poll("batch_1"),
        "upload": lambda api: api.upload(batch_lines(api, tmp_path), "mark"),
    }
    if what == "upload" and bench.kind not in BY_FILE:
        pytest.skip("nothing is uploaded")

    async def work(api: BatchApi) -> None:
        with pytest.raises(AuthFailed) as caught:
            await doors[what](api)
        assert "canary" not in f"{caught.value!r} {caught.value.hint}"

    by_batch_api(bench, work)


def test_a_server_without_a_batch_api_is_told(bench: Bench) -> None:
    """It is asked before any text is sent."""

    async def work(api: BatchApi) -> None:
        await api.check()
        bench.server.batches.none_of = {bench.endpoint().provider}
        with pytest.raises(UsageError, match="has no batch API"):
            await api.check()

    by_batch_api(bench, work)
    assert {call.method for call in bench.server.batches.calls} == {"GET"}


def test_a_job_holds_something_and_its_results_outlive_its_window(bench: Bench) -> None:
    """By the service's own rules."""

    async def work(api: BatchApi) -> BatchApi:
        return api

    api = by_batch_api(bench, work)
    assert api.limits.items > 0
    assert api.limits.input_bytes > 0
    assert api.limits.kept_s > api.limits.window_s > 0
    assert api.host == f"127.0.0.1:{bench.server.port}"

"""From ready calls to jobs: nothing is left out or sent twice, and no limit is passed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wire
from tersely.batch_api import BatchLimits
from tersely.economy import ItemState, Job, JobState
from tersely.economy.clock import AFTER_LOST_REPLY_S, BACK_OFF_S, MOST_TRIES, RETRY_S
from tersely.economy.sending import SAME_TIME_S
from tersely.economy.spool import ReadyCall, job_file
from tersely.errors import BadRequest, BudgetExceeded

from .office import START_S, Office, at_desk, request_of

CALLS = st.lists(
    st.tuples(st.integers(1, 400), st.integers(1, 50), st.integers(0, 9)), min_size=1, max_size=12
)
SERVER = wire.WireServer()
"""Nobody listens there: planning sends nothing."""
TOO_MANY = {"error": {"message": "Slow down.", "code": "rate_limit_exceeded"}}
NOT_SO = {"error": {"message": "No such window.", "type": "invalid_request_error"}}


def ready(office: Office, calls: Sequence[tuple[int, int, int]]) -> list[ReadyCall]:
    """Calls in the spool of the desk: of so many bytes, tokens and USD each."""
    spool, made = office.client.spool, []
    for number, (length, tokens, worst_usd) in enumerate(calls):
        offset, written = spool.add(b"x" * length)
        key = number.to_bytes(32, "big")
        call = ReadyCall(
            key, number + 1, 0, 9, tokens, 9, float(worst_usd), None, "", offset, written
        )
        spool.put(call)
        made.append(call)
    return made


def bytes_of(office: Office, job: Job) -> bytes:
    """What would be sent."""
    return job_file(office.sending.folder, job.marker).read_bytes()


def test_the_calls_are_divided_and_nothing_passes_a_limit(tmp_path: Path) -> None:
    """Each is in exactly one job, in its order, or does not fit the money; a job is within the
    service's limits unless it is one call; what is reserved is within ours.
    """

    async def work(office: Office) -> None:
        @settings(max_examples=40)
        @given(CALLS, st.integers(1, 5), st.integers(1, 900), st.none() | st.integers(0, 30))
        def divided(
            calls: list[tuple[int, int, int]], items: int, input_bytes: int, limit_usd: int | None
        ) -> None:
            office.client.api.limits = BatchLimits(items, input_bytes)
            office.budget.limit_usd = limit_usd
            made = ready(office, calls)
            jobs, refusal = planned(office)
            check_divided(office, made, jobs)
            assert all(job.items <= items for job in jobs)
            assert limit_usd is not None or len(office.client.spool.calls) == 0
            assert limit_usd is None or office.desk.state.reserved_usd() <= limit_usd
            for job in jobs:
                assert job.items == 1 or len(bytes_of(office, job)) <= input_bytes
                office.desk.state.release(job, JobState.FAILED, counted=False)
            if refusal:
                left = next(iter(office.client.spool.calls.values()))
                assert refusal.needed_usd == left.worst_usd
                assert sum(job.reserved_usd for job in jobs) == 0
            office.client.spool.clear()
            office.budget.lasting_usd = 0.0

        divided()

    at_desk(SERVER, tmp_path, work)


def planned(office: Office) -> tuple[list[Job], BudgetExceeded | None]:
    """All jobs that can be planned now, and why the rest cannot."""
    jobs: list[Job] = []
    try:
        while job := office.sending.plan(office.client):
            jobs.append(job)
            office.budget.lasting_usd = office.desk.state.reserved_usd()
    except BudgetExceeded as error:
        return jobs, error
    return jobs, None


def check_divided(office: Office, made: list[ReadyCall], jobs: list[Job]) -> None:
    """The calls are those of the jobs and those that are left, and the jobs know their sums."""
    sent = made[: sum(job.items for job in jobs)]
    assert b"".join(bytes_of(office, job) for job in jobs) == b"".join(
        b"x" * (call.length - 1) + b"\n" for call in sent
    )
    left = [*office.client.spool.calls]
    assert [call.key for call in made] == [*(call.key for call in sent), *left]
    assert sum(job.tokens for job in jobs) == sum(call.input_tokens for call in sent)
    assert sum(job.reserved_usd for job in jobs) == sum(call.worst_usd for call in sent)
    assert office.desk.state.reserved_usd() == sum(call.worst_usd for call in sent)


def test_the_first_call_is_too_dear_only_where_nothing_makes_room(tmp_path: Path) -> None:
    """An open job will be settled, mostly for less than was reserved."""

    async def work(office: Office) -> None:
        ready(office, [(9, 9, 3), (9, 9, 3)])
        assert office.sending.plan(office.client)
        office.budget.lasting_usd = office.desk.state.reserved_usd()
        assert office.sending.plan(office.client) is None
        office.budget.lasting_usd, office.budget.spent_usd = 0.0, 2.5
        with pytest.raises(
            BudgetExceeded, match=r"may cost \$3.00 and \$2.50 are spent; the limit"
        ):
            office.sending.plan(office.client)

    at_desk(SERVER, tmp_path, work, limit_usd=5.0)


def test_enqueued_tokens_divide_jobs(tmp_path: Path) -> None:
    """Once a limit is known; a single call is tried whatever it is, where nothing else waits."""

    async def work(office: Office) -> None:
        state = office.desk.state
        ready(office, [(9, 40, 0)] * 5)
        state.learn(f"enqueued tokens {office.client.ref}", 100)
        first = office.sending.plan(office.client)
        assert first
        assert first.tokens == 80
        state.update(first, state=JobState.RUNNING)
        assert office.sending.plan(office.client) is None
        state.update(first, state=JobState.COLLECTED)
        state.learn(f"enqueued tokens {office.client.ref}", 10)
        alone = office.sending.plan(office.client)
        assert alone
        assert alone.items == 1

    at_desk(SERVER, tmp_path, work)


def test_nothing_is_planned_before_its_time(tmp_path: Path) -> None:
    """After a refusal for enqueued tokens; a moment later it is."""

    async def work(office: Office) -> None:
        assert office.sending.plan(office.client) is None
        ready(office, [(9, 9, 0)])
        office.client.not_before = START_S + 10
        assert office.sending.plan(office.client) is None
        office.now += 10
        assert office.sending.plan(office.client)

    at_desk(SERVER, tmp_path, work)


def test_a_job_at_the_service_leaves_no_text_here(server: wire.WireServer, tmp_path: Path) -> None:
    """Its file is gone, and its row says where it is and which key made it."""

    async def work(office: Office) -> None:
        job = await office.sent([request_of(1), request_of(2)])
        assert (job.state, job.items) == (JobState.RUNNING, 2)
        assert job.job_id in server.batches.jobs
        assert job.key_mark == office.client.key_mark(job.marker)
        assert not job_file(office.sending.folder, job.marker).exists()
        assert job.created_at == START_S

    at_desk(server, tmp_path, work)


@pytest.mark.parametrize("name", ["openai", "anthropic"])
def test_an_order_whose_reply_is_lost_is_found_and_not_repeated(
    server: wire.WireServer, tmp_path: Path, name: str
) -> None:
    """By its mark, or by its size and time where a service keeps no mark; it may take a minute to
    stand in the list.
    """
    server.batches.lost_replies = 1

    async def work(office: Office) -> None:
        job = await office.sent([request_of(1)])
        assert job.state is JobState.RUNNING
        assert list(server.batches.jobs) == [job.job_id]
        assert office.notes == [f"The job {job.job_id} was found at {office.client.api.host}."]

    at_desk(server, tmp_path, work, name=name)


@pytest.mark.parametrize("ahead_s", [-7200, 7200])
def test_a_clock_that_is_wrong_by_hours_hides_no_job(
    server: wire.WireServer, tmp_path: Path, ahead_s: float
) -> None:
    """Where a service keeps no mark the job is told by its time, in the service's own time."""
    server.batches.lost_replies = 1

    async def work(office: Office) -> None:
        server.batches.clock = lambda: office.now + ahead_s
        await office.ask(request_of(1))
        await office.sending.check(office.client)
        job = await office.sent([])
        assert list(server.batches.jobs) == [job.job_id]

    at_desk(server, tmp_path, work, name="anthropic")


def test_a_service_that_is_down_for_a_moment_ends_no_run(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """Neither where it is asked for its jobs, nor where a job is to be found or ended."""

    async def work(office: Office) -> None:
        server.batches.unavailable = 2
        await office.sending.check(office.client)
        await office.ask(request_of(1))
        planned = office.sending.plan(office.client)
        assert planned
        state = office.desk.state
        planned = state.update(planned, state=JobState.CREATING, created_at=office.now)
        server.batches.unavailable = 1
        job = await office.sending.send(planned, office.client)
        assert office.slept == [RETRY_S] * 3 + [AFTER_LOST_REPLY_S]
        server.batches.unavailable = 1
        assert await office.desk.cancel() == 0
        assert state.job(job.number).cancelling

    at_desk(server, tmp_path, work, name="anthropic")


def test_a_job_of_another_size_or_time_is_not_ours(server: wire.WireServer, tmp_path: Path) -> None:
    """Where the service keeps no mark: neither one that is known, nor one made long before."""

    async def work(office: Office) -> None:
        known = await office.sent([request_of(1)])
        await office.sent([request_of(2), request_of(3)])
        office.now += SAME_TIME_S + 1
        await office.ask(request_of(4))
        planned = office.sending.plan(office.client)
        assert planned
        # Killed between the order and its reply, and the order was never carried out.
        state = office.desk.state
        planned = state.update(planned, state=JobState.CREATING, created_at=office.now)
        job = await office.sending.send(planned, office.client)
        assert job.job_id != known.job_id
        assert len(server.batches.made) == 3
        assert office.slept == [AFTER_LOST_REPLY_S]

    at_desk(server, tmp_path, work, name="anthropic")


def test_a_file_whose_reply_is_lost_is_not_sent_twice(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """It is found by its name."""
    server.batches.lost_uploads = 1

    async def work(office: Office) -> None:
        job = await office.sent([request_of(1)])
        assert job.state is JobState.RUNNING
        assert len(server.batches.files) == 1

    at_desk(server, tmp_path, work)


def test_a_service_that_is_busy_is_asked_again(server: wire.WireServer, tmp_path: Path) -> None:
    """Nothing was made by an order that was refused; after some it is given up, and the same
    command goes on.
    """
    server.batches.refusals = [(429, TOO_MANY)] * 2

    async def work(office: Office) -> None:
        await office.sent([request_of(1)])
        assert len(office.slept) == 2
        assert len(server.batches.made) == 1

    at_desk(server, tmp_path, work)


def test_a_service_that_stays_busy_leaves_the_job_as_it_was(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """What was uploaded need not be uploaded again."""
    server.batches.refusals = [(503, {"error": {"message": "overloaded"}})] * MOST_TRIES

    async def work(office: Office) -> None:
        with pytest.raises(Exception, match="openai"):
            await office.sent([request_of(1)])
        (job,) = office.desk.state.jobs()
        assert job.file_id
        assert job_file(office.sending.folder, job.marker).exists()
        again = await office.sending.send(job, office.client)
        assert again.state is JobState.RUNNING
        assert (len(server.batches.made), len(server.batches.files)) == (1, 1)

    at_desk(server, tmp_path, work)


def test_a_wrong_order_frees_its_calls(server: wire.WireServer, tmp_path: Path) -> None:
    """Nothing is billed or reserved; they are not counted as tried."""
    server.batches.refusals = [(400, NOT_SO)]

    async def work(office: Office) -> None:
        with pytest.raises(BadRequest, match="No such window"):
            await office.sent([request_of(1)])
        (job,) = office.desk.state.jobs()
        item = office.item(request_of(1))
        assert (job.state, item.state, item.tries) == (JobState.FAILED, ItemState.AGAIN, 0)
        assert office.budget.lasting_usd == office.desk.state.reserved_usd() == 0.0
        assert not job_file(office.sending.folder, job.marker).exists()

    at_desk(server, tmp_path, work)


@pytest.mark.parametrize(
    ("message", "most"),
    [("Enqueued token limit reached. Limit: 2,000 enqueued tokens.", 2000), ("Enqueued token", 75)],
)
def test_too_many_enqueued_tokens_mean_smaller_jobs_in_a_while(
    server: wire.WireServer, tmp_path: Path, message: str, most: int
) -> None:
    """The limit that the service names, or half of what was refused."""
    server.batches.refusals = [
        (429, {"error": {"message": message, "code": "token_limit_exceeded"}})
    ]

    async def work(office: Office) -> None:
        job = await office.sent([request_of(1), request_of(2)])
        state = office.desk.state
        assert job.state is JobState.FAILED
        assert state.fact(f"enqueued tokens {office.client.ref}") == most
        assert office.client.not_before == START_S + BACK_OFF_S
        assert office.item(request_of(1)).state is ItemState.AGAIN
        assert office.warnings[0].endswith("; smaller jobs are sent in a while.")
        assert server.batches.made == []

    at_desk(server, tmp_path, work)


@pytest.mark.parametrize("was_made", [True, False])
def test_a_job_whose_file_is_gone_is_adopted_or_its_calls_are_free(
    server: wire.WireServer, tmp_path: Path, was_made: bool
) -> None:
    """Killed after the order and before its reply was written down."""

    async def work(office: Office) -> None:
        state = office.desk.state
        job = await office.sent([request_of(1)])
        if not was_made:
            server.batches.jobs.clear()
        state.update(job, state=JobState.CREATING, job_id="")
        found = await office.sending.send(state.job(job.number), office.client)
        assert len(server.batches.made) == 1
        expected = JobState.RUNNING if was_made else JobState.FAILED
        assert (found.state, found.job_id) == (expected, job.job_id if was_made else "")
        assert (office.item(request_of(1)).state is ItemState.AGAIN) is not was_made

    at_desk(server, tmp_path, work)

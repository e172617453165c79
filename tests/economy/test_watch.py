"""Jobs are looked at in time; each call of one that has ended has an outcome or is sent again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import wire
from tersely.batch_api import BatchRefused
from tersely.economy import ItemState, Job, JobState, Options
from tersely.economy.clock import BACK_OFF_S, LATEST_S, SOONEST_S
from tersely.economy.watch import MOST_READINGS, YOUNG_S, Watch, calls_of
from tersely.errors import BadReply, ConfigError
from wire import Answer

from .office import START_S, Office, at_desk, request_of

REQUESTS = [request_of(number) for number in range(4)]
NO_WAIT = Options(no_wait=True)


def watch_of(office: Office) -> Watch:
    """What watches the jobs of the desk."""
    assert office.desk._watch
    return office.desk._watch


async def look(office: Office) -> Job:
    """One look at the only job."""
    await watch_of(office).look([office.client])
    (job,) = office.desk.state.jobs()
    return job


def states(office: Office) -> list[ItemState]:
    """What became of the calls."""
    return [office.item(request).state for request in REQUESTS]


def test_a_young_job_is_looked_at_soon_and_an_old_one_rarely(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """The pause lasts to the next look and no longer; a job that runs on is looked at all the same."""
    server.batches.polls = 100

    async def work(office: Office) -> None:
        job = await office.sent(REQUESTS)
        await look(office)
        await look(office)
        assert server.batches.jobs[job.job_id].polls == 2
        assert office.now == pytest.approx(START_S + sum(office.slept))
        assert all(0.9 * SOONEST_S <= pause <= 1.1 * SOONEST_S for pause in office.slept)
        office.now += 3 * 3600
        await look(office)
        office.slept.clear()
        await look(office)
        assert 0.9 * LATEST_S <= office.slept[0] <= 1.1 * LATEST_S

    at_desk(server, tmp_path, work)


def test_a_clock_that_is_put_back_puts_no_look_off(server: wire.WireServer, tmp_path: Path) -> None:
    """A day less, and the next look is due at once; so are calls that were held back."""
    server.batches.polls = 100

    async def work(office: Office) -> None:
        job = await office.sent(REQUESTS)
        await look(office)
        office.client.not_before = office.now + BACK_OFF_S
        await office.ask(request_of(9))
        office.now -= 24 * 3600
        await look(office)
        await look(office)
        assert server.batches.jobs[job.job_id].polls == 3
        assert sum(office.slept) <= 3 * LATEST_S
        assert office.sending.plan(office.client)

    at_desk(server, tmp_path, work)


def test_without_waiting_nobody_sleeps(server: wire.WireServer, tmp_path: Path) -> None:
    """Each look asks at once."""

    async def work(office: Office) -> None:
        await office.sent(REQUESTS)
        while (await look(office)).state is JobState.RUNNING:
            pass
        assert office.slept == []
        assert states(office) == [ItemState.STORED] * 4

    at_desk(server, tmp_path, work, options=NO_WAIT)


def test_calls_that_may_be_sent_again_end_the_pause(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """After a refusal for enqueued tokens the rest does not wait for the next look."""
    server.batches.polls = 100

    async def work(office: Office) -> None:
        await office.sent(REQUESTS[:2])
        office.client.not_before = START_S + 3
        await look(office)
        assert office.slept != [3.0]
        await office.ask(REQUESTS[2])
        office.slept.clear()
        office.client.not_before = office.now + 3
        await look(office)
        assert office.slept == [3.0]

    at_desk(server, tmp_path, work)


def test_a_stop_ends_the_pause_and_asks_nobody(server: wire.WireServer, tmp_path: Path) -> None:
    """A pause that would last for ever."""

    async def work(office: Office) -> None:
        job = await office.sent(REQUESTS)

        async def for_ever(_seconds: float) -> None:
            asyncio.get_running_loop().call_soon(office.desk.stop)
            await asyncio.Event().wait()

        office.desk.clock.sleep = for_ever
        assert (await look(office)).state is JobState.RUNNING
        assert server.batches.jobs[job.job_id].polls == 0

    at_desk(server, tmp_path, work)


def test_what_changed_is_counted(server: wire.WireServer, tmp_path: Path) -> None:
    """A look that finds nothing new wakes no document."""
    server.batches.polls = 1

    async def work(office: Office) -> None:
        await office.sent(REQUESTS)
        watch = watch_of(office)
        assert (await look(office)).state is JobState.RUNNING
        assert watch.changes == 0
        assert (await look(office)).state is JobState.COLLECTED
        assert watch.changes == 1
        assert office.budget.lasting_usd == 0.0
        assert office.budget.spent_usd == pytest.approx(office.desk.state.spent_usd())
        assert office.budget.spent_usd > 0

    at_desk(server, tmp_path, work)


@pytest.mark.parametrize("ends_as", ["expired", "cancelled"])
def test_what_has_no_answer_goes_into_the_next_wave(
    server: wire.WireServer, tmp_path: Path, ends_as: str
) -> None:
    """It counts as a try, unless we ended the job ourselves; the reason is said."""
    words = ("ok", "expired", "missing", "ok")
    server.batches.outcome = lambda _job, index: words[index]
    server.batches.polls = 0
    server.batches.ends_as = "expired"

    async def work(office: Office) -> None:
        job = await office.sent(REQUESTS)
        office.desk.state.update(job, cancelling=ends_as == "cancelled")
        assert (await look(office)).state is JobState.COLLECTED
        assert states(office) == [
            ItemState.STORED,
            ItemState.AGAIN,
            ItemState.AGAIN,
            ItemState.STORED,
        ]
        missing = office.item(REQUESTS[2])
        assert missing.tries == (0 if ends_as == "cancelled" else 1)
        assert office.notes == [f"job {job.job_id}: 2 answered, 2 calls left (expired)"]

    at_desk(server, tmp_path, work)


def test_a_service_that_cannot_be_asked_is_asked_next_time(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """A fault that passes is none; a key that is refused is one."""
    server.batches.polls = 0

    async def work(office: Office) -> None:
        await office.sent(REQUESTS)
        server.batches.none_of, server.batches.unavailable = set(), 1
        assert (await look(office)).state is JobState.RUNNING
        assert (await look(office)).state is JobState.COLLECTED

    at_desk(server, tmp_path, work)


def test_a_job_that_the_service_does_not_know_yet_is_young(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """After ten minutes it is lost: its calls are sent anew, and what that may cost is said."""
    server.batches.polls = 100

    async def work(office: Office) -> None:
        job = await office.sent(REQUESTS)
        server.batches.forgotten = {job.job_id}
        assert (await look(office)).state is JobState.RUNNING
        assert office.warnings == []
        office.now = START_S + YOUNG_S + 1
        assert (await look(office)).state is JobState.LOST
        assert states(office) == [ItemState.AGAIN] * 4
        assert office.item(REQUESTS[0]).tries == 0
        assert office.budget.lasting_usd == 0.0
        (warning,) = office.warnings
        assert f"has lost the job {job.job_id}: 4 calls are sent anew, and up to $" in warning

    at_desk(server, tmp_path, work)


def test_a_job_of_another_key_is_never_made_anew(server: wire.WireServer, tmp_path: Path) -> None:
    """However old it is: the other account may well have it."""
    server.batches.polls = 100

    async def work(office: Office) -> None:
        job = await office.sent(REQUESTS)
        server.batches.forgotten = {job.job_id}
        office.client.key = "sk-another"
        office.now += YOUNG_S + 1
        with pytest.raises(ConfigError, match="another key of openai"):
            await look(office)
        assert office.jobs() == [JobState.RUNNING]
        assert states(office) == [ItemState.PENDING] * 4

    at_desk(server, tmp_path, work)


def test_results_that_end_early_are_read_again_and_not_for_ever(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """What came is stored each time; no call goes into another job meanwhile."""
    server.batches.polls = 0

    async def work(office: Office) -> None:
        await office.sent(REQUESTS)
        for reading in range(MOST_READINGS):
            server.batches.truncated_results = 1
            if reading < MOST_READINGS - 1:
                assert (await look(office)).state is JobState.COLLECTING
            else:
                with pytest.raises(BadReply, match="end after 3 of 4 calls"):
                    await look(office)
        assert sorted(states(office)) == [ItemState.PENDING, *[ItemState.STORED] * 3]
        assert office.budget.lasting_usd > 0
        assert (await look(office)).state is JobState.COLLECTED
        assert states(office) == [ItemState.STORED] * 4
        assert len(server.batches.made) == 1

    at_desk(server, tmp_path, work, name="anthropic")


def test_a_job_that_is_refused_as_a_whole_frees_its_calls(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """The reason is raised; nothing was billed."""
    server.batches.polls = 0
    server.batches.problems = [("invalid_json_line", "Line 3 is not valid JSON.")]

    async def work(office: Office) -> None:
        await office.sent(REQUESTS)
        with pytest.raises(BatchRefused, match="Line 3"):
            await look(office)
        assert office.jobs() == [JobState.FAILED]
        assert states(office) == [ItemState.AGAIN] * 4
        assert office.budget.spent_usd == 0.0

    at_desk(server, tmp_path, work)


def test_too_many_enqueued_tokens_are_told_late(server: wire.WireServer, tmp_path: Path) -> None:
    """In the job: the calls come again in smaller ones, after a while, and are not counted."""
    server.batches.polls = 0
    message = "Enqueued token limit reached. Limit: 2,000 enqueued tokens."
    server.batches.problems = [("token_limit_exceeded", message)]

    async def work(office: Office) -> None:
        await office.sent(REQUESTS)
        assert (await look(office)).state is JobState.FAILED
        assert office.client.not_before == office.now + BACK_OFF_S
        assert office.desk.state.fact("enqueued tokens openai/gpt-6-luna") == 2000
        assert office.item(REQUESTS[0]).tries == 0
        assert "smaller jobs" in office.warnings[0]

    at_desk(server, tmp_path, work)


def test_results_of_another_job_free_the_calls_aloud(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """The job was taken for ours, which kept no mark; its calls are not counted as tried."""
    server.batches.polls = 0

    async def work(office: Office) -> None:
        foreign, _ = await office.ended([request_of(9)])
        office.desk.state.update(foreign, state=JobState.DONE)
        job = await office.sent(REQUESTS)
        office.desk.state.update(job, job_id=foreign.job_id)
        await watch_of(office).look([office.client])
        assert office.desk.state.job(job.number).state is JobState.FAILED
        assert states(office) == [ItemState.AGAIN] * 4
        assert office.item(REQUESTS[0]).tries == 0
        assert office.warnings == [
            f"The job {foreign.job_id} turned out not to be ours; its calls are sent anew."
        ]

    at_desk(server, tmp_path, work)


def test_what_every_further_job_would_meet_is_raised(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """No credit: what was answered before is kept."""
    server.batches.polls = 0
    server.reply = lambda request: (
        Answer.failure("quota") if "Report 3" in request.text else Answer(text="Short.")
    )

    async def work(office: Office) -> None:
        await office.sent(REQUESTS)
        with pytest.raises(ConfigError):
            await look(office)
        assert states(office) == [*[ItemState.STORED] * 3, ItemState.AGAIN]

    at_desk(server, tmp_path, work)


def test_calls_are_counted_in_words() -> None:
    """One is one."""
    assert [calls_of(count) for count in (1, 2, 1204)] == ["1 call", "2 calls", "1,204 calls"]

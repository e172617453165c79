"""The desk: documents wait until their calls are answered, whichever process asks; nothing is left
at a service that is not told.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import wire
from tersely.economy import ItemState, JobState, Options, State, WaitingDocument
from tersely.economy import desk as module
from tersely.economy.desk import MOST_LOOKS
from tersely.errors import ConfigError, UsageError
from tersely.events import JobsProgress
from tersely.records import Completion, ModelRef
from wire import Answer

from .office import Office, at_desk, request_of

REQUESTS = [request_of(number) for number in range(5)]
NO_WAIT = Options(no_wait=True)


def texts(results: list[object]) -> list[str]:
    """The answers, all of which must be there."""
    assert all(isinstance(answer, Completion) for answer in results), results
    return [answer.text for answer in results if isinstance(answer, Completion)]


def test_all_that_waits_is_answered_in_as_few_jobs_as_can_be(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """One wave; what went where for how much is told; nothing waits afterwards."""

    async def work(office: Office) -> None:
        results = await office.answered(REQUESTS)
        assert texts([*results]) == [f"About Report {n}." for n in range(5)]
        assert [len(job.lines) for job in server.batches.made] == [5]
        host = office.client.api.host
        assert office.notes[0].startswith(f"wave 1: 5 calls in 1 job went to {host}, at most $")
        assert await office.desk.next() == []
        progress = office.desk.progress
        assert (progress.jobs, progress.calls, progress.waiting_documents) == ([], 0, 0)
        assert progress.spent_usd == pytest.approx(office.budget.spent_usd)

    at_desk(server, tmp_path, work)


def test_a_desk_that_does_not_wait_does_what_can_be_done(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """It sends, looks once and leaves; the next one goes on, and counts its waves on."""
    server.batches.polls = 1

    async def begun(office: Office) -> None:
        for request in REQUESTS:
            await office.ask(request)
        assert await office.desk.next() == []
        assert office.slept == []
        progress = office.desk.progress
        assert (len(progress.jobs), progress.calls, progress.waiting_documents) == (1, 5, 5)
        assert progress.reserved_usd == office.desk.state.reserved_usd() > 0
        first, again = progress.sentences
        assert first.startswith(f"1 job stays at {office.client.api.host}: 5 calls, at most $")
        assert again == "Go on: run the same command again"

    async def gone_on(office: Office) -> None:
        assert office.budget.lasting_usd > 0
        results = await office.answered([*REQUESTS, request_of(9)])
        assert len(texts([*results])) == 6
        assert len(server.batches.made) == 2
        assert "wave 2: 1 call in 1 job" in office.notes[0]
        assert set(server.batches.billed.values()) == {1}

    at_desk(server, tmp_path, begun, options=NO_WAIT)
    at_desk(server, tmp_path, gone_on)


def test_what_an_earlier_process_has_spent_counts(server: wire.WireServer, tmp_path: Path) -> None:
    """In the budget of the next one."""

    async def first(office: Office) -> None:
        await office.ask(REQUESTS[0])
        assert await office.desk.next()

    async def second(office: Office) -> None:
        assert office.budget.spent_usd == office.desk.state.spent_usd() > 0

    at_desk(server, tmp_path, first)
    at_desk(server, tmp_path, second)


def test_a_document_is_ready_when_no_call_stands_in_its_way(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """Neither one that is at a service nor one that could not be sent yet, of its own or of
    another document.
    """

    async def work(office: Office) -> None:
        for request in REQUESTS[:2]:
            await office.ask(request)
        office.desk.wait(WaitingDocument("b", blocker=office.client.stored.key(REQUESTS[1])))
        office.client.api.limits = type(office.client.api.limits)(1, 10**6)
        state, spool = office.desk.state, office.client.spool
        job = office.sending.plan(office.client)
        assert job
        await office.sending.send(job, office.client)
        assert len(spool.calls) == 1
        state.release(state.job(job.number), JobState.COLLECTED, counted=True)
        ready = {document.path for document in office.desk._ready()}
        assert ready == {path for path, request in office.asked.items() if request is REQUESTS[0]}
        assert not office.desk.waits("b")

    at_desk(server, tmp_path, work)


def test_many_ready_documents_come_in_portions(
    server: wire.WireServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them come."""
    monkeypatch.setattr(module, "READY_AT_ONCE", 2)
    sizes: list[int] = []

    async def work(office: Office) -> None:
        for request in REQUESTS:
            await office.ask(request)
        while ready := await office.desk.next():
            sizes.append(len(ready))
            for document in ready:
                assert isinstance(
                    await office.ask(office.asked[document.path], document.path), Completion
                )

    at_desk(server, tmp_path, work)
    assert sizes == [2, 2, 1]


def test_a_stop_takes_nothing_more_up(server: wire.WireServer, tmp_path: Path) -> None:
    """Nothing is sent, and what was not sent is forgotten: the plan is replayed."""

    async def work(office: Office) -> None:
        await office.ask(REQUESTS[0])
        office.desk.stop()
        assert await office.desk.next() == []
        assert server.batches.calls == []

    at_desk(server, tmp_path, work)
    assert list((tmp_path / "economy").glob("*")) == []


def test_a_service_without_a_batch_api_is_asked_before_any_text_is_sent(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """Once."""
    server.batches.none_of = {"openai"}

    async def work(office: Office) -> None:
        await office.ask(REQUESTS[0])
        with pytest.raises(UsageError, match="has no batch API"):
            await office.desk.next()
        assert [call.method for call in server.batches.calls] == ["GET"]
        server.batches.none_of = set()
        await office.desk.next()
        checks = [call for call in server.batches.calls if call.query.get("limit") == "1"]
        assert len(checks) == 2
        await office.ask(REQUESTS[1])
        await office.desk.next()
        assert len([call for call in server.batches.calls if call.query.get("limit") == "1"]) == 2

    at_desk(server, tmp_path, work)


def test_a_job_waits_where_it_was_sent(server: wire.WireServer, tmp_path: Path) -> None:
    """Settings that lead elsewhere since are an error, and nothing is sent there."""
    server.batches.polls = 9

    async def begun(office: Office) -> None:
        await office.sent(REQUESTS)

    async def led_elsewhere(office: Office) -> None:
        office.client.base_url = "https://llm.example.com/v1"
        with pytest.raises(ConfigError, match=r"waits at 127\.0\.0\.1:\d+, .* llm\.example\.com"):
            await office.desk.next()

    at_desk(server, tmp_path, begun)
    at_desk(server, tmp_path, led_elsewhere)


def test_a_model_that_only_an_earlier_command_has_used_is_wired_when_it_is_needed(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """By whoever opened the desk."""
    wired: list[ModelRef] = []

    async def begun(office: Office) -> None:
        await office.sent(REQUESTS)

    async def taken_up(office: Office) -> None:
        client = office.client
        office.desk._clients.clear()
        assert office.desk.known(client.ref) is None

        def wire_it(ref: ModelRef) -> object:
            wired.append(ref)
            return client

        office.desk.client_for = wire_it  # type: ignore[assignment]  # the client of the same model
        await office.desk.next()
        assert wired == [client.ref]
        assert office.desk.known(client.ref) is client
        assert office.jobs() == [JobState.COLLECTED]

    at_desk(server, tmp_path, begun)
    at_desk(server, tmp_path, taken_up)


def test_what_is_cancelled_keeps_its_answers(server: wire.WireServer, tmp_path: Path) -> None:
    """What was not sent is free at once; what the service had answered is read; nobody is told to
    wait for the rest.
    """
    server.batches.polls = 9

    async def work(office: Office) -> None:
        sent = await office.sent(REQUESTS[:4])
        await office.ask(REQUESTS[4])
        unsent = office.sending.plan(office.client)
        assert unsent
        assert await office.desk.cancel() == 0
        state = office.desk.state
        assert state.job(unsent.number).state is JobState.FAILED
        assert state.job(sent.number).state is JobState.COLLECTED
        assert state.job(sent.number).cancelling
        outcomes = [office.item(request).state for request in REQUESTS]
        assert outcomes.count(ItemState.STORED) == sum(server.batches.billed.values()) == 2
        assert outcomes.count(ItemState.AGAIN) == 3
        assert {office.item(request).tries for request in REQUESTS} == {0}

    at_desk(server, tmp_path, work)


def test_a_job_that_is_slow_to_end_is_left_to_the_next_command(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """After some looks; it is known to be cancelled."""
    server.batches.polls = 99
    server.batches.slow_to_cancel = True

    async def work(office: Office) -> None:
        job = await office.sent(REQUESTS)
        assert await office.desk.cancel() == 1
        assert server.batches.jobs[job.job_id].polls == MOST_LOOKS
        assert office.desk.state.job(job.number).cancelling

    at_desk(server, tmp_path, work)


def test_nothing_is_deleted_while_a_job_is_open(server: wire.WireServer, tmp_path: Path) -> None:
    """Then the files at the service go, and the state with them."""
    server.batches.polls = 1

    async def work(office: Office) -> None:
        await office.sent(REQUESTS)
        assert await office.desk.clean_up() == ""
        assert server.batches.files
        await office.answered(REQUESTS)
        host = office.client.api.host
        assert await office.desk.clean_up() == f"2 files deleted at {host}"
        assert server.batches.files == {}
        assert not State.exists(tmp_path)
        assert not (tmp_path / "economy").exists()
        office.desk.state = State(tmp_path)

    at_desk(server, tmp_path, work)


def test_what_could_not_be_deleted_is_said(server: wire.WireServer, tmp_path: Path) -> None:
    """Once for each reason; the state goes all the same, for all answers are stored."""

    async def work(office: Office) -> None:
        await office.answered(REQUESTS)
        server.key = "another"
        sentence = await office.desk.clean_up()
        assert sentence.startswith("not deleted: openai refused the key (401)")
        assert not State.exists(tmp_path)
        office.desk.state = State(tmp_path)

    at_desk(server, tmp_path, work)


@pytest.mark.parametrize("is_kept", [True, False])
def test_an_answer_is_fetched_again_while_its_job_is_kept(
    server: wire.WireServer, tmp_path: Path, is_kept: bool
) -> None:
    """Else its call goes into the next wave."""

    async def work(office: Office) -> None:
        job = await office.sent(REQUESTS[:1])
        while (await office.desk.next()) == []:
            pass
        item = office.item(REQUESTS[0])
        assert item.state is ItemState.STORED
        if not is_kept:
            office.desk.state.update(job, state=JobState.DONE)
        office.desk.fetch_again(item)
        states = (office.item(REQUESTS[0]).state, office.jobs()[0])
        if is_kept:
            assert states == (ItemState.PENDING, JobState.RUNNING)
        else:
            assert states == (ItemState.AGAIN, JobState.DONE)

    at_desk(server, tmp_path, work)


def test_progress_adds_up(server: wire.WireServer, tmp_path: Path) -> None:
    """Of the jobs that are open, told at most twice a second."""
    server.batches.polls = 3
    server.reply = lambda _request: Answer(text="Short.")

    async def work(office: Office) -> None:
        office.desk._told_at = float("-inf")
        for request in REQUESTS:
            await office.ask(request)
        await office.desk.next()
        told = [event for event in office.events if isinstance(event, JobsProgress)]
        assert told
        for event in told:
            assert 0 <= event.done <= event.calls <= 5
            assert event.oldest_s >= 0
        office.desk._told_at = float("-inf")
        office.desk._tell_progress()
        office.desk._tell_progress()
        last = [event for event in office.events if isinstance(event, JobsProgress)][len(told) :]
        assert [(event.jobs, event.wave, event.waiting_documents) for event in last] == [(0, 1, 5)]
        assert last[0].spent_usd == office.desk.state.spent_usd() > 0

    at_desk(server, tmp_path, work)

"""The results of a job: each call has one outcome, is counted once and is paid once."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

import wire
from tersely.economy import ItemState, JobState
from tersely.economy import collection as module
from tersely.economy.collection import Collected, Collection
from tersely.records import Completion
from wire import Answer

from .office import Office, at_desk, request_of

WORDS = ("ok", "ok", "expired", "canceled", "missing")


def collection_of(office: Office, told: list[Collected] | None = None) -> Collection:
    """What reads the jobs of the desk."""
    heard = [] if told is None else told
    return Collection(office.desk.state, office.client, heard.append)


@pytest.mark.parametrize("seed", range(4))
def test_every_call_of_a_job_has_its_outcome(
    server: wire.WireServer, tmp_path: Path, seed: int
) -> None:
    """Whatever the service brings, in whatever order: counts and costs add up, the store has what
    was answered, and a second reading changes nothing.
    """
    rng = random.Random(seed)
    requests = [request_of(number) for number in range(30)]
    words = [rng.choice(WORDS) for _ in requests]
    server.batches.outcome = lambda _job, index: words[index]
    failing = {number for number in range(30) if rng.random() < 0.2}

    def reply(request: wire.WireRequest) -> Answer:
        number = int(request.text.split(".")[0].rpartition(" ")[2])
        return Answer.failure("bad_request") if number in failing else Answer(text="Short.")

    server.reply = reply

    async def work(office: Office) -> None:
        job, remote = await office.ended(requests)
        collected = await collection_of(office).read(job, remote)
        items = [office.item(request) for request in requests]
        states = Counter(item.state for item in items)
        answered = [w == "ok" and n not in failing for n, w in enumerate(words)]
        assert collected.results == collected.ours == len(words) - words.count("missing")
        assert collected.answered == states[ItemState.STORED] == sum(answered)
        assert states[ItemState.FAILED] == collected.failed
        assert (
            states[ItemState.AGAIN]
            == collected.again
            == sum(words.count(word) for word in ("expired", "canceled"))
        )
        assert states[ItemState.PENDING] == words.count("missing")
        assert collected.reasons == {w: words.count(w) for w in ("expired", "canceled")}
        for item, request, is_there in zip(items, requests, answered, strict=True):
            assert (office.client.stored.peek(request) is not None) is is_there
            assert bool(item.paid_usd) is is_there
        assert collected.paid_usd == pytest.approx(office.desk.state.spent_usd())
        again = await collection_of(office).read(job, remote)
        assert (again.results, again.answered, again.paid_usd) == (collected.results, 0, 0.0)
        assert [office.item(request) for request in requests] == items

    at_desk(server, tmp_path, work)


def test_what_stands_twice_in_the_results_is_paid_once(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """As one result it is counted twice, as an answer once."""

    async def work(office: Office) -> None:
        job, remote = await office.ended([request_of(1), request_of(2)])
        for file_id in server.batches.contents:
            server.batches.contents[file_id] *= 2
        collected = await collection_of(office).read(job, remote)
        assert (collected.results, collected.answered) == (4, 2)
        assert collected.paid_usd == pytest.approx(office.desk.state.spent_usd())

    at_desk(server, tmp_path, work)


@pytest.mark.parametrize(
    ("answer", "state", "tries"),
    [
        (Answer(ending="length"), ItemState.KEPT, 0),
        (Answer(ending="refusal"), ItemState.KEPT, 0),
        (Answer(ending="empty"), ItemState.KEPT, 0),
        (Answer.failure("bad_request"), ItemState.FAILED, 0),
        (Answer.failure("server"), ItemState.AGAIN, 1),
        (Answer.failure("quota"), ItemState.AGAIN, 0),
        # Far fewer tokens than were sent: perhaps the prompt was cut.
        (Answer(input_tokens=10), ItemState.UNJUDGED, 0),
    ],
    ids=lambda value: getattr(value, "error", "") or getattr(value, "ending", str(value)),
)
def test_what_is_no_answer_to_be_stored(
    server: wire.WireServer, tmp_path: Path, answer: Answer, state: ItemState, tries: int
) -> None:
    """It is in the row of its call or goes into the next wave. Of what every further job would
    meet nothing is the fault of the call.
    """
    server.reply = lambda _request: answer
    request = request_of(1)

    async def work(office: Office) -> None:
        job, remote = await office.ended([request])
        digest = office.item(request).outcome
        collected = await collection_of(office).read(job, remote)
        item = office.item(request)
        assert (item.state, item.tries) == (state, tries)
        assert office.client.stored.peek(request) is None
        assert (collected.obstacle is not None) is (answer.error == "quota")
        assert bool(item.outcome) is (state is not ItemState.AGAIN) or item.outcome == digest
        if state is ItemState.FAILED:
            assert digest in item.outcome
        assert bool(item.paid_usd) is (not answer.error)

    at_desk(server, tmp_path, work)


def test_an_answer_that_must_fit_a_schema_is_judged_beside_its_request(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """The row has the vendor's own answer; it is paid now."""
    server.reply = lambda _request: Answer(text='{"a": 1}')
    request = request_of(1, schema='{"type": "object"}')

    async def work(office: Office) -> None:
        job, remote = await office.ended([request])
        await collection_of(office).read(job, remote)
        item = office.item(request)
        assert item.state is ItemState.UNJUDGED
        assert '{\\"a\\": 1}' in item.outcome or '{\\\\\\"a\\\\\\"' in item.outcome
        assert item.paid_usd
        answer = await office.ask(request)
        assert isinstance(answer, Completion)
        assert (answer.text, answer.cost_usd) == ('{"a": 1}', item.paid_usd)
        assert office.item(request).state is ItemState.STORED

    at_desk(server, tmp_path, work)


def test_results_are_kept_chunk_by_chunk(
    server: wire.WireServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is told when it is stored; a fault on the way loses no chunk before it."""
    monkeypatch.setattr(module, "CHUNK", 2)
    requests = [request_of(number) for number in range(5)]
    told: list[int] = []

    async def work(office: Office) -> None:
        job, remote = await office.ended(requests)

        def heard(collected: Collected) -> None:
            told.append(collected.results)
            stored = [office.client.stored.peek(request) for request in requests]
            assert sum(answer is not None for answer in stored) == collected.answered
            if len(told) == 2:
                raise ConnectionError

        collection = Collection(office.desk.state, office.client, heard)
        with pytest.raises(ConnectionError):
            await collection.read(job, remote)
        states = [office.item(request).state for request in requests]
        assert (states.count(ItemState.STORED), states.count(ItemState.PENDING)) == (4, 1)
        rest = await collection_of(office).read(job, remote)
        assert (rest.results, rest.answered) == (5, 1)

    at_desk(server, tmp_path, work)
    assert told == [2, 4]


def test_results_of_another_job_are_not_ours(server: wire.WireServer, tmp_path: Path) -> None:
    """Nothing of them is stored, and no call of ours has an outcome."""
    mine, theirs = [request_of(1)], [request_of(2), request_of(3)]

    async def work(office: Office) -> None:
        job = await office.sent(mine)
        _, foreign = await office.ended(theirs)
        collected = await collection_of(office).read(job, foreign)
        assert (collected.results, collected.ours, collected.paid_usd) == (2, 0, 0.0)
        assert {office.item(request).state for request in (*mine, *theirs)} == {ItemState.PENDING}
        assert office.jobs() == [JobState.RUNNING] * 2

    at_desk(server, tmp_path, work)

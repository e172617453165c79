"""The provider that parks its calls: each is answered, paid and told once, whoever asks for it."""

from __future__ import annotations

from contextlib import aclosing
from pathlib import Path

import pytest

import wire
from tersely.economy import ItemState, Options, document_path
from tersely.economy.economical import MOST_WAVES
from tersely.errors import BadRequest, ServerFailed, Waiting
from tersely.middleware import Caller, calling
from tersely.records import Completion, Finish
from wire import Answer

from .office import Office, at_desk, request_of

ONE = request_of(1)
REFUSED_EFFORT = "Unsupported parameter: 'reasoning.effort' is not supported with this model."


async def got(office: Office, path: str = "a", **changes: object) -> Completion:
    """The answer to the one call, which must be there."""
    answer = await office.ask(request_of(1, **changes), path)
    assert isinstance(answer, Completion), answer
    return answer


async def waits(office: Office, path: str = "a") -> bytes | None:
    """The call that stands in the way of the one call of a document."""
    answer = await office.ask(ONE, path)
    assert isinstance(answer, Waiting), answer
    return answer.blocker


def test_a_call_of_two_documents_is_made_once(server: wire.WireServer, tmp_path: Path) -> None:
    """The second one waits for it by its key, before it is sent and after; whoever asked first
    bears its cost, however often its document is done anew.
    """

    async def work(office: Office) -> None:
        office.goes_on = True
        assert await waits(office) is None
        key = office.client.stored.key(ONE)
        assert await waits(office, "b") == key
        await office.sent([])
        assert await waits(office) is None
        assert await waits(office, "b") == key
        await office.desk.next()
        first, again, second = await got(office), await got(office), await got(office, "b")
        paid_usd = office.item(ONE).paid_usd
        assert paid_usd
        assert (first.reused, first.cost_usd) == (again.reused, again.cost_usd) == (False, paid_usd)
        assert second.reused
        assert first.text == second.text == "About Report 1."
        assert set(server.batches.billed.values()) == {1}

    at_desk(server, tmp_path, work)


def test_an_answer_costs_the_share_that_the_batch_api_has_of_the_price(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """Half, here; what is stored is nobody's cost any more."""

    async def work(office: Office) -> None:
        await office.answered([ONE])
        spent_usd = office.desk.state.spent_usd()
        live = await office.client.stored.inner.complete(request_of(2))
        assert live.cost_usd
        assert spent_usd == pytest.approx(live.cost_usd / 2, rel=0.05)
        assert (await got(office)).reused

    at_desk(server, tmp_path, work)


def test_a_stored_answer_parks_nothing(server: wire.WireServer, tmp_path: Path) -> None:
    """It is that of a live call, and may be looked at without asking."""

    async def work(office: Office) -> None:
        assert office.provider.peek(ONE) is None
        live = await office.client.stored.complete(ONE)
        peeked = office.provider.peek(ONE)
        assert peeked
        answer = await got(office)
        assert answer.text == peeked.text == live.text
        assert answer.reused
        assert office.client.spool.calls == {}

    at_desk(server, tmp_path, work)


def test_a_stream_is_the_answer_in_one_piece(server: wire.WireServer, tmp_path: Path) -> None:
    """There is nothing to be seen of it before."""

    async def work(office: Office) -> None:
        await office.answered([ONE])
        document_path.set("a")
        async with aclosing(office.provider.stream(ONE)) as pieces:
            text, answer = [piece async for piece in pieces]
        assert isinstance(answer, Completion)
        assert text == answer.text

    at_desk(server, tmp_path, work)


@pytest.mark.parametrize(
    ("ending", "finish"), [("length", Finish.LENGTH), ("refusal", Finish.REFUSED)]
)
def test_an_answer_that_is_not_stored_is_kept_for_its_document(
    server: wire.WireServer, tmp_path: Path, ending: str, finish: Finish
) -> None:
    """As often as it is done anew; when it has ended, it asks anew."""
    server.reply = lambda _request: Answer(text="Cut", ending=ending, output_tokens=500)  # type: ignore[arg-type]  # of the list

    async def work(office: Office) -> None:
        office.goes_on = True
        assert await waits(office) is None
        await office.desk.next()
        assert [(await got(office)).finish for _ in range(2)] == [finish] * 2
        assert office.item(ONE).state is ItemState.KEPT
        office.desk.ended("a")
        office.desk.state.waiting(0)
        assert await waits(office) is None
        assert len(office.client.spool.calls) == 1

    at_desk(server, tmp_path, work)


def test_a_wrong_call_is_an_error_each_time(server: wire.WireServer, tmp_path: Path) -> None:
    """It is not sent again by itself."""
    server.reply = lambda _request: Answer.failure("bad_request", detail="no such word")

    async def work(office: Office) -> None:
        (error,) = await office.answered([ONE])
        assert isinstance(error, BadRequest)
        assert error.message == "openai answered 400: no such word"
        assert len(server.batches.made) == 1

    at_desk(server, tmp_path, work)


def test_a_default_that_is_refused_is_left_out_from_then_on(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """The call is sent once more, a later desk knows it at once, and both say it once."""

    def reply(request: wire.WireRequest) -> Answer:
        if "reasoning" in request.body:
            return Answer.failure("bad_request", detail=REFUSED_EFFORT)
        return Answer(text="Short.")

    server.reply = reply
    effort = {"reasoning": "low"}

    async def first(office: Office) -> None:
        results = await office.answered([request_of(n, **effort) for n in (1, 2)])
        texts = [answer.text for answer in results if isinstance(answer, Completion)]
        assert texts == ["Short."] * 2
        assert [len(job.lines) for job in server.batches.made] == [2, 2]
        assert len(office.warnings) == 1

    async def later(office: Office) -> None:
        (answer,) = await office.answered([request_of(3, **effort)])
        assert isinstance(answer, Completion)
        assert len(server.batches.made) == 3
        assert "reasoning" not in server.batches.made[2].lines[0][2]

    at_desk(server, tmp_path, first)
    at_desk(server, tmp_path, later)


def test_what_fails_in_each_wave_is_made_live_in_the_end(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """At the full price, which is in the bill; an error of that is the document's."""
    live: list[bool] = []

    def reply(_request: wire.WireRequest) -> Answer:
        live.append(bool(server.requests))
        return Answer(text="At last.") if server.requests else Answer.failure("server")

    server.reply = reply

    async def work(office: Office) -> None:
        (answer,) = await office.answered([ONE])
        assert isinstance(answer, Completion)
        assert (answer.text, answer.reused) == ("At last.", False)
        assert live == [False] * MOST_WAVES + [True]
        assert len(server.batches.made) == MOST_WAVES
        assert answer.cost_usd
        assert office.desk.state.spent_usd() == pytest.approx(answer.cost_usd)

    at_desk(server, tmp_path, work)


def test_a_live_call_that_fails_is_the_documents_error(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """Nothing is parked again in this run."""
    server.reply = lambda _request: Answer.failure("server")

    async def work(office: Office) -> None:
        (error,) = await office.answered([ONE])
        assert isinstance(error, ServerFailed)
        assert len(server.batches.made) == MOST_WAVES

    at_desk(server, tmp_path, work)


@pytest.mark.parametrize(
    ("finish_live", "depth", "answered", "is_live"),
    [
        (True, 1, True, True),
        (True, 0, True, False),
        (True, 1, False, False),
        (False, 1, True, False),
    ],
)
def test_merges_go_live_where_that_was_asked_for(
    server: wire.WireServer,
    tmp_path: Path,
    finish_live: bool,
    depth: int,
    answered: bool,
    is_live: bool,
) -> None:
    """Of documents whose parts were read in jobs, and of no others."""

    async def work(office: Office) -> None:
        office.goes_on = True
        if answered:
            await office.ask(ONE, "a")
            await office.desk.next()
        with calling(Caller(depth=depth)):
            answer = await office.ask(request_of(2), "a")
        assert isinstance(answer, Completion) is is_live
        assert len(server.requests) == is_live

    at_desk(server, tmp_path, work, options=Options(finish_live=finish_live))


def test_an_answer_that_the_store_has_lost_is_fetched_and_not_paid_again(
    server: wire.WireServer, tmp_path: Path
) -> None:
    """Collected on another machine: its job is read once more."""

    async def here(office: Office) -> None:
        office.goes_on = True
        await office.ask(ONE, "a")
        await office.desk.next()
        assert office.item(ONE).state is ItemState.STORED

    async def elsewhere(office: Office) -> None:
        assert await waits(office) == office.client.stored.key(ONE)
        assert office.item(ONE).state is ItemState.PENDING
        await office.desk.next()
        assert (await got(office)).text == "About Report 1."
        assert len(server.batches.made) == 1
        assert set(server.batches.billed.values()) == {1}

    at_desk(server, tmp_path, here)
    at_desk(server, tmp_path, elsewhere, store=tmp_path / "elsewhere.sqlite")


@pytest.mark.parametrize(
    ("answer", "schema", "state"),
    [
        # Far fewer tokens than were sent, and yet no sign that the prompt was cut.
        (Answer(text="Short.", input_tokens=9), None, ItemState.STORED),
        (Answer(text="{", ending="length", output_tokens=500), "{}", ItemState.KEPT),
    ],
    ids=["few tokens", "schema"],
)
def test_an_answer_beside_its_request_is_judged_once(
    server: wire.WireServer, tmp_path: Path, answer: Answer, schema: str | None, state: ItemState
) -> None:
    """The row says it from then on."""
    server.reply = lambda _request: answer
    request = request_of(1, schema=schema)

    async def work(office: Office) -> None:
        office.goes_on = True
        await office.ask(request, "a")
        await office.desk.next()
        assert office.item(request).state is ItemState.UNJUDGED
        answers = [await got(office, schema=schema) for _ in range(2)]
        assert [one.text for one in answers] == [answer.text] * 2
        assert office.item(request).state is state
        assert (office.client.stored.peek(request) is not None) is (state is ItemState.STORED)

    at_desk(server, tmp_path, work)


def test_what_the_row_needs_to_know_of_a_call(server: wire.WireServer, tmp_path: Path) -> None:
    """What it may cost at most, what judging its answer takes; a schema by a negative size."""

    async def work(office: Office) -> None:
        schema = request_of(2, schema='{"type": "object"}')
        await office.ask(ONE)
        await office.ask(schema)
        plain, shaped = office.client.spool.calls.values()
        size = len(ONE.system.encode()) + len(ONE.user.encode())
        assert (plain.text_bytes, shaped.text_bytes) == (size, -size)
        assert plain.cap == ONE.max_output_tokens
        assert plain.input_tokens == ONE.input_tokens
        assert plain.worst_usd == office.client.price.worst_usd(ONE) > 0
        assert plain.key == office.client.stored.key(ONE)

    at_desk(server, tmp_path, work)

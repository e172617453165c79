"""Answers that loop are ended, in one piece and in pieces, whatever the provider."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from tersely.language.words import count_words
from tersely.middleware import LoopGuard
from tersely.provider import Provider
from tersely.records import Completion, Finish, Request, Usage

LOOP = "The board agreed to keep the eleven evening hours of the branch until next August. "
FINE = "The ferry ran late in March. The council ordered two new engines."


class Speaker(Provider):
    """Says its text in pieces, and knows whether it was heard to the end."""

    name = "speaker"
    may_break_off = False

    def __init__(self, text: str, finish: Finish = Finish.COMPLETE) -> None:
        self.text, self.finish, self.closed, self.said = text, finish, False, 0

    async def complete(self, request: Request) -> Completion:
        return Completion(self.text, Usage(10, 5), self.finish, "m", "speaker")

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion]:
        try:
            for at in range(0, len(self.text), 7):
                self.said = at + 7
                yield self.text[at : at + 7]
            yield await self.complete(request)
        finally:
            self.closed = True


def heard(speaker: Speaker, schema: str | None = None) -> tuple[str, Completion]:
    """The pieces of a guarded stream, joined, and its ending."""

    async def scenario() -> list[str | Completion]:
        request = Request("m", "", "text", 100, schema=schema)
        return [item async for item in LoopGuard(speaker).stream(request)]

    *pieces, ending = asyncio.run(scenario())
    assert isinstance(ending, Completion)
    return "".join(str(piece) for piece in pieces), ending


def test_a_looping_stream_is_closed() -> None:
    """The connection is closed at the fourth turn; the ending holds the shown text and says that
    its usage is an estimate.
    """
    speaker = Speaker(LOOP * 100)
    text, ending = heard(speaker)
    assert (ending.finish, ending.text, ending.usage.estimated) == (Finish.DEGENERATE, text, True)
    assert speaker.closed
    assert speaker.said < 5 * len(LOOP)


@pytest.mark.parametrize("finish", [Finish.COMPLETE, Finish.LENGTH])
def test_a_whole_answer_that_loops_is_called_so(finish: Finish) -> None:
    """What was paid for stays as it is; its usage is the service's own."""
    guard = LoopGuard(Speaker(LOOP * 9, finish))
    answer = asyncio.run(guard.complete(Request("m", "", "text", 100)))
    assert (answer.finish, answer.text, answer.usage) == (
        Finish.DEGENERATE,
        LOOP * 9,
        Usage(10, 5),
    )


@pytest.mark.parametrize("finish", [Finish.COMPLETE, Finish.LENGTH, Finish.REFUSED])
def test_all_else_passes_unchanged(finish: Finish) -> None:
    """Sound answers, refusals that repeat themselves, and answers to a schema."""
    assert heard(Speaker(FINE, finish))[1].finish is finish
    assert heard(Speaker(LOOP * 9, finish), schema="{}")[1].finish is finish


LONG = "".join(f"On day {n} the council of Alderwick closed bridge {n * 7}. " for n in range(90))


@pytest.mark.parametrize("streaming", [False, True])
def test_a_small_model_is_ended_after_enough_words(streaming: bool) -> None:
    """Behind a server of the user's own, after a whole sentence, in whatever form it was asked:
    the answer is complete, and says that it was ended here.
    """
    speaker = Speaker(LONG, Finish.LENGTH)
    speaker.may_break_off = True
    request = Request("m", "", "text", 500, enough_words=50)

    async def scenario() -> Completion:
        if not streaming:
            return await LoopGuard(speaker).complete(request)
        *pieces, ending = [item async for item in LoopGuard(speaker).stream(request)]
        assert isinstance(ending, Completion)
        assert "".join(map(str, pieces)) == ending.text
        return ending

    ending = asyncio.run(scenario())
    assert (ending.finish, ending.enough, ending.usage.estimated) == (Finish.COMPLETE, True, True)
    assert LONG.startswith(ending.text)
    assert ending.text.endswith(".")
    assert 50 <= count_words(ending.text) <= 60
    assert speaker.closed
    assert speaker.said < 500


def test_a_service_is_heard_to_the_end() -> None:
    """What it wrote is paid, and only its own ending tells the price."""
    speaker = Speaker(LONG)
    answer = asyncio.run(LoopGuard(speaker).complete(Request("m", "", "t", 500, enough_words=50)))
    assert (answer.text, answer.enough) == (LONG, False)


def test_a_small_model_that_never_ends_a_sentence() -> None:
    """Far past its words it is cut, as at a limit."""
    speaker = Speaker("and then the next ship came to harbour " * 200)
    speaker.may_break_off = True
    request = Request("m", "", "text", 5000, enough_words=50)

    async def scenario() -> Completion:
        words = (f"{n} ship" for n in range(500))
        speaker.text = " and ".join(words)
        return await LoopGuard(speaker).complete(request)

    assert asyncio.run(scenario()).finish is Finish.LENGTH

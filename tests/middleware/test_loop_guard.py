"""Answers that loop are ended, in one piece and in pieces, whatever the provider."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from tersely.middleware import LoopGuard
from tersely.provider import Provider
from tersely.records import Completion, Finish, Request, Usage

LOOP = "The board agreed to keep the eleven evening hours of the branch until next August. "
FINE = "The ferry ran late in March. The council ordered two new engines."


class Speaker(Provider):
    """Says its text in pieces, and knows whether it was heard to the end."""

    name = "speaker"

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

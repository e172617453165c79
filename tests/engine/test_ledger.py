"""Every call of a run is noted once for each model that was asked, with what it used and cost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tersely.engine.ledger import Ledger
from tersely.errors import ConnectionFailed, ServerFailed, Stopped, TerselyError
from tersely.events import CallFinished, CallStarted, Event, StreamRestarted, Warned
from tersely.middleware import HandOver
from tersely.records import FINAL, MAP, Completion, Finish, ModelRef, Request, Usage

FIRST, SECOND = ModelRef("openai", "one"), ModelRef("grok", "two")
REQUEST = Request("one", "system", "user " * 80, 100)
ANSWER = Completion(
    "Text.", Usage(100, 20), Finish.COMPLETE, "one-2026", "openai", "r-1", cost_usd=0.25, attempts=2
)


def failure(message: str, partial_text: str = "", lost: tuple[Usage, ...] = ()) -> ServerFailed:
    error = ServerFailed(message, provider="openai", partial_text=partial_text)
    error.lost = lost
    return error


class Listened:
    """A ledger with all that it told; a token costs a dollar, ten times that at the second."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.ledger = Ledger("run", "a.md", self.events.append, self.price)

    @staticmethod
    def price(ref: ModelRef, input_tokens: int, output_tokens: int) -> float | None:
        return (input_tokens + output_tokens) * (10.0 if ref == SECOND else 1.0)

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if type(event) is kind]


@pytest.mark.parametrize("reused", [False, True])
def test_an_answer_is_noted_with_who_gave_it_and_what_it_cost(reused: bool) -> None:
    """One from the store used nothing and costs nothing now; its price is kept."""
    listened = Listened()
    call = listened.ledger.open(MAP, 3, 7, REQUEST, FIRST)
    call.ended(replace(ANSWER, reused=reused))
    (record,) = listened.ledger.calls
    assert (record.stage, record.index, record.provider, record.model) == (
        MAP,
        3,
        "openai",
        "one-2026",
    )
    assert record.usage == (Usage() if reused else ANSWER.usage)
    assert record.cost_usd == (0.0 if reused else 0.25)
    assert (record.price_usd, record.attempts, record.request_id) == (0.25, 2, "r-1")
    assert record.finish is Finish.COMPLETE
    (finished,) = listened.of(CallFinished)
    assert isinstance(finished, CallFinished)
    assert (finished.index, finished.total, finished.usage, finished.reused) == (
        3,
        7,
        record.usage,
        reused,
    )


def test_a_call_is_told_to_begin_once_however_often_it_is_tried() -> None:
    """A retry is the same call; another model is a new one."""
    listened = Listened()
    call = listened.ledger.open(FINAL, 0, 1, REQUEST, FIRST)
    call.start()
    call.start()
    assert len(listened.of(CallStarted)) == 1
    call.handed_on(HandOver(FIRST, failure("down."), SECOND, "", text_shown=False))
    call.start()
    assert len(listened.of(CallStarted)) == 2


@pytest.mark.parametrize(
    ("error", "used"),
    [
        (failure("down"), Usage()),
        (failure("broke", partial_text="x" * 40), REQUEST.estimate("x" * 40)),
        (failure("broke", lost=(Usage(5, 2), Usage(6, 3))), Usage(11, 5)),
        (failure("broke", partial_text="x" * 40, lost=(Usage(5, 2),)), Usage(5, 2)),
        (TerselyError("no provider's"), Usage()),
    ],
    ids=["nothing came", "text came", "two tries", "said by the service", "ours"],
)
def test_what_a_failed_call_used_up_is_paid(error: TerselyError, used: Usage) -> None:
    """As the service says it, else as the text that came is estimated."""
    listened = Listened()
    call = listened.ledger.open(MAP, 0, 1, REQUEST, FIRST)
    call.start()
    call.failed(error)
    (record,) = listened.ledger.calls
    assert record.usage == used
    assert record.cost_usd == float(used.input_tokens + used.output_tokens)
    assert (record.finish, record.error, record.attempts) == (None, error.message, 1)


def test_a_model_that_failed_is_noted_and_the_next_one_named() -> None:
    """Its loss has its own price, the answer is the other's, and the text so far is void."""
    listened = Listened()
    call = listened.ledger.open(FINAL, 0, 1, REQUEST, SECOND)
    error = failure("grok is down.", lost=(Usage(5, 2),))
    call.handed_on(HandOver(SECOND, error, FIRST, "api.example", text_shown=True))
    call.ended(ANSWER)
    lost, answered = listened.ledger.calls
    assert (lost.provider, lost.cost_usd, lost.error) == ("grok", 70.0, "grok is down.")
    assert (answered.provider, answered.cost_usd) == ("openai", 0.25)
    (warning,) = listened.of(Warned)
    assert isinstance(warning, Warned)
    assert warning.message == "grok is down; openai/one at api.example takes over."
    assert len(listened.of(StreamRestarted)) == 1
    handed = [e.handed_on for e in listened.events if isinstance(e, CallFinished)]
    assert handed == [True, False]


def test_what_was_never_asked_for_is_no_call() -> None:
    """No money was left, or the user stopped while the call stood in line: no model has failed."""
    listened = Listened()
    call = listened.ledger.open(MAP, 0, 1, REQUEST, FIRST)
    call.failed(Stopped("Stopped before this call."))
    assert not listened.ledger.calls
    assert not listened.events


def test_each_model_that_fails_is_told_once_a_run() -> None:
    """However many calls it fails at; nothing was shown, so nothing restarts."""
    listened = Listened()
    for index in range(3):
        call = listened.ledger.open(MAP, index, 3, REQUEST, FIRST)
        call.handed_on(
            HandOver(
                FIRST, ConnectionFailed("gone", provider="openai"), SECOND, "", text_shown=False
            )
        )
        call.start()
        call.failed(ConnectionFailed("gone, too", provider="grok"))
    messages = [e.message for e in listened.events if isinstance(e, Warned)]
    assert messages == ["gone; grok/two takes over."]
    assert [record.provider for record in listened.ledger.calls] == ["openai", "grok"] * 3
    assert not listened.of(StreamRestarted)


def test_wrappers_are_told_whose_call_it_is() -> None:
    listened = Listened()
    caller = listened.ledger.open(FINAL, 0, 1, REQUEST, FIRST).caller
    assert (caller.run, caller.document, caller.depth) == ("run", "a.md", FINAL.depth)

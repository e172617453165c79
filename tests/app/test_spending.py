"""What was used up for nothing is in the bill too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tersely.app.spending import Spending, billed
from tersely.documents import Transcript
from tersely.errors import Bug, InputError, TerselyError
from tersely.events import CallFinished, Event
from tersely.records import FINAL, Finish, Recognized, Usage


def call(cost_usd: float | None = 0.25, *, reused: bool = False) -> CallFinished:
    """The end of a call."""
    usage = Usage(input_tokens=100, output_tokens=10)
    return CallFinished("", "a.md", FINAL, 0, 1, usage, cost_usd, reused, Finish.COMPLETE, 1.0)


def ending_with(error: Exception, *events: Event) -> TerselyError:
    """The error that comes out, after these events."""
    with pytest.raises(TerselyError) as caught:
        _raise(error, events)
    return caught.value


def _raise(error: Exception, events: Sequence[Event]) -> None:
    with billed(lambda _event: None) as emit:
        for event in events:
            emit(event)
        raise error


def test_an_error_bears_what_was_used_up_before_it() -> None:
    """One of our own, or a bug; answers that were there already cost nothing."""
    for error, kind in ((InputError("x"), InputError), (KeyError("x"), Bug)):
        told = ending_with(error, call(), call(), call(reused=True))
        assert isinstance(told, kind)
        assert told.spent is not None
        assert (told.spent["calls"], told.spent["reused"], told.spent["cost_usd"]) == (2, 1, 0.5)
    assert (ending_with(InputError("x"), call(None)).spent or {})["cost_usd"] is None


def test_where_nothing_was_used_up_there_is_nothing_to_tell() -> None:
    """An error before the first call."""
    assert ending_with(InputError("x")).spent is None


def test_events_go_on_to_whoever_listens() -> None:
    """Counted, and unchanged."""
    heard: list[Event] = []
    with billed(heard.append) as emit:
        emit(call())
    assert heard == [call()]
    spending = Spending()
    spending.add(heard[0])
    assert spending.line == "1 call · 100 + 10 tokens · $0.25"


PAID = Recognized(
    ("1", "2"), "openai/x", "", None, calls=3, reused=1, usage=Usage(900, 80), cost_usd=0.002
)


def test_pages_count_as_calls() -> None:
    """Those from the cache as reused; what is only planned costs nothing."""
    spending = Spending()
    assert spending.line == ""
    spending.add_pages(PAID)
    assert spending.line == "2 calls, 1 reused · 900 + 80 tokens · $0.0020"
    spending.add_pages(replace(PAID, is_planned=True))
    assert spending.calls == 2
    spending.add_pages(replace(PAID, cost_usd=None))
    assert spending.as_json()["cost_usd"] is None


def test_single_pages() -> None:
    """An answer that is not whole is paid; one that never came has failed; a stored one is free."""
    spending = Spending()
    spending.add_page(Transcript(reason="cut", finish="length", usage=Usage(100, 8), cost_usd=0.01))
    spending.add_page(Transcript(reason="the service failed"))
    spending.add_page(Transcript("text", reused=True, usage=Usage(100, 8), cost_usd=0.0))
    assert spending.line == "2 calls (1 failed), 1 reused · 100 + 8 tokens · $0.010"

"""What was used up for nothing is in the bill too."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tersely.app.spending import Spending, billed
from tersely.errors import Bug, InputError, TerselyError
from tersely.events import CallFinished, Event
from tersely.records import FINAL, Finish, Usage


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

"""Retrying: what may pass is tried again, patiently and not for ever; what cannot pass is not."""

from __future__ import annotations

import asyncio
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.errors import (
    AuthFailed,
    BadReply,
    BadRequest,
    ConnectionFailed,
    ProviderError,
    ServerFailed,
    TerselyError,
)
from tersely.events import Event, RetryScheduled, StreamRestarted
from tersely.middleware import Caller, Gate, Limited, Retrying, RetryPolicy, caller
from tersely.records import Completion, Usage

from . import clock
from .scripted import REQUEST, Scripted, answer, read, server_error, too_fast


def test_a_passing_failure_is_tried_again() -> None:
    """Two failures and an answer: three calls, and each wait was announced with the document it is
    for.
    """
    inner = Scripted([server_error(), too_fast(2.0), answer()])
    events: list[Event] = []
    retrying = Retrying(inner, rng=random.Random(3), emit=events.append)

    async def call() -> Completion:
        caller.set(Caller("run", "report.md"))
        return await retrying.complete(REQUEST)

    completion = clock.run(call())
    assert completion.attempts == 3
    first, second = (event for event in events if isinstance(event, RetryScheduled))
    assert (first.run, first.document, first.provider, first.attempt) == (
        "run",
        "report.md",
        "scripted",
        1,
    )
    assert second.wait_s == 2.0
    assert [second for second, _ in inner.calls] == pytest.approx(
        [0.0, first.wait_s, first.wait_s + 2.0]
    )


@given(st.integers(0, 2**32), st.integers(1, 8), st.lists(st.floats(0, 60), min_size=8, max_size=8))
@settings(max_examples=60)
def test_waits_follow_the_policy(seed: int, attempts: int, asked_s: list[float]) -> None:
    """Never more tries than allowed; each wait lies between what the server asked and the larger of
    that and the backoff.
    """
    inner = Scripted([too_fast(delay) for delay in asked_s])
    events: list[Event] = []
    policy = RetryPolicy(attempts=attempts)
    with pytest.raises(ProviderError):
        clock.run(
            Retrying(inner, policy, rng=random.Random(seed), emit=events.append).complete(REQUEST)
        )
    assert len(inner.calls) == attempts
    assert len(events) == attempts - 1
    for n, (event, delay) in enumerate(zip(events, asked_s, strict=False)):
        assert isinstance(event, RetryScheduled)
        assert delay <= event.wait_s <= max(delay, min(policy.cap_s, policy.base_s * 2**n))


@pytest.mark.parametrize(
    "error",
    [
        BadRequest("no", provider="scripted", status=400),
        AuthFailed("no", provider="scripted", status=401),
        ServerFailed("no", provider="scripted", status=500, retryable=False),
    ],
)
def test_what_cannot_pass_is_not_tried_again(error: TerselyError) -> None:
    """One call, and the very error."""
    inner = Scripted([error])
    with pytest.raises(type(error)) as caught:
        clock.run(Retrying(inner).complete(REQUEST))
    assert caught.value is error
    assert str(error) == "no"
    assert len(inner.calls) == 1


def test_a_server_that_asks_for_too_long_is_given_up_at_once() -> None:
    """A day's quota: no waiting, and the message says what the server asked."""
    inner = Scripted([too_fast(36_000)])
    with pytest.raises(ProviderError, match="asks to wait 36,000 s"):
        clock.run(Retrying(inner).complete(REQUEST))
    assert len(inner.calls) == 1


def test_the_deadline_bounds_all_tries() -> None:
    """No wait begins that would end after the deadline."""
    inner = Scripted([too_fast(40)])
    with pytest.raises(ProviderError, match="3 tries"):
        clock.run(Retrying(inner, RetryPolicy(deadline_s=100)).complete(REQUEST))
    assert [second for second, _ in inner.calls] == [0.0, 40.0, 80.0]


def test_standing_in_line_is_not_counted() -> None:
    """A call that waited longer than the deadline for its slot still has all its tries."""
    inner = Scripted([answer(), server_error(), answer()], latency_s=5_000)
    retrying = Retrying(Limited(inner, Gate(1, explicit=True)))

    async def both() -> list[Completion]:
        return await asyncio.gather(*(retrying.complete(REQUEST) for _ in range(2)))

    assert [completion.attempts for completion in clock.run(both())] == [1, 2]


def test_a_stream_that_broke_before_any_text_is_tried_again() -> None:
    """Nothing was shown, so nobody notices."""
    inner = Scripted([server_error(), answer()])
    events: list[Event] = []

    seen: list[object] = []
    clock.run(read(Retrying(inner, emit=events.append).stream(REQUEST), seen))
    *pieces, last = seen
    assert isinstance(last, Completion)
    assert "".join(map(str, pieces)) == last.text
    assert last.attempts == 2
    assert not any(isinstance(event, StreamRestarted) for event in events)


def test_a_stream_that_broke_after_text_was_shown_is_an_error_with_that_text() -> None:
    """The text cannot be taken back, so by default there is no second try."""
    inner = Scripted([server_error(), answer()], pieces=2)
    shown: list[object] = []
    with pytest.raises(ServerFailed) as caught:
        clock.run(read(Retrying(inner).stream(REQUEST), shown))
    assert caught.value.partial_text == "A A "
    assert shown == ["A ", "A "]
    assert len(inner.calls) == 1


def test_a_reader_who_can_begin_anew_is_told_to() -> None:
    """With restart_streams the event comes between the broken text and the new one."""
    inner = Scripted([server_error(), answer()], pieces=2)
    seen: list[object] = []

    clock.run(read(Retrying(inner, emit=seen.append, restart_streams=True).stream(REQUEST), seen))
    kinds = [item if isinstance(item, str) else type(item) for item in seen]
    assert kinds == ["A ", "A ", RetryScheduled, StreamRestarted, "A", " summary.", Completion]


def lost(*usages: Usage, kind: type[ProviderError] = ConnectionFailed) -> ProviderError:
    """A failure of a call that the service had answered."""
    error = kind("no use", provider="scripted")
    error.lost = usages
    return error


def test_what_was_answered_is_asked_for_once_more_at_most() -> None:
    """It is billed each time; and what was lost stands in the answer, or in the last error."""
    first, second = Usage(9_000, 50), Usage(9_000, 60)
    inner = Scripted([lost(first), answer()])
    got = clock.run(Retrying(inner).complete(REQUEST))
    assert (got.lost, got.attempts) == ((first,), 2)
    inner = Scripted([lost(first), lost(second), answer()])
    with pytest.raises(ConnectionFailed) as caught:
        clock.run(Retrying(inner).complete(REQUEST))
    assert caught.value.lost == (first, second)
    assert len(inner.calls) == 2


def test_a_reply_that_cannot_be_used_is_asked_for_once_more() -> None:
    """Also where nobody says what it cost."""
    inner = Scripted([BadReply("no JSON", provider="scripted")])
    with pytest.raises(BadReply):
        clock.run(Retrying(inner).complete(REQUEST))
    assert len(inner.calls) == 2


def test_refusals_between_do_not_count_as_answers() -> None:
    """A rate limit costs nothing: its tries are all there."""
    inner = Scripted([too_fast(), lost(Usage(9_000, 50)), too_fast(), too_fast(), answer()])
    got = clock.run(Retrying(inner).complete(REQUEST))
    assert got.attempts == 5

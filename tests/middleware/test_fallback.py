"""Fallback: the next model is asked for what one cannot answer, and a model that is down is left."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.errors import (
    AuthFailed,
    BadRequest,
    ContextTooLong,
    ProviderError,
    ServerFailed,
    TerselyError,
    UsageError,
)
from tersely.middleware import Caller, Fallback, GivenUp, HandOver, Member, calling
from tersely.records import Completion, Finish, ModelRef

from .scripted import REQUEST, Scripted, answer, read, server_error

DOWN = server_error()
NO_KEY = AuthFailed("no", provider="scripted", status=401)
BAD = BadRequest("bad", provider="scripted", status=400)
TOO_LONG = ContextTooLong("long", provider="scripted", status=400)
REFUSED = answer("No.", finish=Finish.REFUSED)
WHOLE = answer("A summary.")


def chain(
    *scripts: Scripted, windows: Sequence[int] = (), refusals: bool = False
) -> tuple[Fallback, GivenUp]:
    """A chain of these, named a, b, c."""
    given_up = GivenUp()
    members = [
        Member(ModelRef(name), script, f"{name}.example", window)
        for name, script, window in zip(
            "abc", scripts, windows or [8192] * len(scripts), strict=False
        )
    ]
    return Fallback(members, given_up, refusals=refusals), given_up


def ask(fallback: Fallback, handed_on: list[HandOver] | None = None) -> Completion:
    """One call."""
    with calling(Caller(handed_on=(handed_on if handed_on is not None else []).append)):
        return asyncio.run(fallback.complete(REQUEST))


@given(st.lists(st.sampled_from([DOWN, NO_KEY, BAD, WHOLE]), min_size=1, max_size=3))
def test_the_first_that_answers_is_heard(outcomes: list[Completion | TerselyError]) -> None:
    """Those before it were asked once each, those behind it never; if none does, the last failure
    counts.
    """
    scripts = [Scripted([outcome]) for outcome in outcomes]
    fallback, _ = chain(*scripts)
    handed_on: list[HandOver] = []
    first = next((i for i, o in enumerate(outcomes) if o is WHOLE), None)
    if first is None:
        with pytest.raises((ProviderError, AuthFailed)) as caught:
            ask(fallback, handed_on)
        assert caught.value is outcomes[-1]
        first = len(outcomes) - 1
    else:
        assert ask(fallback, handed_on).text == WHOLE.text
    assert [len(script.calls) for script in scripts] == [
        int(i <= first) for i in range(len(scripts))
    ]
    assert [(h.failed.provider, h.successor.provider) for h in handed_on] == list(
        zip("abc", "bc", strict=False)
    )[:first]


@pytest.mark.parametrize(("error", "left"), [(DOWN, True), (NO_KEY, True), (BAD, False)])
def test_a_failure_of_its_own_gives_a_model_up_and_one_of_the_request_does_not(
    error: TerselyError, left: bool
) -> None:
    """The next call begins with the one that is left, or with the first again."""
    first, second = Scripted([error, WHOLE]), Scripted([WHOLE])
    fallback, given_up = chain(first, second)
    ask(fallback)
    ask(fallback)
    assert (len(first.calls), len(second.calls)) == ((1, 2) if left else (2, 1))
    assert (ModelRef("a") in given_up.errors) == left


@pytest.mark.parametrize(("error", "left"), [(DOWN, False), (NO_KEY, True), (BAD, False)])
def test_a_model_alone_is_given_up_only_for_what_every_call_would_meet(
    error: TerselyError, left: bool
) -> None:
    """A refused key is not sent again; a server that is down may be back for the next call."""
    alone = Scripted([error])
    fallback, _ = chain(alone)
    for _ in range(2):
        with pytest.raises(type(error)):
            ask(fallback)
    assert len(alone.calls) == (1 if left else 2)


def test_an_error_that_no_other_model_would_be_spared_is_raised_at_once() -> None:
    """Nothing is handed on."""
    second = Scripted([WHOLE])
    fallback, _ = chain(Scripted([UsageError("top_k is not taken")]), second)
    with pytest.raises(UsageError):
        ask(fallback)
    assert second.calls == []


@pytest.mark.parametrize(("window", "asked"), [(8192, 0), (4096, 0), (16_000, 1)])
def test_a_prompt_that_is_too_long_goes_to_a_larger_window_only(window: int, asked: int) -> None:
    """Elsewhere its caller can split it."""
    second = Scripted([WHOLE])
    fallback, given_up = chain(Scripted([TOO_LONG]), second, windows=(8192, window))
    if asked:
        assert ask(fallback).text == WHOLE.text
    else:
        with pytest.raises(ContextTooLong):
            ask(fallback)
    assert len(second.calls) == asked
    assert not given_up.errors
    assert fallback.window_tokens == min(8192, window)


@pytest.mark.parametrize("refusals", [False, True])
@pytest.mark.parametrize("streaming", [False, True])
def test_a_refusal_is_an_answer_unless_the_next_is_to_be_asked(
    refusals: bool, streaming: bool
) -> None:
    """When all refuse, the refusal of the last is the answer."""
    for outcomes in ([REFUSED, WHOLE], [REFUSED, REFUSED]):
        scripts = [Scripted([outcome]) for outcome in outcomes]
        fallback, given_up = chain(*scripts, refusals=refusals)
        seen: list[object] = []
        if streaming:
            asyncio.run(read(fallback.stream(REQUEST), seen))
        last = seen[-1] if streaming else ask(fallback)
        assert last == (outcomes[-1] if refusals else REFUSED)
        assert len(scripts[1].calls) == refusals
        assert not given_up.errors
        assert (ModelRef("a") in given_up) == refusals
        assert ModelRef("a") not in given_up.for_document()


@pytest.mark.parametrize("pieces", [0, 2])
def test_a_stream_that_breaks_is_begun_anew_by_the_next(pieces: int) -> None:
    """Whoever has shown the text is told that it is void."""
    broken, second = Scripted([DOWN], pieces=pieces), Scripted([WHOLE])
    fallback, _ = chain(broken, second)
    handed_on: list[HandOver] = []
    seen: list[object] = []
    with calling(Caller(handed_on=handed_on.append)):
        asyncio.run(read(fallback.stream(REQUEST), seen))
    assert seen == ["A "] * pieces + ["A", " summary.", WHOLE]
    assert [h.text_shown for h in handed_on] == [pieces > 0]


def test_calls_that_waited_for_a_model_that_was_given_up() -> None:
    """What every call would meet is raised as it is, anything else as a failure of the provider."""
    given_up = GivenUp()
    ref = ModelRef("a")
    assert given_up.obstacle(ref) is None
    given_up.add(ref, ServerFailed("down", provider="a"))
    given_up.add(ref, NO_KEY)
    obstacle = given_up.obstacle(ref)
    assert type(obstacle) is ProviderError
    assert obstacle.message == "down"
    other = replace(ref, model="m")
    given_up.add(other, NO_KEY)
    assert given_up.obstacle(other) is NO_KEY

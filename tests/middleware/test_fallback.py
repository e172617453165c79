"""Fallback: the next provider takes over after a final failure, and only then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tersely.errors import BadRequest, ContextTooLong, NoCredit, ServerFailed, TerselyError, UsageError
from tersely.events import Event, Warned
from tersely.middleware import Fallback, Link
from tersely.records import Completion, Finish, Request

from . import clock
from .scripted import REQUEST, Scripted, answer, read, server_error


def chain(*inner: Scripted, events: list[Event] | None = None) -> Fallback:
    """A chain in which every request bears the name of the provider asked."""

    def link(provider: Scripted) -> Link:
        return Link(provider, lambda request: replace(request, model=provider.name))

    return Fallback([link(i) for i in inner], emit=(events if events is not None else []).append)


async def ask(fallback: Fallback, times: int = 1, request: Request = REQUEST) -> list[Completion]:
    """The same request several times."""
    return [await fallback.complete(request) for _ in range(times)]


@pytest.mark.parametrize("error", [server_error(), NoCredit("empty", provider="a")])
def test_the_next_one_takes_over_and_stays(error: TerselyError) -> None:
    """A provider that is down or has no credit is asked once; later calls go straight to its successor, with its model."""
    a, b = Scripted([error], name="a"), Scripted(name="b")
    events: list[Event] = []
    clock.run(ask(chain(a, b, events=events), times=3))
    assert (len(a.calls), len(b.calls)) == (1, 3)
    assert {request.model for _, request in b.calls} == {"b"}
    (event,) = events
    assert isinstance(event, Warned)
    assert "b takes over" in event.message


def test_one_bad_request_does_not_condemn_its_provider() -> None:
    """A 400 is about that request: the next call begins at the first provider again."""
    a = Scripted([BadRequest("no", provider="a", status=400), answer()], name="a")
    b = Scripted(name="b")
    clock.run(ask(chain(a, b), times=2))
    assert (len(a.calls), len(b.calls)) == (2, 1)


def test_a_refusal_is_an_answer() -> None:
    """Nobody else is asked to write what the first one refused."""
    a, b = Scripted([answer("No.", finish=Finish.REFUSED)], name="a"), Scripted(name="b")
    (completion,) = clock.run(ask(chain(a, b)))
    assert completion.finish is Finish.REFUSED
    assert b.calls == []


@pytest.mark.parametrize("error", [ContextTooLong("long", provider="a", status=400), UsageError("no")])
def test_what_another_provider_cannot_mend_is_passed_on(error: TerselyError) -> None:
    """A prompt that is too long is split by the engine; a usage error is the user's."""
    a, b = Scripted([error], name="a"), Scripted(name="b")
    with pytest.raises(type(error)):
        clock.run(ask(chain(a, b)))
    assert b.calls == []


def test_the_last_failure_is_the_one_that_counts() -> None:
    """When all fail, the error is that of the last."""
    a, b = Scripted([server_error(500)], name="a"), Scripted([server_error(529)], name="b")
    with pytest.raises(ServerFailed) as caught:
        clock.run(ask(chain(a, b)))
    assert caught.value.status == 529


@pytest.mark.parametrize(("pieces", "expected"), [(0, ["A", " summary.", answer()]), (1, ["A "])])
def test_a_stream_changes_hands_only_before_any_text(pieces: int, expected: list[str | Completion]) -> None:
    """After text was shown the failure is final."""
    a, b = Scripted([server_error()], name="a", pieces=pieces), Scripted(name="b")
    seen: list[object] = []
    reading = read(chain(a, b).stream(REQUEST), seen)
    if pieces:
        with pytest.raises(ServerFailed):
            clock.run(reading)
    else:
        clock.run(reading)
    assert seen == expected


def test_closing_closes_all() -> None:
    """Connections of providers that were never needed are freed too."""
    a, b = Scripted(name="a"), Scripted(name="b")
    clock.run(chain(a, b).aclose())
    assert a.closed
    assert b.closed

"""A model that takes over reads what is left, in parts of its own, and nothing twice."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import MARKER
from tersely import engine
from tersely.errors import AuthFailed, ServerFailed, TerselyError, UsageError
from tersely.events import Event, Planned, Warned
from tersely.grounding import Index
from tersely.records import Completion, Document, Request, Status, Summary

from .scripted import Reply, Scripted, job_for, marked, told

DOCUMENT = Document("long.md", marked(12_000, 150))
DOWN = ServerFailed("it is down", provider="first", status=503)


def notes(_kind: str, _request: Request) -> Completion:
    """What a model that works answers."""
    return told("Ships came in late.")


def summarize(first: Scripted, *, events: list[Event] | None = None) -> Summary:
    """The document by `first`, in some ten parts."""
    job = job_for(first.window_tokens, chunk_tokens=1500)
    plan, room = engine.plan(DOCUMENT, job)
    assert room is not None
    index = Index(DOCUMENT)
    emit = (events if events is not None else []).append
    return asyncio.run(engine.run(DOCUMENT, plan, job, room, first, index, emit=emit))


def failing(hopeless: set[int], error: TerselyError = DOWN, kind: str = "map") -> Reply:
    """A model that fails in the calls of these numbers of one kind."""
    calls = 0

    def reply(asked: str, request: Request) -> Completion | Exception:
        nonlocal calls
        calls += asked == kind
        return error if asked == kind and calls - 1 in hopeless else notes(asked, request)

    return reply


@settings(max_examples=15, deadline=None)
@given(st.sets(st.integers(0, 5), min_size=1), st.sampled_from([2048, 4096, 16_000]))
def test_each_part_is_read_by_one_model_within_its_window(
    hopeless: set[int], window_tokens: int
) -> None:
    """Whichever calls of the first fail and whatever the successor's window: all is read once, and
    the receipt tiles the text.
    """
    second = Scripted(window_tokens, notes)
    first = Scripted(8192, failing(hopeless), (job_for(window_tokens), second))
    summary = summarize(first)
    assert len(first.maps) > 6
    read = [text for i, text in enumerate(first.maps) if i not in hopeless] + second.maps
    assert sorted(m for text in read for m in MARKER.findall(text)) == [
        f"MARK{i:05d}" for i in range(150)
    ]
    assert (summary.status, summary.receipt.read_share) == (Status.COMPLETE, 1)
    spans = sorted(summary.receipt.writers)
    assert (spans[0][0], spans[-1][1]) == (0, len(DOCUMENT.text))
    assert all(one[1] == other[0] for one, other in pairwise(spans))
    assert (len(first.finals), len(second.finals)) == (0, 1)


@pytest.mark.parametrize("error", [DOWN, AuthFailed("no", provider="first", status=401)])
@pytest.mark.parametrize("kind", ["merge", "final"])
def test_notes_are_kept_when_a_merge_or_the_final_call_fails(
    kind: str, error: TerselyError
) -> None:
    """The successor merges and writes from the notes; the run warns once and names the rest of the
    plan.
    """
    events: list[Event] = []
    second = Scripted(4096, notes)
    first = Scripted(2048, failing({0}, error, kind), (job_for(4096), second))
    summary = summarize(first, events=events)
    assert summary.receipt.read_share == 1
    assert second.maps == []
    assert len(second.finals) == 1
    (warned,) = (event.message for event in events if isinstance(event, Warned))
    assert warned.startswith(f"{error.message}; the successor takes over with 0 of ")
    (planned,) = (event.plan for event in events if isinstance(event, Planned))
    assert "map" not in [stage.name for stage in planned.stages]
    assert planned.calls == len(second.merges) + 1
    assert summary.warnings == (warned,)


def test_a_successor_that_is_too_small_leaves_the_failure_as_it_is() -> None:
    """The error is the first model's, and its hint says why nobody took over."""
    first = Scripted(8192, failing(set(range(99))), (job_for(600), Scripted(600, notes)))
    with pytest.raises(ServerFailed, match="it is down") as caught:
        summarize(first)
    assert (
        "the successor could not take over: The window of openai/gpt-6-luna (600 tokens) is too small"
        in caught.value.hint
    )
    assert not isinstance(caught.value, UsageError)

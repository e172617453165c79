"""A chain of models: what one cannot answer the next one does, within every window, and nothing is
read twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import MARKER
from tersely.engine.job import ModelPort
from tersely.engine.plan import plan as plan_document
from tersely.engine.run import run as run_plan
from tersely.errors import AuthFailed, ProviderError, ServerFailed, TerselyError
from tersely.events import CallFinished, Event, Warned, no_events
from tersely.grounding import Index
from tersely.middleware import Fallback, GivenUp, Member
from tersely.provider import Provider
from tersely.records import Completion, Document, ModelRef, Request, Status, Summary

from .scripted import Reply, Scripted, job_for, marked, told

DOCUMENT = Document("long.md", marked(12_000, 150))
DOWN = ServerFailed("it is down", provider="first", status=503)
FIRST, SECOND = ModelRef("openai", "first"), ModelRef("ollama", "second")


def notes(_kind: str, _request: Request) -> Completion:
    """What a model that works answers."""
    return told("Ships came in late. " * 15)


def summarize(
    first: Scripted, second: Scripted, *, emit: Callable[[Event], None] = no_events
) -> Summary:
    """The document by a chain of two, cut for the smaller window."""
    window_tokens = min(first.window_tokens, second.window_tokens)
    job = job_for(window_tokens, chunk_tokens=1500)
    given_up = GivenUp()

    def chain(one: Provider, other: Provider) -> Fallback:
        members = [
            Member(FIRST, one, "api.first", first.window_tokens),
            Member(SECOND, other, "", second.window_tokens),
        ]
        return Fallback(members, given_up)

    port = ModelPort(
        chain(first.port.mapper, second.port.mapper), chain(first.port.writer, second.port.writer)
    )
    plan, budget = plan_document(DOCUMENT, job)
    assert budget is not None
    index = Index(DOCUMENT)
    return asyncio.run(run_plan(DOCUMENT, plan, job, budget, port, index, emit=emit))


def failing(hopeless: set[int], error: TerselyError = DOWN, kind: str = "map") -> Reply:
    """A model that fails in the calls of these numbers of one kind."""
    calls = 0

    def reply(asked: str, request: Request) -> Completion | Exception:
        nonlocal calls
        calls += asked == kind
        return error if asked == kind and calls - 1 in hopeless else notes(asked, request)

    return reply


@pytest.mark.thorough
@settings(max_examples=15)
@given(st.sets(st.integers(0, 5), min_size=1), st.sampled_from([2048, 4096, 16_000]))
def test_each_chunk_is_read_by_one_model_within_every_window(
    hopeless: set[int], window_tokens: int
) -> None:
    """Whichever calls of the first fail and whatever the successor's window: all is read once, and
    the receipt tiles the text.
    """
    first, second = Scripted(8192, failing(hopeless)), Scripted(window_tokens, notes)
    summary = summarize(first, second)
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
    """The successor merges and writes from the notes; the run warns once, and the call that failed
    is on the list of calls.
    """
    events: list[Event] = []
    first, second = Scripted(4096, failing({0}, error, kind)), Scripted(2048, notes)
    summary = summarize(first, second, emit=events.append)
    assert summary.receipt.read_share == 1
    assert second.maps == []
    assert len(second.finals) == 1
    (warned,) = (event.message for event in events if isinstance(event, Warned))
    assert warned == f"{error.message}; ollama/second takes over."
    assert summary.warnings == (warned,)
    (lost,) = (call for call in summary.calls if call.error)
    assert (lost.provider, lost.model, lost.cost_usd) == ("openai", "first", 0.0)
    assert sum(isinstance(event, CallFinished) and event.handed_on for event in events) == 1


def test_when_all_fail_the_error_is_that_of_the_last() -> None:
    """Each of them is on the list of what was told."""
    events: list[Event] = []
    last = ServerFailed("so is this one", provider="second", status=503)
    always = set(range(99))
    first, second = Scripted(4096, failing(always)), Scripted(4096, failing(always, last))
    with pytest.raises(ProviderError, match=r"100.0% of the text could not be read: so is"):
        summarize(first, second, emit=events.append)
    failures = [event.error for event in events if isinstance(event, CallFinished)]
    assert set(failures) == {"it is down", "so is this one"}

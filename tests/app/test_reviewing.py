"""The second opinion and the fixing within a session: a text that was paid for is never lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wire
from comparison_samples import gpt_summary
from judges import is_judging, judge, says
from tersely import grounding
from tersely.app.context import Context
from tersely.app.reviewing import Reviewed, with_review
from tersely.app.session import Session
from tersely.events import Event, Warned
from tersely.grounding import Index
from tersely.records import CallRecord, Check, Document, ModelRef, Usage
from tersely.verification import Judge
from wire import Answer

SOURCE = Document(
    "s.txt", "The bridge cost 48 million euros. Cyclists and pedestrians pay nothing."
)
OPEN = "The cyclists are spared a payment."
OPENAI = ModelRef("openai", "gpt-6-luna")
CALL = gpt_summary().calls[0]
COSTS = st.lists(st.none() | st.floats(0, 10), max_size=4)


def reviewed_by(
    text: str, *, fixes: bool = False, judge_with: Any = None, **flags: Any
) -> tuple[Reviewed, list[Event]]:
    """The review of a text by a session, and what was told."""
    events: list[Event] = []

    async def work() -> Reviewed:
        async with Session(Context.load(flags), emit=events.append) as session:
            opinion = await session.reviewer.judge(OPENAI, SOURCE.text)
            if judge_with:
                opinion = judge_with(opinion)
            return await session.reviewer.review(
                text,
                grounding.check(text, SOURCE),
                Index(SOURCE),
                judge=opinion,
                writer=None,
                fixes=fixes,
                document="s.txt",
                name="run",
            )

    return asyncio.run(work()), events


def called(costs: list[float | None]) -> tuple[CallRecord, ...]:
    """A call for each of these costs."""
    return tuple(replace(CALL, cost_usd=cost, usage=Usage(10, 1)) for cost in costs)


def test_an_opinion_comes_with_its_calls(server: wire.WireServer) -> None:
    """Their cost is that of the review; the text stays."""
    server.reply = judge(says("supported"))
    reviewed, events = reviewed_by(OPEN)
    assert reviewed.text == OPEN
    assert reviewed.check.claims[0].verdict == "supported"
    assert len(reviewed.calls) == len(server.requests) == 1
    assert reviewed.cost_usd == reviewed.calls[0].cost_usd
    assert reviewed.cost_usd
    assert reviewed.warnings == ()
    assert not [event for event in events if isinstance(event, Warned)]


def test_a_judge_that_fails_is_a_warning(server: wire.WireServer) -> None:
    """Told once to whoever listens, with the document, and kept with the review."""
    server.reply = lambda _request: Answer.failure("bad_request", detail="no")
    reviewed, events = reviewed_by(OPEN, retries=0)
    assert (reviewed.text, reviewed.check.claims[0].verdict) == (OPEN, "not found")
    assert reviewed.check.opinion
    assert reviewed.check.opinion.failed
    (warning,) = reviewed.warnings
    assert warning.startswith("Not all claims could be verified: ")
    told = [event for event in events if isinstance(event, Warned)]
    assert told == [Warned("run", "s.txt", warning)]


def test_what_is_not_supported_is_removed_after_the_opinion(server: wire.WireServer) -> None:
    """Without a writer; the check is of the text as it is now."""
    server.reply = judge(says("not stated"))
    text = f"{OPEN}\n\nCyclists and pedestrians pay nothing."
    reviewed, _ = reviewed_by(text, fixes=True)
    assert reviewed.text == "Cyclists and pedestrians pay nothing."
    assert [change.before for change in reviewed.check.changes] == [OPEN]
    assert [claim.text for claim in reviewed.check.claims] == [reviewed.text]
    assert all(is_judging(request) for request in server.requests)


def test_a_fault_of_ours_loses_no_text(server: wire.WireServer) -> None:
    """What was found until then stays, with a warning that names the kind of the fault."""

    def broken(opinion: Judge) -> Judge:
        return replace(opinion, secret=None)  # type: ignore[arg-type]  # the fault

    reviewed, _ = reviewed_by(OPEN, judge_with=broken)
    assert reviewed.text == OPEN
    assert reviewed.check.opinion is None
    (warning,) = reviewed.warnings
    assert warning.startswith("The summary could not be verified (")


@given(COSTS)
def test_a_cost_that_is_not_known_is_not_left_out(costs: list[float | None]) -> None:
    """The sum is unknown then."""
    cost_usd = Reviewed("", Check(()), called(costs)).cost_usd
    assert cost_usd == (None if None in costs else pytest.approx(sum(c or 0.0 for c in costs)))


@given(st.none() | st.floats(0, 10), COSTS)
def test_a_summary_bears_the_cost_of_its_review(
    before: float | None, costs: list[float | None]
) -> None:
    """Calls, usage, cost and warnings add up; words are those of the text as it is."""
    summary = replace(gpt_summary(), cost_usd=before, warnings=("one",))
    reviewed = Reviewed("Three short words.", Check(()), called(costs), ("two",))
    after = with_review(summary, reviewed)
    assert (after.text, after.words, after.check) == (reviewed.text, 3, reviewed.check)
    assert after.calls == summary.calls + reviewed.calls
    assert after.warnings == ("one", "two")
    assert after.usage.input_tokens == summary.usage.input_tokens + 10 * len(costs)
    every = [before, *costs]
    assert after.cost_usd == (
        None if None in every else pytest.approx(sum(c or 0.0 for c in every))
    )

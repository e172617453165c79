"""What a plan announces is what the run then does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.engine.plan import plan as plan_document
from tersely.engine.run import run as run_plan
from tersely.events import no_events
from tersely.grounding import Index
from tersely.records import FINAL, MAP, Document, Length, PlannedStage, Range

from .scripted import Scripted, job_for, marked, told

NOTES = "\n".join(f"- Fact {i} of the ships is stated here." for i in range(20))


def ranges(stage: PlannedStage) -> Iterator[Range]:
    """All that is not known exactly."""
    yield from (stage.input_tokens, stage.output_tokens, stage.cost_usd)


@settings(max_examples=25)
@given(words=st.integers(1_000, 60_000), window=st.sampled_from([4_096, 8_192, 32_000]))
def test_every_plan_covers_the_text_and_adds_up(words: int, window: int) -> None:
    """The chunks are the text, in order; each range holds what is expected; one final call."""
    document = Document("d", marked(words, 20))
    plan, budget = plan_document(document, job_for(window))
    assert budget is not None
    assert "".join(document.text[c.start : c.end] for c in plan.chunks) == document.text
    assert plan.stages[-1].stage == FINAL
    assert plan.stages[-1].calls == 1
    assert plan.used_window_tokens <= plan.window_tokens == window
    for stage in plan.stages:
        assert stage.output_tokens.high is not None
        assert stage.output_tokens.high <= stage.output_cap_tokens
        for low, expected, high in ((r.low, r.expected, r.high) for r in ranges(stage)):
            assert low is not None
            assert expected is not None
            assert high is not None
            assert 0 <= low <= expected <= high, stage
    if plan.strategy == "map-reduce":
        assert plan.stages[0].stage == MAP
        assert plan.stages[0].calls == len(plan.chunks)
        counts = [stage.calls for stage in plan.stages]
        assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize(("words", "window"), [(1_000, 8_192), (8_000, 8_192), (12_000, 4_096)])
def test_the_run_makes_the_calls_of_the_plan(words: int, window: int) -> None:
    """No more and no fewer at each level."""
    document = Document("d", marked(words, 20))
    job = job_for(window)
    plan, budget = plan_document(document, job)
    assert budget is not None
    models = Scripted(
        window, lambda kind, _r: told("The ships came." if kind == "final" else NOTES)
    )
    asyncio.run(run_plan(document, plan, job, budget, models.port, Index(document), emit=no_events))
    planned = {str(stage.stage): stage.calls for stage in plan.stages}
    merges = sum(calls for name, calls in planned.items() if name.startswith("merge"))
    assert len(models.maps) == planned.get("map", 0)
    assert len(models.merges) == merges
    assert len(models.finals) == 1


@pytest.mark.parametrize(
    ("text", "length", "unchanged"),
    [
        ("The ships came.", "short", True),
        ("The ships came. " * 19, "10w", False),  # 57 words are more than the 10 asked for
        ("The ships came. " * 19, "2s", True),  # too short for sentences to be left out
        ("The ships came. " * 200, "2s", False),
    ],
)
def test_a_text_shorter_than_its_summary_needs_no_call(
    text: str, length: str, unchanged: bool
) -> None:
    """It is printed as it is, and costs nothing; `always_call` summarizes all the same."""
    job = replace(job_for(8_192), length=Length.parse(length))
    plan, budget = plan_document(Document("d", text), job)
    assert (plan.strategy == "none") is unchanged
    assert (budget is None) is unchanged
    assert (not plan.stages) is unchanged
    forced, _budget = plan_document(Document("d", text), replace(job, always_call=True))
    assert forced.strategy == "stuff"
    assert forced.calls == 1


def test_a_price_that_is_not_known_is_no_zero() -> None:
    """The plan of a model without a price has no cost, not one of nothing."""
    job = replace(job_for(8_192), estimate_usd=lambda _ref, _input, _output: None)
    plan, _budget = plan_document(Document("d", marked(20_000, 20)), job)
    for stage in plan.stages:
        assert stage.cost_usd == Range(None, None, None)


def test_costs_are_those_of_the_calls() -> None:
    """A dollar a call: a stage costs what it has calls, whatever their size."""
    job = replace(job_for(8_192), estimate_usd=lambda _ref, _input, _output: 1.0)
    plan, _budget = plan_document(Document("d", marked(20_000, 20)), job)
    assert [stage.cost_usd.expected for stage in plan.stages] == [s.calls for s in plan.stages]

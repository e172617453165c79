"""What a plan announces is what the run then does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.engine.job import ModelPort
from tersely.engine.plan import plan as plan_document
from tersely.engine.reuse import with_reuse
from tersely.engine.run import run as run_plan
from tersely.events import no_events
from tersely.grounding import Index
from tersely.records import (
    FINAL,
    MAP,
    Completion,
    Document,
    Length,
    ModelRef,
    PlannedStage,
    Range,
    Request,
)

from .scripted import Model, Scripted, job_for, marked, told

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


def test_the_tokens_of_a_plan() -> None:
    """By hand: two parts whose notes go into one final call. A model writes half to one and a half
    of the 220 words it is asked for, of 1.5 tokens each; a label has 15 to 60 tokens, and sentences
    are quoted for a quarter of the 768 tokens of notes.
    """
    document = Document("d", marked(9_000, 20))
    plan, budget = plan_document(document, job_for(8_192, "medium"))
    assert budget is not None
    mapped, final = plan.stages
    assert mapped.input_tokens.low == mapped.input_tokens.high
    headless = budget.map_overhead - budget.head_tokens
    assert mapped.input_tokens.low == plan.document_tokens + 2 * headless
    assert mapped.output_tokens == Range(2 * 165, 2 * 330, 2 * 495)
    assert mapped.output_cap_tokens == 2 * budget.map_cap
    assert final.input_tokens.low == budget.final_overhead + 2 * (165 + 15)
    assert final.input_tokens.high == budget.final_overhead + 2 * (495 + 60 + 192)
    assert (final.output_tokens.low, final.output_tokens.high) == (135, 337)


def test_the_tokens_of_merges() -> None:
    """57 parts in 8 merges: 60 words of notes each, then 90."""
    document = Document("d", marked(20_000, 20))
    plan, budget = plan_document(document, job_for(4_096, chunk_tokens=400))
    assert budget is not None
    mapped, merged, final = plan.stages
    assert (mapped.calls, merged.calls, final.calls) == (57, 8, 1)
    around = 8 * budget.map_overhead
    assert merged.input_tokens.low == around + 57 * (45 + 15)
    assert merged.input_tokens.high == around + 57 * (135 + 60 + 120)
    assert (merged.output_tokens.low, merged.output_tokens.high) == (8 * 67, 8 * 202)
    assert merged.output_cap_tokens == 8 * budget.merge_cap
    assert final.input_tokens.low == budget.final_overhead + 8 * (67 + 15)
    assert final.input_tokens.high == budget.final_overhead + 8 * (202 + 60 + 120)


def test_a_part_with_a_head_has_more_tokens() -> None:
    """The header row of a table that goes on is sent with each part of it."""
    table = "| branch | visits |\n|---|---|\n" + "".join(
        f"| Branch {n} | {n * 317:,} |\n" for n in range(2_000)
    )
    document = Document("a.md", table, media_type="text/markdown")
    plan, budget = plan_document(document, job_for(8_192))
    assert budget is not None
    heads = [bool(chunk.head) for chunk in plan.chunks]
    assert heads == [False, *[True] * (len(heads) - 1)]
    around = len(heads) * budget.map_overhead - budget.head_tokens
    assert plan.stages[0].input_tokens.low == sum(c.tokens for c in plan.chunks) + around


@pytest.mark.parametrize("stored", [0, 1, 3])
def test_what_is_stored_is_not_charged(stored: int) -> None:
    """Of three parts so many are there: the rest has its share of tokens, caps and cost; a stage
    that is stored whole costs nothing, also where no price is known.
    """
    document = Document("d", marked(15_000, 20))
    prices: tuple[float | None, ...] = (1.0, None)
    for price in prices:

        def price_of(
            _ref: ModelRef, _input: int, _output: int, price: float | None = price
        ) -> float | None:
            return price

        job = replace(job_for(8_192), estimate_usd=price_of)
        plan, budget = plan_document(document, job)
        assert budget is not None
        mapped = plan.stages[0]
        assert mapped.calls == 3
        less = asyncio.run(
            with_reuse(plan, document, job, budget, Peeking(stored).port, Index(document))
        ).stages[0]
        left = (3 - stored) / 3
        assert less.reused == stored
        assert less.input_tokens.expected == pytest.approx(
            (mapped.input_tokens.expected or 0) * left
        )
        assert less.output_tokens.high == pytest.approx((mapped.output_tokens.high or 0) * left)
        assert less.output_cap_tokens == mapped.output_cap_tokens * left
        if price is None and stored < 3:
            assert less.cost_usd == Range(None, None, None)
        else:
            assert less.cost_usd.expected == pytest.approx(3 * left)


class Peeking(Scripted):
    """Models whose store has the notes on the first `stored` parts."""

    def __init__(self, stored: int) -> None:
        super().__init__(8_192, lambda _kind, _request: told(NOTES))
        self._stored = stored

    @property
    def port(self) -> ModelPort:
        return ModelPort(_Stored(self, "mapper", self._stored), _Stored(self, "writer", 0))


class _Stored(Model):
    def __init__(self, script: Scripted, role: str, stored: int) -> None:
        super().__init__(script, role)
        self._most, self._seen = stored, dict[str, bool]()

    def peek(self, request: Request) -> Completion | None:
        there = self._seen.setdefault(request.user, len(self._seen) < self._most)
        return told(NOTES) if there else None

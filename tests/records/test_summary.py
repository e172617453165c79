"""Ranges, plans and summaries add up, and what is unknown stays unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparison_samples import GPT, summary_of
from tersely.records import (
    FINAL,
    MAP,
    CallRecord,
    Ended,
    Finish,
    ModelRef,
    Plan,
    PlannedStage,
    Range,
    Status,
    Usage,
)
from tersely.records.pace import Pace

amounts = st.none() | st.integers(0, 10**6)
ranges = st.builds(Range, amounts, amounts, amounts)
ONE = Range(1, 2, 3)
STAGE = PlannedStage(MAP, 4, 1, Range(100, 200, 300), Range(10, 20, 30), Range(0.1, 0.2, 0.3))
PLAN = Plan("map-reduce", ModelRef("openai", "m"), "api.example", 900, True, "o200k", 8192, 8192)


@given(ranges, ranges)
def test_a_sum_with_something_unknown_is_unknown(a: Range, b: Range) -> None:
    """A price that nobody knows is never 0."""
    total = a + b
    for name in ("low", "expected", "high"):
        one, other, whole = (getattr(each, name) for each in (a, b, total))
        assert whole == (None if None in (one, other) else one + other)
    assert a + b == b + a
    assert a + Range(0, 0, 0) == a


def test_a_plan_adds_up_its_stages_and_the_judge() -> None:
    """The judge is asked, too, and its calls are paid; the store answers none of them."""
    final = replace(STAGE, stage=FINAL, calls=1, reused=0)
    plan = replace(PLAN, stages=(STAGE, final))
    assert (plan.calls, plan.reused) == (5, 1)
    assert plan.cost_usd == Range(0.2, 0.4, 0.6)
    judged = replace(plan, verification=replace(STAGE, calls=3, reused=0))
    assert (judged.calls, judged.reused) == (8, 1)
    assert judged.cost_usd.expected == pytest.approx(0.6)
    assert [row.calls for row in judged.rows] == [4, 1, 3]


def test_a_plan_without_calls_costs_nothing_and_one_without_a_price_is_unknown() -> None:
    assert (PLAN.calls, PLAN.cost_usd, PLAN.time_s) == (0, Range(0, 0, 0), Range(0, 0, 0))
    unpriced = replace(STAGE, cost_usd=Range(None, None, None))
    assert replace(PLAN, stages=(STAGE, unpriced)).cost_usd == Range(None, None, None)


def test_time_is_told_only_where_the_pace_was_measured() -> None:
    """Reading and writing, one call after the other."""
    assert STAGE.time_s == Range(None, None, None)
    pace = Pace(100, 1.0, 10, 1.0)
    measured = replace(STAGE, pace=pace)
    assert measured.time_s == Range(
        pace.seconds(100, 10), pace.seconds(200, 20), pace.seconds(300, 30)
    )
    assert replace(PLAN, stages=(measured, STAGE)).time_s == Range(None, None, None)


def test_a_summary_says_how_it_ended_and_how_much_of_it_was_kept() -> None:
    summary = summary_of("Text.", GPT)
    call = CallRecord(MAP, 0, "openai", "m", Finish.COMPLETE, Usage(), 0.0, True, 0.1, 1)
    both = replace(summary, calls=(call, replace(call, reused=False), call))
    assert both.reused == 2
    assert replace(summary, ended=Ended(Status.CUT)).status is Status.CUT

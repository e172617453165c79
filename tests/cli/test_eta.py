"""The time left of a job on this machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.cli.eta import Countdown, speed
from tersely.records import FINAL, MAP, Pace, PlannedStage, Range

FREE = Range(0.0, 0.0, 0.0)
STAGES = (
    PlannedStage(MAP, 4, 0, Range(4000, 4000, 4000), Range(200, 400, 600), FREE),
    PlannedStage(FINAL, 1, 0, Range(500, 1000, 1500), Range(100, 200, 300), FREE),
)


@given(reads=st.integers(1, 5000), writes=st.integers(1, 500))
def test_a_model_that_does_as_planned_is_foretold_exactly(reads: int, writes: int) -> None:
    """From the first call on, what has passed and what is left are together what the whole takes."""
    whole = 5000 / reads + 600 / writes
    countdown, passed = Countdown(STAGES), 0.0
    for call in range(4):
        for work in (Pace(1000, 1000 / reads, 0, 0.0), Pace(0, 0.0, 100, 100 / writes)):
            countdown.working(work)
            passed += work.read_s + work.written_s
            left = countdown.left_s({MAP: call})
            if left is None:
                assert (call, work.written_tokens) == (0, 0)
            else:
                assert passed + left == pytest.approx(whole)
        countdown.finished(MAP)
    assert countdown.left_s({MAP: 4}) == pytest.approx(1000 / reads + 200 / writes)
    assert countdown.left_s({MAP: 4, FINAL: 1}) == 0.0


def test_calls_that_were_quicker_than_planned_correct_the_rest() -> None:
    """Maps of 2 seconds are foretold as such, whatever the plan said; a call that takes longer is
    never negative.
    """
    countdown = Countdown(STAGES[:1])
    countdown.working(Pace(1000, 1.0, 10, 1.0))
    countdown.finished(MAP)
    assert countdown.left_s({MAP: 1}) == pytest.approx(6.0)
    countdown.working(Pace(1000, 90.0, 10, 1.0))
    assert countdown.left_s({MAP: 3}) == 0.0


def test_nothing_is_foretold_before_the_pace_is_known() -> None:
    """Reading alone says nothing about writing."""
    countdown = Countdown(STAGES)
    assert countdown.left_s({}) is None
    countdown.working(Pace(256, 1.0, 0, 0.0))
    assert countdown.left_s({}) is None


def test_speed() -> None:
    """Two rates; one of them before an answer has begun; small ones with a digit more."""
    assert speed(Pace(2000, 1.0, 0, 0.0)) == "reads 2,000 tokens/s"
    assert speed(Pace(412, 1.0, 46, 10.0)) == "reads 412, writes 4.6 tokens/s"

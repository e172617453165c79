"""Pace: rates, and the time that more work takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.records import MAP, Pace, PlannedStage, Range

paces = st.builds(
    Pace, st.integers(1, 10**6), st.floats(0.01, 1000), st.integers(1, 10**6), st.floats(0.01, 1000)
)


@given(pace=paces)
def test_the_same_work_takes_the_same_time(pace: Pace) -> None:
    """What was measured is what is foretold for as many tokens."""
    assert pace.seconds(pace.read_tokens, pace.written_tokens) == pytest.approx(
        pace.read_s + pace.written_s
    )


@given(pace=paces)
def test_twice_the_work_is_the_same_pace(pace: Pace) -> None:
    """Adding measures adds work and time, and leaves the rates."""
    assert (pace + pace).reads_per_s == pytest.approx(pace.reads_per_s)
    assert (pace + pace).seconds(100, 10) == pytest.approx(pace.seconds(100, 10))


def test_what_is_not_known_is_none() -> None:
    """Without a measure, or for an unknown number of tokens, there is no time, and never 0."""
    assert Pace().seconds(10, 10) is None
    assert Pace(read_tokens=5, read_s=1.0).seconds(10, 10) is None
    assert Pace(5, 1.0, 5, 1.0).seconds(None, 1) is None
    nothing = Range(None, None, None)
    assert PlannedStage(MAP, 2, 0, Range(1, 2, 3), Range(1, 2, 3), nothing).time_s == nothing


def test_time_of_a_stage() -> None:
    """1,000 tokens at 100 a second and 40 at 10 a second are 14 seconds."""
    stage = PlannedStage(
        MAP,
        2,
        0,
        Range(500, 1000, 2000),
        Range(20, 40, 80),
        Range(0, 0, 0),
        Pace(100, 1.0, 10, 1.0),
    )
    assert stage.time_s == Range(7.0, 14.0, 28.0)

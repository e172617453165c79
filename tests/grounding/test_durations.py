"""Spans of time that follow from years, dates and times of day."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.grounding import check

FIRST = datetime.date(2023, 1, 1)


@given(st.integers(0, 300), st.integers(2, 60))
def test_days_between_two_dates_of_the_source(start: int, length: int) -> None:
    """By the calendar, whichever months they lie in; who counts both ends may say one more."""
    opens = FIRST + datetime.timedelta(days=start)
    closes = opens + datetime.timedelta(days=length)
    source = f"The fair opens on {opens:%d %B %Y} and closes on {closes:%d %B %Y}."
    for days in (length, length + 1):
        assert check(f"The fair lasts {days} days.", source).flags == ()
    assert check(f"The fair lasts {length + 70} days.", source).flags


@given(st.integers(0, 22), st.integers(1, 12))
def test_hours_between_two_times_of_day_also_past_midnight(opens: int, length: int) -> None:
    """A night shift ends the next day."""
    closes = (opens + length) % 24
    source = f"The shift begins at {opens}:30 and ends at {closes}:00."
    assert check(f"The shift lasts {length - 0.5} hours.", source).flags == ()


@pytest.mark.parametrize(
    ("source", "right", "wrong"),
    [
        ("The mill ran from 1901 to 1951.", "The mill ran for 50 years.", "The mill ran for 40 years."),
        ("The mill ran from 1901 to 1951.", "The mill ran for five decades.", "The mill ran for seven decades."),
        ("Work began in March and ended in July.", "Work lasted four months.", "Work lasted seven months."),
        ("It sold 40 in 2021, 50 in 2022 and 60 in 2023.", "It grew over the three years.", "It grew over the seven years."),
        ("Work began on 3 March and ended on 24 March.", "Work lasted three weeks.", "Work lasted six weeks."),
        ("Work began on 3 March 2020 and ended on 24 February 2021.", "Work lasted almost a year.", "Work lasted four years."),
    ],
)  # fmt: skip
def test_years_months_and_weeks(source: str, right: str, wrong: str) -> None:
    """Also said in words."""
    assert check(right, source).flags == ()
    assert check(wrong, source).flags


@pytest.mark.parametrize("said", ["The mill is 50 years old.", "The 50-year-old mill stands."])
def test_an_age_does_not_follow_from_two_years(said: str) -> None:
    """They say how long something took."""
    assert check(said, "The mill ran from 1901 to 1951.").flags

"""Durations and repetitions of calendars in words."""

from __future__ import annotations

import pytest

from tersely.documents.calendar import events_in_words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("DURATION:PT1H30M", "Duration: 1 hour 30 minutes"),
        ("DURATION:P2W", "Duration: 2 weeks"),
        ("DURATION:P1DT0H5M", "Duration: 1 day 5 minutes"),
        ("DURATION:an hour", "Duration: an hour"),
        ("DURATION:P", "Duration: P"),
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=10", "Repeats: every week on Monday, Wednesday and Friday, 10 times"),
        ("RRULE:FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU,-1FR;WKST=MO",
         "Repeats: every 3 months on the second Tuesday and the last Friday"),
        ("RRULE:FREQ=YEARLY;BYMONTHDAY=24;BYMONTH=12", "Repeats: every year on day 24 of the month in December"),
        ("RRULE:UNTIL=20270131T090000Z;FREQ=DAILY", "Repeats: every day, until 31 January 2027, 09:00 UTC"),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=-1", "Repeats: every month on the last day of the month"),
        ("RRULE:FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1", "Repeats: FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1"),
        ("RRULE:FREQ=WEEKLY;BYDAY=9MO", "Repeats: FREQ=WEEKLY;BYDAY=9MO"),
        ("RRULE:FREQ=WEEKLY;FREQ=DAILY", "Repeats: FREQ=WEEKLY;FREQ=DAILY"),
        ("RRULE:FREQ=WEEKLY;BYMONTH=0", "Repeats: FREQ=WEEKLY;BYMONTH=0"),
        ("RRULE:weekly", "Repeats: weekly"),
    ],
)  # fmt: skip
def test_durations_and_repetitions_are_told_in_words(line: str, words: str) -> None:
    """What is not understood to the last part stays as it is written."""
    assert events_in_words(f"BEGIN:VEVENT\n{line}\nEND:VEVENT") == f"Event\n{words}"

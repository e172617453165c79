"""Dates: what is read, and which date supports which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.facts.dates import dates


@pytest.mark.parametrize(
    ("source", "said", "years", "expected"),
    [
        ("the eleventh of June", "11 June", (), True),
        ("the second of May", "2 May", (), True),
        ("2024-06-03", "June 3, 2024", (), True),
        ("3 June 2024", "on Monday", (), True),
        ("3 June 2024", "on Tuesday", (), False),
        ("by the end of 2025", "in December 2025", (), True),
        ("3 March", "3 March 2021", (2021,), True),
        ("3 March", "3 March 2019", (2021,), False),
        ("3 March", "3 March 2019", (), False),
        ("3 March 2020", "3 March 2021", (2021,), False),
        ("03/04/2021", "4 March 2021", (), True),
    ],
)
def test_what_supports_what(source: str, said: str, years: tuple[int, ...], expected: bool) -> None:
    """A year may come from elsewhere in the source, but never from nowhere."""
    held = dates(source, lenient=True)
    (wanted,) = dates(said)
    assert any(date.supports(wanted, frozenset(years)) for date in held) is expected


def test_an_ordinal_before_a_month_is_no_day_by_itself() -> None:
    """ "The second May" is a month."""
    (may,) = dates("the second May", lenient=True)
    assert (may.month, may.day) == (5, None)


@given(st.text(alphabet="0123456789./- JuneMayofthesecond,年月日", max_size=60), st.booleans())
def test_spans_are_exact(text: str, lenient: bool) -> None:
    """Each date is the text at its span, whatever the text."""
    assert all(text[d.start : d.end] == d.text for d in dates(text, lenient=lenient))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("It lasts until the end of October.", "October"),
        ("It begins on 6 March.", "6 March"),
        ("It began in Nov. after a pause", "Nov."),
        ("It began on 5 Sept. 2020.", "5 Sept. 2020"),
    ],
)
def test_the_stop_of_the_sentence_is_not_of_the_date(text: str, date: str) -> None:
    """That of a short form is."""
    assert [found.text for found in dates(text)] == [date]

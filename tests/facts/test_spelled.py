"""Numbers in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.facts.number import Number
from tersely.facts.numbers import numbers
from tersely.facts.numerals import TENS, UNITS

_NAMES = {int(value): word for word, value in (UNITS | TENS).items()}


def read(text: str) -> Number:
    (number,) = numbers(text)
    return number


def in_words(value: int) -> str:
    """1 to 999,999 as it is written in English."""
    if value >= 1000:
        thousands, rest = divmod(value, 1000)
        return f"{in_words(thousands)} thousand" + (f" {in_words(rest)}" if rest else "")
    if value >= 100:
        hundreds, rest = divmod(value, 100)
        return f"{_NAMES[hundreds]} hundred" + (f" and {in_words(rest)}" if rest else "")
    if value in _NAMES:
        return _NAMES[value]
    return f"{_NAMES[value // 10 * 10]}-{_NAMES[value % 10]}"


@given(st.integers(1, 999_999))
def test_what_is_spelled_out_is_one_number(value: int) -> None:
    """Of any size, and at exactly its words."""
    words = in_words(value)
    number = read(f"They counted {words} ships.")
    assert number.value == value
    assert number.text == words


def test_spoken_prices_and_years() -> None:
    """In a transcript "twelve fifty" may be 12.50 and "nineteen eighty-four" a year."""
    assert any(
        number.supports(read("12.50"))
        for number in numbers("about twelve Euros and fifty", lenient=True)
    )
    assert any(
        number.supports(read("1984")) for number in numbers("in nineteen eighty-four", lenient=True)
    )


@pytest.mark.parametrize(
    ("spoken", "values"),
    [
        ("all forty - two stations", [42]),
        ("ninety - nine or sixty - one", [99, 61]),
        ("rooms ten - twenty", [10, 20]),
        ("twenty - thirty people", [20, 30]),
    ],
)
def test_a_transcript_sets_hyphens_apart(spoken: str, values: list[int]) -> None:
    """The 40 of "forty - two" is no number of its own; a range keeps both."""
    assert [number.value for number in numbers(spoken)] == values

"""Numbers: what is read, and which number bears out which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.facts.number import Number
from tersely.facts.numbers import numbers
from tersely.facts.quantities import quantities


def read(text: str, *, lenient: bool = False) -> Number:
    """The only number of `text`."""
    (number,) = numbers(text, lenient=lenient)
    return number


@given(st.text(alphabet="0123456789.,-% $€kmbn\n twoandfive'", max_size=60), st.booleans())
def test_spans_are_exact_and_ordered(text: str, lenient: bool) -> None:
    """Each number is the text at its span, whatever the text."""
    found = numbers(text, lenient=lenient)
    assert all(text[n.start : n.end] == n.text and n.readings for n in found)
    assert [n.start for n in found] == sorted(n.start for n in found)


@given(st.integers(0, 10**12))
def test_separators_do_not_change_a_number(value: int) -> None:
    """Commas, narrow spaces and apostrophes between thousands are the same number."""
    for separator in (",", "\u202f", "'"):
        assert float(value) in read(f"{value:,}".replace(",", separator)).readings


@given(st.integers(2, 10**9).filter(lambda value: value % 10))
def test_a_number_states_itself_and_not_its_neighbour(value: int) -> None:
    """A number that is not rounded is borne out by itself only."""
    said = read(f"{value:,}")
    assert said.supports(said)
    assert not read(f"{value + 1:,}").supports(said)
    assert not read(f"{value - 1:,}").supports(said)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("4.1 billion", 4.1e9, ""),
        ("$4.1bn", 4.1e9, "$"),
        ("12 %", 12, "%"),
        ("fifty per cent", 50, "%"),
        ("EUR 3.5 million", 3.5e6, "€"),
        ("4,1 Mio. Euro", 4.1e6, "€"),
        ("1.234.567", 1234567, ""),
        ("two hundred and five", 205, ""),
        ("twenty-three", 23, ""),
        ("two and a half million", 2.5e6, ""),
        ("half a million", 5e5, ""),
        ("the twenty-first", 21, ""),
        ("5万", 50000, ""),
        ("3億円", 3e8, ""),
        ("a 7-1/2-hour flight", 7.5, "h"),
        ("2 1/4 inches", 2.25, "in"),
        ("a three-and-a-half-hour flight", 3.5, "h"),
    ],
)
def test_usual_forms(text: str, value: float, unit: str) -> None:
    """Digits, words, scale words, percent and currency in several languages."""
    number = read(text)
    assert number.readings[0] == pytest.approx(value)
    assert number.unit == unit


@pytest.mark.parametrize(
    ("source", "said", "expected"),
    [
        ("4,083,000,000", "4.1 billion", True),
        ("11.6 %", "12 %", True),
        ("12 %", "11.6 %", False),
        ("3,987", "about 4,000", True),
        ("3,987", "4,000", True),
        ("3,950", "4,000", False),
        ("€5 million", "$5 million", False),
        ("5 million", "$5 million", True),
        ("1.58", "1.85", False),
        ("1994", "1990s", True),
        ("twenty-five", "25", True),
        ("15:00", "3 pm", True),
        ("$1.5bn", "$1bn", False),
        ("$1.5bn", "$2bn", True),
        ("in 1938", "in 1940,", False),
        ("1,993 people", "2000 people", True),
    ],
)
def test_what_bears_out_what(source: str, said: str, expected: bool) -> None:
    """Rounding is allowed in one direction, and units must not disagree."""
    (wanted,) = quantities(said)
    held = quantities(source, lenient=True)
    assert any(number.supports(wanted) for number in held) is expected


def test_digits_in_names_are_numbers_of_a_source_only() -> None:
    """COVID-19 is no number in a summary, but a source that says FY2024 holds 2024."""
    assert numbers("COVID-19, GPT-4o and F16") == []
    assert any(2024 in n.readings for n in numbers("in FY2024", lenient=True))

"""When one number bears out another, and where such a number may be looked for."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from tersely.facts.number import Number, leading_digits, may_support, number_words
from tersely.facts.numbers import numbers


def number(text: str) -> Number:
    """The one number of a text."""
    (only,) = numbers(text)
    return only


@given(st.integers(0, 10**12))
def test_a_number_bears_itself_out(value: int) -> None:
    """However its thousands are written."""
    plain, grouped = number(f"{value}"), number(f"{value:,}")
    assert plain.supports(plain)
    assert grouped.supports(plain)
    assert plain.supports(grouped)


@given(st.integers(1, 10**9), st.integers(1, 10**9))
@example(499_999_951, 499_999_951)  # written with six digits it would begin with a 5
def test_what_supports_begins_with_a_leading_digit(said: int, other: int) -> None:
    """Otherwise a source would be searched in the wrong places."""
    claim, source = number(f"{said}"), number(f"{other}")
    if source.supports(claim):
        assert f"{other}"[0] in leading_digits(claim) or "half" in number_words(claim)


WRITTEN = st.sampled_from(
    "45,678|45.678|45678|45.7|about 45,000|over 40,000|nearly 46,000|0.5|up to 0.6|12 %|11.6 %"
    "|4.1 billion|4,083,000,000|1990s|1994|3 m|300 cm".split("|")
)


@given(WRITTEN, st.lists(WRITTEN, max_size=8))
def test_whatever_supports_may_support(said: str, held: list[str]) -> None:
    """What is left out by its value alone would not support it."""
    claim, sources = number(said), [number(text) for text in held]
    likely = list(may_support(claim, sources))
    assert [n for n in sources if n.supports(claim)] == [n for n in likely if n.supports(claim)]


def test_rounding_goes_one_way() -> None:
    """A source's finer number bears out a rounder one, not the reverse."""
    assert number("4,083,000,000").supports(number("4.1 billion"))
    assert not number("4.1 billion").supports(number("4,083,000,000"))
    assert not number("4,083,000,000").supports(number("4.2 billion"))


def test_units_must_convert() -> None:
    """Metres and kilometres do, metres and seconds do not."""
    assert number("1,240 m").supports(number("1.24 km"))
    assert not number("1,240 m").supports(number("1,240 s"))
    assert not number("12 minutes").supports(number("12 hours"))


def test_a_spelled_number_is_looked_for_by_its_words() -> None:
    """Its tens and its ones."""
    assert {"forty", "four"} <= set(number_words(number("forty-four")))
    assert "dozen" in number_words(number("12"))

"""Shares in words: what is one, what it is worth, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.facts.fractions import fractions
from tersely.facts.numerals import UNITS

COUNTS = sorted((word, int(value)) for word, value in UNITS.items() if 1 < value < 20)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("A third of the members came.", [1 / 3]),
        ("Two thirds came.", [2 / 3]),
        ("HALF THE TOWN came.", [1 / 2]),
        ("Three-quarters stayed.", [3 / 4]),
        ("Half an hour later.", [1 / 2]),
        ("A quarter of a century ago.", [1 / 4]),
        ("Seven out of ten came.", [0.7]),
        ("7 in 10 came.", [0.7]),
        ("The third person came in the second half.", []),
        ("Five thirds came.", []),
        ("Ten out of seven came.", []),
        ("12 of June.", []),
        ("Nothing of the kind in town.", []),
    ],
)
def test_shares_of_a_summary(text: str, values: list[float]) -> None:
    """Ordinals, dates and what is more than a whole are none."""
    assert [number.value for number in fractions(text)] == pytest.approx(values)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Sales halved.", [1 / 2]),
        ("In the second half.", [1 / 2]),
        ("Every third house.", [1 / 3]),
        ("12 of 40 came.", [0.3]),
    ],
)
def test_a_source_is_read_leniently(text: str, values: list[float]) -> None:
    """Each of these may bear out a share, and is none in a summary."""
    assert [number.value for number in fractions(text, lenient=True)] == pytest.approx(values)
    assert list(fractions(text)) == []


@given(st.sampled_from(COUNTS), st.sampled_from(COUNTS), st.booleans())
def test_words_and_digits_say_the_same(
    top: tuple[str, int], bottom: tuple[str, int], lenient: bool
) -> None:
    """One in two, 1 in 2: with one value, at the place where they stand."""
    in_words = list(fractions(f"About {top[0]} in {bottom[0]} came.", lenient=lenient))
    in_digits = list(fractions(f"About {top[1]} in {bottom[1]} came.", lenient=lenient))
    assert [n.value for n in in_words] == [n.value for n in in_digits]
    assert len(in_words) == (top[1] < bottom[1])
    for number in in_words:
        assert number.text == f"{top[0]} in {bottom[0]}"

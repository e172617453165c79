"""Facts are whole words of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.comparison.facts import extract
from tersely.comparison.whole import whole

PIECES = st.sampled_from(
    ["2027", "28", "5", "GPT", "gpt", "-", "–", ".", ",", " ", "1.93", "million", "month", "%", "/"]
)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("The board asks for 2.4 million for 2027-28.", ["2.4 million", "2027-28"]),
        ("It was written by gpt-5.6-sol and GPT-5.", ["GPT-5"]),
        ("Seen by claude-haiku-5-5 in 1999.", ["1999"]),
        ("Between 10–15 people came at 12:30.", ["10–15", "12:30"]),
        ("See chapter 3.2.1 of it.", ["3.2.1"]),
        ("A 12-month trial of 5G in A4 and 7-Zip.", ["12-month", "A4", "7-Zip"]),
        ("The first and third of them rose by 14 %.", ["14 %"]),
        ("It costs $1,200.50, which is 47% of 2,550.", ["$1,200.50", "47%", "2,550"]),
        ("The 5-year-old boat.", ["5-year-old"]),
    ],
)
def test_examples(text: str, facts: list[str]) -> None:
    """Ranges, versions and names with digits are one fact or none."""
    grown = whole(text, extract(text))
    figures = [f.text for f in grown if f.kind != "name" or any(map(str.isdigit, f.text))]
    assert figures == facts


@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_fact_is_a_fragment(text: str) -> None:
    """Next to a fact stands no letter and no digit, and each is where it says."""
    for fact in whole(text, extract(text)):
        assert text[fact.start : fact.end] == fact.text
        assert not text[: fact.start][-1:].isalnum()
        assert not text[fact.end :][:1].isalnum()

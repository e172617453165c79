"""Which figures of a source may be calculated with, and when a result is the figure that was said."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.facts.quantities import quantities
from tersely.grounding import Index
from tersely.grounding.operands import (
    Question,
    is_close,
    operands_of,
    plain_figures,
    runs_of,
    significant_digits,
    two_sums,
)


def operand_texts(source: str, said: str) -> list[str]:
    """The operands for the first figure of `said`."""
    known = quantities(source, lenient=True)
    question = Question(quantities(said)[0], said, Index(source), invited=True)
    return [operand.text for operand in operands_of(question, plain_figures(known))]


@pytest.mark.parametrize(
    ("source", "said", "texts"),
    [
        ("It took 31 minutes and 2 hours, for 9 euros.", "50 minutes", ["31 minutes", "2 hours"]),
        ("It rose from 10 to 16 million euros.", "6 million euros", ["10", "16 million euros"]),
        ("186.4 million euros, 23.9 million more.", "210 euros", ["186.4 million euros", "23.9 million"]),
        ("In 1990 at 9:00, two thirds of 40 people.", "12 people", ["40"]),
    ],
    ids=["one dimension", "a unit said at the second", "a unit said once", "no years, clocks, shares"],
)  # fmt: skip
def test_operands_measure_what_the_figure_measures(
    source: str, said: str, texts: list[str]
) -> None:
    """In its unit, each place once."""
    assert operand_texts(source, said) == texts


@given(st.integers(1, 20), st.integers(1, 4))
def test_runs_are_rows_of_operands_and_none_is_longer_than_eight(count: int, least: int) -> None:
    """Each with an even step."""
    source = ", ".join(f"{n + 100} km" for n in range(count))
    known = plain_figures(quantities(source, lenient=True))
    question = Question(quantities("5 km")[0], "5 km", Index(source), invited=True)
    operands = operands_of(question, known)
    for run in runs_of(operands, least):
        steps = {b.value - a.value for a, b in pairwise(run)}
        assert least <= len(run) <= 8
        assert len(steps) <= 1
    for one, other in two_sums(operands):
        assert not {o.number.start for o in one} & {o.number.start for o in other}


@pytest.mark.parametrize(
    ("said", "result", "expected"),
    [
        ("5,000 euros", 5000, True),
        ("5,000 euros", 5100, False),
        ("6 million", 5.7e6, False),
        ("39 percent", 38.7, True),
        ("39 percent", 37.9, False),
        ("about 5,000 euros", 5080, True),
        ("over 5,000 euros", 5200, True),
        ("two thirds", 0.65, True),
    ],
)
def test_a_result_may_be_rounded_and_no_more(said: str, result: float, expected: bool) -> None:
    """Nearer for a sum than for a figure that is looked up."""
    assert is_close(quantities(said)[0], result) is expected


@pytest.mark.parametrize(("said", "digits"), [("5,000 euros", 1), ("€5,040.", 3), ("0.25", 2)])
def test_significant_digits(said: str, digits: int) -> None:
    """Without zeros at the ends, whatever stands around them."""
    assert significant_digits(quantities(said)[0]) == digits

"""The work of a check grows with the text and no faster, also within one statement."""

from __future__ import annotations

import sys

import pytest

from tersely.grounding import check

SOURCE = (
    "The ferry carried 412,000 passengers in 2019. It cost 48 million euros at 12:00 on 3 May 2021. "
    'Mayor Falk said "we pay" to the Free Harbour Trust.'
)
RUNS = [
    "1,2341,234",
    "1 000 ",
    "12:00 ",
    "1.",
    "1-2-",
    "five ",
    "one in ",
    "half of ",
    "from 1 to 2 ",
    "3 May ",
    "2019-20 ",
    "twenty-",
    "Ab-",
    "Ab and Cd ",
    "said Ab ",
    "ABC (A) ",
    "not ",
    '"a b" ',
    "$5 ",
    "½ ",
    "; ",
    "more than ",
    "a@b.c ",
    "+49 30 ",
]


def steps(summary: str, source: str) -> int:
    """How many functions a check enters, generators and built-in ones included."""
    count = 0

    def step(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(step)
    try:
        check(summary, source)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.thorough
@pytest.mark.parametrize("run", RUNS)
def test_twice_the_statement_is_twice_the_work(run: str) -> None:
    """A line of one kind of fact: a table without line ends, or somebody's trap."""
    steps(run * 4, SOURCE)  # what is loaded once
    once, twice = (steps(run * (size // len(run)), SOURCE) for size in (700, 1_400))
    assert twice <= 2.4 * once + 2_000


@pytest.mark.thorough
@pytest.mark.parametrize("run", RUNS)
def test_twice_the_source_is_twice_the_work(run: str) -> None:
    """The same as a source."""
    summary = "The ferry carried 412,000 passengers, five of them at 12:00 on 3 May."
    steps(summary, run * 4)
    once, twice = (steps(summary, run * (size // len(run))) for size in (700, 1_400))
    assert twice <= 2.4 * once + 2_000


@pytest.mark.thorough
@pytest.mark.parametrize(
    "run",
    ["three of nine ", "not 5 of 7 ", "12 months a year ", "in 2007 and 2008, ", "5 % of 7 % "],
)
def test_a_row_of_figures_is_compared_in_linear_time(run: str) -> None:
    """A passage of thousands of figures without a full stop, beside a statement with some of them."""
    summary = f"The ferry carried 5 of 12 passengers a year to the council. {run * 3}"
    steps(summary, f"The ferry carried 412,000 passengers. {run * 4}")
    once, twice = (
        steps(summary, f"The ferry carried 412,000 passengers. {run * (size // len(run))}")
        for size in (4_000, 8_000)
    )
    assert twice <= 2.4 * once + 2_000

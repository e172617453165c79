"""A figure that follows from two of the source is no invention, if it measures what they measure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.facts.quantities import quantities
from tersely.grounding import Index, check
from tersely.grounding.calculation import calculation_of


def calculation(source: str, said: str) -> str:
    """What the last figure of `said` is calculated from, by the figures of `source`."""
    *_, number = quantities(said)
    return calculation_of(number, list(quantities(source, lenient=True)), said, Index(source))


@pytest.mark.parametrize(
    ("source", "said", "calculated"),
    [
        ("It took 31 minutes, then 19 minutes.", "It was shorter by 12 minutes.", "31 - 19"),
        ("There are 120 cars and 45 lorries.", "In total 165 came.", "120 + 45"),
        ("It took 1 hour, then 20 minutes.", "It was shorter by 40 minutes.", "1 - 20"),
        ("It was 78 %, then 71 %.", "It fell by 7 percentage points.", "78 - 71"),
        ("Of 200 members 50 came.", "A share of 25 % came.", "50 / 200"),
        ("It rose from 200 euros to 250 euros.", "It rose by 25 %.", "(250 - 200) / 200"),
        ("Income was 186.4 million euros, 23.9 million more.", "It grew to 210.3 million euros.", "186.4 + 23.9"),
    ],
)  # fmt: skip
def test_sums_differences_shares_and_changes(source: str, said: str, calculated: str) -> None:
    """Shown with the figures of the source as they stand there."""
    shown = calculation(source, said)
    for figure in calculated.strip("()").split():
        assert figure.strip("()") in shown
    assert bool(shown) == bool(calculated)


@given(st.integers(20, 400), st.integers(401, 900), st.sampled_from(["euros", "km", "hours"]))
def test_a_number_of_another_unit_is_not_excused(low: int, high: int, unit: str) -> None:
    """31 euros and 19 euros give no 12 kilometres, however well the numbers fit."""
    source = f"The first took {high} kilograms and the second {low} kilograms."
    for result in (high - low, high + low):
        assert calculation(source, f"The difference was {result} kilograms.")
        assert not calculation(source, f"The difference was {result} {unit}.")
        bare = f"The first has {high} and the second {low}."
        assert not calculation(bare, f"In total {result} {unit} more.")


@pytest.mark.parametrize("unit", ["km", "kilograms", "hours"])
def test_the_check_flags_a_computed_number_of_another_unit(unit: str) -> None:
    """And hints where the unit is the same."""
    source = "Rent took 3,100 euros, and repairs took 1,900 euros."
    right = check("Rent and repairs together came to 5,000 euros.", source)
    assert [hint.kind for hint in right.hints] == ["computed"]
    assert right.flags == ()
    wrong = check(f"Rent and repairs together came to 5,000 {unit}.", source)
    assert [flag.text.split()[0] for flag in wrong.flags] == ["5,000"]
    assert "computed" not in [hint.kind for hint in wrong.hints]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("The hall has 31 seats and 19 tables.", "The mayor is 12."),
        ("It opened in 1990 and closed in 2010.", "In total 4000 came."),
        ("It begins at 9:00 and ends at 11:00.", "It ends later, at 20:00."),
        ("He had 4 cars and 3 boats.", "He had 7."),
        ("It fell from 200 to 250.", "It grew by 40 %."),
    ],
    ids=["nothing is calculated", "years", "times of day", "few digits", "wrong"],
)
def test_an_accident_is_no_calculation(source: str, said: str) -> None:
    """Small numbers fit by chance, years and clock times are not added."""
    assert calculation(source, said) == ""


def test_years_between_two_of_the_source() -> None:
    """Where the statement speaks of such a thing."""
    source = "The pier was built in 1990. The bridge followed in 1995."
    assert calculation(source, "The pier came 5 years earlier.") == "1995 - 1990"
    assert calculation(source, "The pier came 6 years earlier.") == ""
    assert calculation(source, "The pier stood 5 years.") == ""

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
    assert calculation(source, "The mayor is 5 years old.") == ""


PUMPS = "The old pump cost 3,100 euros. The new pump cost 1,900 euros. Both came in May."
MILL = (
    "In 2022 the mill sold 420 tonnes of flour and 180 tonnes of bran. In 2023 it sold 504 tonnes "
    "of flour and 90 tonnes of bran. Repairs cost $1.2 million in 2022 and $1.8 million in 2023."
)
OFFICES = (
    "The north office employs 48 people, the south office 24 people and the east office 12 people. "
    "Rent is 9,600 euros a year."
)
HALL = "The hall is open from 9:00 to 17:30. The fair lasts from 3 June to 17 June. Tickets are 12 euros each; 40 were sold."
FEES = (
    "Of the 240 applicants, 60 were accepted. The fee is 120 euros; students pay 80 euros. "
    "Of the members 37 percent voted yes and 22 percent voted no."
)
TRAIL = "The trail is 12.4 km long, of which 4.9 km are paved. It took from 2015 to 2019 to build."


@pytest.mark.parametrize(
    ("source", "right", "wrong"),
    [
        (PUMPS, "The old pump and the new pump cost {} in total.", "5,000 euros|6,000 euros|4,800 euros"),
        (PUMPS, "Both pumps cost {}.", "€5,000|€6,000|€1,200"),
        (PUMPS, "The pumps cost {}.", "5,000 euros|7,000 euros"),
        (PUMPS, "The old pump cost {} more than the new one.", "1,200 euros|1,700 euros|5,100 euros"),
        (PUMPS, "On average a pump cost {}.", "2,500 euros|2,900 euros"),
        (PUMPS, "The new pump cost {} less than the old pump.", "39 percent|45 percent|28 percent"),
        (MILL, "Sales of flour rose by {} in 2023.", "84 tonnes|94 tonnes"),
        (MILL, "Sales of flour rose by {} in 2023.", "20 percent|35 percent"),
        (MILL, "The mill sold {} in 2022.", "600 tonnes|640 tonnes"),
        (MILL, "In total the mill sold {} less in 2023 than in 2022.", "6 tonnes|8 tonnes"),
        (MILL, "Repairs cost {} in the two years.", "$3 million|$4 million"),
        (MILL, "Over both years the mill sold {} of flour.", "924 tonnes|914 tonnes"),
        (OFFICES, "The three offices employ {}.", "84 people|94 people"),
        (OFFICES, "The north office employs {} times as many people as the east office.", "four|three|six"),
        (OFFICES, "An office employs {} on average.", "28 people|31 people"),
        (OFFICES, "The rent is {} a month.", "800 euros|900 euros"),
        (HALL, "The hall is open for {} a day.", "8.5 hours|9.5 hours"),
        (HALL, "The fair lasts {}.", "two weeks|five weeks"),
        (HALL, "Together the tickets brought in {}.", "480 euros|520 euros"),
        (FEES, "{} of the applicants were accepted.", "25 percent|45 percent"),
        (FEES, "{} applicants were rejected.", "180|190"),
        (FEES, "Students pay {} less.", "40 euros|50 euros"),
        (FEES, "The remaining {} of the members did not vote.", "41 percent|47 percent"),
        (TRAIL, "{} of the trail are not paved.", "7.5 km|6.5 km"),
        (TRAIL, "Building it lasted {}.", "four years|seven years"),
    ],
)  # fmt: skip
def test_a_computed_value_is_no_contradiction_and_a_wrong_one_is(
    source: str, right: str, wrong: str
) -> None:
    """The first of the values follows from figures of the source, the others do not."""
    follows, *others = wrong.split("|")
    assert check(right.format(follows), source).flags == ()
    for other in others:
        assert check(right.format(other), source).flags, other


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (PUMPS, "The old pump cost 5,000 euros."),
        (PUMPS, "The new pump cost 1,200 euros."),
        (MILL, "The mill sold 600 tonnes of flour in 2022."),
        ("He died 35 years ago, in 1988. It is 2020.", "He died 32 years ago, and nobody mourned."),
    ],
)
def test_a_sum_given_to_one_of_its_parts_is_contradicted(source: str, said: str) -> None:
    """The source gives the very same thing another value."""
    assert [claim.verdict for claim in check(said, source).claims] == ["contradicted"]


@given(st.integers(110, 900), st.integers(110, 900), st.sampled_from(["euros", "kg", "km"]))
def test_the_sum_of_two_amounts_is_never_flagged(one: int, other: int, unit: str) -> None:
    """Whatever they are, and the sum of others always is."""
    source = f"The first lot came to {one} {unit}. The second lot came to {other} {unit}."
    said = "The first and the second lot together came to {} {}."
    assert check(said.format(one + other, unit), source).flags == ()
    assert check(said.format(one + other + 1000, unit), source).flags

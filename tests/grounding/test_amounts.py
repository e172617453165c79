"""From, to, by: what a figure is to a change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.facts.quantities import quantities
from tersely.grounding import check
from tersely.grounding.amounts import Role, role_of

SOURCE = """The fee rose from 10 to 16 euros in 2023. Profits fell from 8 million to 5 million dollars.

The share of renters rose from 21 percent to 29 percent. The number of trains was cut from 18 to 12
a day. Visitors increased to 48,000 from 40,000. The jobless rate was 4.1 percent, down from 5.3
percent.

Attendance climbed by 30 to 95. Membership has tripled to 900. The tower was raised to 80 metres, 12
metres more than before. Rents were up by 7 euros.
Growth of the economy slowed to 3 percent. Inflation of prices stood at 4 percent. The licences cost 318,000 in the
year, 27,000 more than before. The sea rose by 3 inches and may rise, says the study, 11 inches yet.
The yen weakened to 151 to the dollar. Debts swelled and reached 45 million.
"""


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("The fee rose by 16 euros in 2023.", "16 euros"),
        ("The fee rose by 10 euros.", "10 euros"),
        ("The fee rose 16 euros.", "16 euros"),
        ("There was an increase of 16 euros in the fee.", "16 euros"),
        ("A 16-euro increase in the fee came in 2023.", "16-euro"),
        ("Profits fell by 5 million dollars.", "5 million dollars"),
        ("The share of renters rose by 29 percent.", "29 percent"),
        ("Visitors increased by 48,000.", "48,000"),
        ("The jobless rate was down by 4.1 percent.", "4.1 percent"),
        ("Attendance climbed by 95.", "95"),
        ("Membership grew by 900.", "900"),
        ("The tower was raised by 80 metres.", "80 metres"),
        ("Rents went up to 7 euros.", "7 euros"),
        ("Rents reached 7 euros.", "7 euros"),
        ("The yen weakened by 151 to the dollar.", "151"),
        ("Debts swelled by 45 million.", "45 million"),
        ("The cost of licences rose by 318,000.", "318,000"),
    ],
)
def test_the_end_of_a_change_is_not_its_amount(sentence: str, text: str) -> None:
    """Every word and figure is in the source, and the statement is wrong."""
    flags = check(sentence, SOURCE).flags
    assert [(f.kind, f.text.rstrip("."), f.contradicted) for f in flags] == [("number", text, True)]
    assert flags[0].nearest == SOURCE[flags[0].nearest_start : flags[0].nearest_end]


@pytest.mark.parametrize(
    "sentence",
    [
        "The fee rose by 6 euros.",
        "The fee rose to 16 euros, from 10 euros.",
        "Profits fell by 3 million dollars to 5 million.",
        "The share of renters rose by 8 percentage points.",
        "The number of trains was cut by 6 a day.",
        "Visitors increased by 8,000 to 48,000.",
        "The jobless rate fell by 1.2 points to 4.1 percent.",
        "Attendance climbed by 30.",
        "Attendance climbed to 95.",
        "The tower was raised by 12 metres.",
        "Rents rose 7 euros.",
        "The cost of licences rose by 27,000 to 318,000.",
        "The sea may rise by another 11 inches.",
        "The economy grew by 3 percent.",
        "Prices rose by 4 percent.",
    ],
)
def test_right_changes_are_not_accused(sentence: str) -> None:
    """What the source states, and the difference of what it states."""
    assert [(f.kind, f.text) for f in check(sentence, SOURCE).flags] == []


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("rose from 3 to 5 points", ["start", "end"]),
        ("grew by about 12 people", ["amount"]),
        ("a drop of 40 euros", ["amount"]),
        ("an 8 percent rise", ["amount"]),
        ("fell to only $3", ["end"]),
        ("was 7 percent, down from 9 percent", ["end", "start"]),
        ("it has 12 rooms", [""]),
        ("signed by 12 members", [""]),
    ],
)
def test_roles(text: str, roles: list[Role]) -> None:
    """By the words around each figure."""
    assert [role_of(number, text) for number in quantities(text)] == roles


@given(st.integers(11, 400), st.integers(401, 900))
def test_any_change(before: int, after: int) -> None:
    """The difference is never contradicted; the end as an amount always is, unless they are one."""
    source = f"The price of a ticket rose from {before} to {after} francs. The seats were painted."
    said = "The price of a ticket rose by {} francs."
    assert not check(said.format(after - before), source).flags
    if after != 2 * before and before != 0:
        assert check(said.format(after), source).flags

"""Shares, changes in percent, multiples, rates and products of figures of the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.facts.quantities import quantities
from tersely.grounding import check
from tersely.grounding.proportions import is_multiple

TEA = (
    "Tea brought 310 euros and coffee 190 euros. "
    "A year before they brought 260 euros and 140 euros."
)


@given(st.integers(100, 900), st.integers(20, 99))
def test_a_change_in_percent_follows_from_before_and_after(before: int, percent: int) -> None:
    """Up and down; what is far from it does not."""
    after = before * (100 + percent) // 100
    real = round(100 * (after - before) / before)
    source = f"Turnover was {before} million euros in 2020 and {after} million euros in 2021."
    assert check(f"Turnover rose by {real} percent.", source).flags == ()
    far = [p for p in (real + 150, real + 170) if abs(p - 100 * after / before) > 5]
    for other in far:
        assert check(f"Turnover rose by {other} percent.", source).flags


@pytest.mark.parametrize(
    ("source", "right", "wrong"),
    [
        ("Of the 80 lambs 20 were sold.", "A quarter of the lambs were sold.", ""),
        ("Of the 80 lambs 20 were sold.", "25% of the lambs were sold.", "35% of the lambs were sold."),
        ("Vats hold 90 litres, jugs 15 litres.", "Vats hold six times as much.", "Vats hold nine times as much."),
        ("He pays 520 euros a year.", "He pays 10 euros a week.", "He pays 14 euros a week."),
        ("She earns 2,500 euros per month.", "Her annual pay is 30,000 euros a year.", "Her annual pay is 35,000 euros a year."),
        ("He bought 12 chairs at 45 euros each.", "In total the chairs cost 540 euros.", "In total the chairs cost 640 euros."),
        (TEA, "Tea and coffee together rose by 25 percent.", "Tea and coffee together rose by 45 percent."),
    ],
)  # fmt: skip
def test_each_kind(source: str, right: str, wrong: str) -> None:
    """One that follows, and one that does not."""
    assert check(right, source).flags == ()
    assert not wrong or check(wrong, source).flags


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("four times as many", True),
        ("three-fold", True),
        ("2.5 times the size of it", True),
        ("four times in June", False),
        ("four kilograms more", False),
    ],
)
def test_what_a_multiple_is(text: str, expected: bool) -> None:
    """How often something happened is none."""
    assert is_multiple(quantities(text)[0], text) is expected

"""Amounts and shares as they are shown."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.records import percent, total_usd, usd, usd_range


@pytest.mark.parametrize(
    ("share", "text"),
    [(1.0, "100 %"), (0.9996, "99.9 %"), (0.99999999, "99.9 %"), (0.969, "96.9 %"), (0.0, "0.0 %")],
)
def test_what_is_not_all_is_never_shown_as_all(share: float, text: str) -> None:
    """99.96 % of a text is not the whole of it."""
    assert percent(share) == text


@given(st.floats(1e-12, 1e6))
def test_an_amount_is_never_shown_as_nothing_and_never_with_an_exponent(amount: float) -> None:
    """The digits are those of the amount: to four decimals, below that to two places that count."""
    text = usd(amount)
    assert "e" not in text
    half_of_the_last_place = 0.00005 if amount >= 0.0001 else 0.0
    close = pytest.approx(amount, rel=0.06, abs=half_of_the_last_place)
    assert float(text.removeprefix("$").replace(",", "")) == close
    assert float(text.removeprefix("$").replace(",", "")) > 0


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (None, "cost unknown"),
        (0, "$0.00"),
        (1e-5, "$0.000010"),
        (0.00042, "$0.0004"),
        (0.0179, "$0.018"),
        (1.467, "$1.47"),
        (1234.5, "$1,234.50"),
    ],
)
def test_amounts(amount: float | None, text: str) -> None:
    """What is unknown is not 0."""
    assert usd(amount) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.0158, 0.0179, "0.0158-0.0179"),
        (0.01, 0.01, "0.0100"),
        (0.0, 0.00003, "0.0000-0.000030"),
        (None, 1.0, "unknown"),
        (1.0, None, "unknown"),
    ],
)
def test_spans(low: float | None, high: float | None, text: str) -> None:
    """A span is unknown when one of its ends is."""
    assert usd_range(low, high) == text


@given(st.lists(st.floats(0, 100)), st.randoms())
def test_a_total_is_the_same_in_any_order(costs: list[float], chance: Random) -> None:
    """To the last digit; calls end as they like."""
    total = total_usd(costs)
    assert total == pytest.approx(sum(costs))
    chance.shuffle(costs)
    assert total_usd(costs) == total
    assert total_usd([*costs, None]) is None

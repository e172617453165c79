"""How amounts of money are added up, and how they and shares are written."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .summary import Range

_SIGNIFICANT = 2
# More digits than that say nothing about a bill.
_MOST_DECIMALS = 13


def total_usd(costs: Iterable[float | None]) -> float | None:
    """What several things cost together; None where the price of one is not known. The same to the
    last digit in whatever order they come.
    """
    known = list(costs)
    return None if None in known else math.fsum(cost for cost in known if cost is not None)


def usd(amount: float | None) -> str:
    """E.g. "$0.00003", "$0.0004", "$0.018", "$1.47"; "cost unknown" for None, which is never shown
    as 0.
    """
    if amount is None:
        return "cost unknown"
    if amount == 0 or amount >= 0.1:
        return f"${amount:,.2f}"
    if amount >= 0.01:
        return f"${amount:.3f}"
    return f"${_small(amount)}"


def usd_range(low: float | None, high: float | None) -> str:
    """A span of USD without the sign, e.g. "0.0158-0.0179"; "unknown" where one of them is."""
    if low is None or high is None:
        return "unknown"
    first, last = (_small(amount) for amount in (low, high))
    return first if first == last else f"{first}-{last}"


def about_usd(cost: Range) -> str:
    """A cost that is expected, with its span where it has one: "$0.0020 (0.0018-0.0022)"."""
    if cost.expected is None or round(cost.low or 0, 4) == round(cost.high or 0, 4):
        return usd(cost.expected)
    return f"{usd(cost.expected)} ({usd_range(cost.low, cost.high)})"


def _small(amount: float) -> str:
    """Four decimals, or as many as the first two digits of a smaller amount take."""
    if amount == 0 or amount >= 0.0001:
        return f"{amount:.4f}"
    decimals = _SIGNIFICANT - 1 - math.floor(math.log10(amount))
    return f"{amount:.{min(decimals, _MOST_DECIMALS)}f}"


def percent(share: float) -> str:
    """E.g. "100 %", "96.9 %"; never rounded up to 100."""
    if share >= 1:
        return "100 %"
    return f"{min(99.9, share * 100):.1f} %"

"""How amounts of money and shares are written."""

from __future__ import annotations


def usd(amount: float | None) -> str:
    """E.g. "$0.0004", "$0.018", "$1.47"; "cost unknown" for None, which is never shown as 0."""
    if amount is None:
        return "cost unknown"
    if amount == 0 or amount >= 0.1:
        return f"${amount:,.2f}"
    return (
        f"${amount:.3f}"
        if amount >= 0.01
        else f"${amount:.4f}"
        if amount >= 0.0001
        else f"${amount:.1e}"
    )


def percent(share: float) -> str:
    """E.g. "100 %", "96.9 %"; never rounded up to 100."""
    if share >= 1:
        return "100 %"
    return f"{min(99.9, share * 100):.1f} %"

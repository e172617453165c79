"""How amounts of money are written."""

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

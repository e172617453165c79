"""What a command may spend, by its settings: one `Budget`, handed to all that it does."""

from __future__ import annotations

from ..middleware import Budget
from .context import Context


def budget_of(context: Context) -> Budget:
    """A budget that nothing was spent of."""
    settings = context.settings
    return Budget(
        settings.max_cost_usd,
        explicit=settings.max_cost_explicit,
        undo=context.undo("max_cost_usd"),
    )

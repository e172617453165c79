"""Wrappers around a provider, each with the provider's own interface.

Composed from the outside in: Stored(Budgeted(Retrying(Limited(adapter)))). A stored answer takes no
slot and costs nothing; a reservation is made once for all tries; a retry that waits gives its slot
back.
"""

from .budgeted import Budget, Budgeted
from .calibration import Calibration
from .gate import Gate, on_slot, priority
from .limited import Limited
from .retrying import Retrying, RetryPolicy
from .stoppable import Stoppable
from .stored import Stored
from .wrapper import Wrapper, origin

__all__ = [
    "Budget",
    "Budgeted",
    "Calibration",
    "Gate",
    "Limited",
    "RetryPolicy",
    "Retrying",
    "Stoppable",
    "Stored",
    "Wrapper",
    "on_slot",
    "origin",
    "priority",
]

"""Wrappers around a provider, each with the provider's own interface.

Composed from the outside in: Fallback([Addressed(Stored(Budgeted(Retrying(Limited(Stoppable(
LoopGuard(adapter))))))), ...]). A stored answer takes no slot and costs nothing; a reservation is
made once for all tries; a retry that waits gives its slot back.
"""

from .addressed import Addressed
from .allowance import Allowance, SharedBudget
from .budgeted import COUNT_MARGIN, Budget, Budgeted
from .calibration import Calibration
from .caller import Caller, HandOver, caller, calling
from .fallback import Fallback, GivenUp, Member
from .gate import Gate, on_slot, priority
from .limited import Limited
from .loop_guard import LoopGuard, called_by_name
from .retrying import Retrying, RetryPolicy
from .stop_signal import StopSignal
from .stoppable import Stoppable
from .stored import Stored
from .turns import Shared, Turns
from .wrapper import Wrapper

__all__ = [
    "COUNT_MARGIN",
    "Addressed",
    "Allowance",
    "Budget",
    "Budgeted",
    "Calibration",
    "Caller",
    "Fallback",
    "Gate",
    "GivenUp",
    "HandOver",
    "Limited",
    "LoopGuard",
    "Member",
    "RetryPolicy",
    "Retrying",
    "Shared",
    "SharedBudget",
    "StopSignal",
    "Stoppable",
    "Stored",
    "Turns",
    "Wrapper",
    "called_by_name",
    "caller",
    "calling",
    "on_slot",
    "priority",
]

"""The frozen dataclasses that travel between the layers. No behaviour beyond looking things up in
oneself.
"""

from .call import CUT_SHORT, CallRecord, Completion, Finish, ModelRef, Request, Sampling, Usage
from .check import Check, Citation, Claim, Flag, Hint
from .document import Chunk, Document, Mark, MissingSpan, Recognized, Unread
from .ended import Ended, Status
from .length import Length
from .money import percent, usd, usd_range
from .pace import Pace
from .stage import FINAL, LENGTH, MAP, Stage
from .summary import Plan, PlannedStage, Range, Receipt, Summary

__all__ = [
    "CUT_SHORT",
    "FINAL",
    "LENGTH",
    "MAP",
    "CallRecord",
    "Check",
    "Chunk",
    "Citation",
    "Claim",
    "Completion",
    "Document",
    "Ended",
    "Finish",
    "Flag",
    "Hint",
    "Length",
    "Mark",
    "MissingSpan",
    "ModelRef",
    "Pace",
    "Plan",
    "PlannedStage",
    "Range",
    "Receipt",
    "Recognized",
    "Request",
    "Sampling",
    "Stage",
    "Status",
    "Summary",
    "Unread",
    "Usage",
    "percent",
    "usd",
    "usd_range",
]

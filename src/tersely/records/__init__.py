"""The frozen dataclasses that travel between the layers. No behaviour beyond looking things up in
oneself.
"""

from .call import CUT_SHORT, CallRecord, Completion, Finish, ModelRef, Request, Sampling, Usage
from .check import Check, Citation, Claim, Flag, Hint
from .document import Chunk, Document, Mark, MissingSpan, Unread
from .length import Length
from .money import percent, usd
from .pace import Pace
from .summary import Plan, Range, Receipt, Stage, Status, Summary

__all__ = [
    "CUT_SHORT",
    "CallRecord",
    "Check",
    "Chunk",
    "Citation",
    "Claim",
    "Completion",
    "Document",
    "Finish",
    "Flag",
    "Hint",
    "Length",
    "Mark",
    "MissingSpan",
    "ModelRef",
    "Pace",
    "Plan",
    "Range",
    "Receipt",
    "Request",
    "Sampling",
    "Stage",
    "Status",
    "Summary",
    "Unread",
    "Usage",
    "percent",
    "usd",
]

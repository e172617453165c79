"""The frozen dataclasses that travel between the layers. No behaviour beyond looking things up in
oneself.
"""

from .call import CUT_SHORT, CallRecord, Completion, Finish, ModelRef, Request, Sampling, Usage
from .check import Change, Check, Citation, Claim, Flag, Hint, Judgement, Opinion
from .document import Chunk, Document, Mark, MissingSpan, Recognized, Unread
from .embedded import Embedded
from .ended import Ended, Status
from .image import Picture
from .length import Length
from .money import about_usd, percent, total_usd, usd, usd_range
from .pace import Pace
from .retrieved import Retrieved
from .stage import FINAL, FIX, LENGTH, MAP, PAGE, VERIFY, Stage
from .summary import Plan, PlannedStage, Range, Receipt, Summary

__all__ = [
    "CUT_SHORT",
    "FINAL",
    "FIX",
    "LENGTH",
    "MAP",
    "PAGE",
    "VERIFY",
    "CallRecord",
    "Change",
    "Check",
    "Chunk",
    "Citation",
    "Claim",
    "Completion",
    "Document",
    "Embedded",
    "Ended",
    "Finish",
    "Flag",
    "Hint",
    "Judgement",
    "Length",
    "Mark",
    "MissingSpan",
    "ModelRef",
    "Opinion",
    "Pace",
    "Picture",
    "Plan",
    "PlannedStage",
    "Range",
    "Receipt",
    "Recognized",
    "Request",
    "Retrieved",
    "Sampling",
    "Stage",
    "Status",
    "Summary",
    "Unread",
    "Usage",
    "about_usd",
    "percent",
    "total_usd",
    "usd",
    "usd_range",
]

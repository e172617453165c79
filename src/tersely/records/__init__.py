"""The frozen dataclasses that travel between the layers. No behaviour beyond looking things up in
oneself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import attributes

if TYPE_CHECKING:
    from .call import CUT_SHORT, CallRecord, Completion, Finish, ModelRef, Request, Sampling
    from .check import Change, Check, Citation, Claim, Flag, Hint, Judgement, Opinion
    from .document import Chunk, Document, Mark, MissingSpan
    from .embedded import Embedded
    from .ended import Ended, Status
    from .image import Picture
    from .length import Length
    from .money import about_usd, percent, total_usd, usd, usd_range
    from .pace import Pace
    from .retrieved import Retrieved
    from .stage import FINAL, FIX, LENGTH, MAP, PAGE, VERIFY, Stage
    from .summary import Plan, PlannedStage, Range, Receipt, Summary
    from .unread import Recognized, Unread
    from .usage import Usage
else:
    # Each dataclass is compiled when it is imported, and most commands need a few of them.
    __getattr__ = attributes(
        __name__,
        call="CUT_SHORT CallRecord Completion Finish ModelRef Request Sampling",
        check="Change Check Citation Claim Flag Hint Judgement Opinion",
        document="Chunk Document Mark MissingSpan",
        embedded="Embedded",
        ended="Ended Status",
        image="Picture",
        length="Length",
        money="about_usd percent total_usd usd usd_range",
        pace="Pace",
        retrieved="Retrieved",
        stage="FINAL FIX LENGTH MAP PAGE VERIFY Stage",
        summary="Plan PlannedStage Range Receipt Summary",
        unread="Recognized Unread",
        usage="Usage",
    )

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

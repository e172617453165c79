"""A huge document in parts: several workers take the notes, one of them writes the summary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..engine.part import take_notes
from ..records import CallRecord, Summary, Usage, total_usd
from .prepared import Prepared
from .session import Session


def chunks_to_divide(prepared: Prepared) -> int:
    """How many chunks workers could share; 0 where they cannot: the notes travel by the store, and
    pages that a model reads would be paid by each.
    """
    settings = prepared.settings
    if prepared.work is None or prepared.focused or not settings.cache or settings.ocr == "vision":
        return 0
    return len(prepared.plan.chunks)


async def notes_on_part(
    session: Session, prepared: Prepared, part: tuple[int, int]
) -> tuple[CallRecord, ...]:
    """Take the notes on the chunks from `part[0]` up to `part[1]`; see engine.part."""
    work = prepared.work
    assert work is not None
    return await take_notes(
        prepared.document,
        prepared.plan,
        work.job,
        work.budget,
        work.models,
        work.index,
        part,
        emit=session.emit,
        name=prepared.name,
    )


def with_paid_calls(
    calls: Iterable[CallRecord], paid: Sequence[CallRecord]
) -> tuple[CallRecord, ...]:
    """`paid`, and of `calls` all but those that found an answer to one of them."""
    elsewhere = {(call.stage, call.index) for call in paid}
    others = (c for c in calls if not (c.reused and (c.stage, c.index) in elsewhere))
    return (*paid, *others)


def with_paid(summary: Summary, paid: Sequence[CallRecord]) -> Summary:
    """The summary with the calls that others have paid in place of those that found their answers."""
    if not paid:
        return summary
    calls = with_paid_calls(summary.calls, paid)
    total = total_usd(call.cost_usd for call in calls)
    usage = sum((call.usage for call in calls), Usage())
    return replace(summary, calls=calls, usage=usage, cost_usd=total)

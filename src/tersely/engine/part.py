"""Notes on a part of a document only, for the store: whoever summarizes the whole finds them there."""

from __future__ import annotations

import asyncio

from ..events import Emit, Event, Warned
from ..grounding import Index
from ..records import CallRecord, Document, Plan
from .attempt import Attempt
from .job import Job, ModelPort
from .ledger import Ledger
from .token_budget import TokenBudget


async def take_notes(
    document: Document,
    plan: Plan,
    job: Job,
    budget: TokenBudget,
    models: ModelPort,
    index: Index,
    part: tuple[int, int],
    *,
    emit: Emit,
    name: str = "",
) -> tuple[CallRecord, ...]:
    """Make the map calls of the chunks from `part[0]` up to `part[1]` of a plan. A call that fails
    is left for the whole, and so is an answer that is not stored.

    Raises:
        ConfigError, ModelNotFound, BudgetExceeded, Stopped: errors that the next chunk would meet
            as well.
    """

    def tell(event: Event) -> None:
        # What is to be said of these chunks is said when the whole is summarized.
        if not isinstance(event, Warned):
            emit(event)

    ledger = Ledger(name, document.name, tell, job.estimate_usd)
    attempt = Attempt(document, plan, job, budget, models, index, ledger, stream=False)
    attempt.reserve_context()
    tree, chunks = attempt.tree, plan.chunks[slice(*part)]
    tasks = [asyncio.create_task(tree.leaf(chunk, len(plan.chunks))) for chunk in chunks]
    # Not a TaskGroup: an error in one call must not cancel calls that are in flight and will be
    # paid.
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in tasks:
        task.result()
    return tuple(ledger.calls)

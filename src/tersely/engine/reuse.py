"""What the store will answer of a plan."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace

from ..errors import TerselyError
from ..grounding import Index
from ..records import (
    FINAL,
    MAP,
    Chunk,
    Completion,
    Document,
    Plan,
    PlannedStage,
    Range,
    Request,
    Stage,
)
from .job import Job, ModelPort
from .messages import final_request, map_request
from .token_budget import TokenBudget
from .tree import Tree


class _NotStored(TerselyError):
    """The store has no answer for this call."""


async def with_reuse(
    plan: Plan, document: Document, job: Job, budget: TokenBudget, models: ModelPort, index: Index
) -> Plan:
    """The same plan with the calls that the store will answer counted and not charged."""
    stored: Counter[Stage] = Counter()

    def look(stage: Stage, request: Request) -> Completion:
        answer = models.of(stage).peek(request)
        if answer is None:
            raise _NotStored("not stored")
        stored[stage] += 1
        return answer

    async def ask(stage: Stage, _index: int, _total: int, request: Request) -> Completion:
        return look(stage, request)

    with suppress(_NotStored):
        text, tokens = document.text, plan.document_tokens
        if not budget.stuff:
            tree = Tree(document, job, budget, index, ask, lambda _message: None)
            try:
                text = tree.compose(await tree.grow(plan.chunks))
            except _NotStored:
                # The first call that is missing ended the count.
                requests = (_request(chunk, document, job, budget) for chunk in plan.chunks)
                stored[MAP] = sum(models.mapper.peek(each) is not None for each in requests)
                raise
            tokens = job.counter.count_batch([text])[0]
        look(FINAL, final_request(text, tokens, job, budget, notes=not budget.stuff))
    stages = [_less(stage, stored[stage.stage]) for stage in plan.stages]
    return replace(plan, stages=tuple(stages))


def _request(chunk: Chunk, document: Document, job: Job, budget: TokenBudget) -> Request:
    return map_request(document.text[chunk.start : chunk.end], chunk, job, budget)


def _less(row: PlannedStage, reused: int) -> PlannedStage:
    """The row without the tokens and the cost of the calls that are stored."""
    if not reused:
        return row
    left = (row.calls - reused) / row.calls

    def part(amount: Range) -> Range:
        values = (amount.low, amount.expected, amount.high)
        return Range(*(None if value is None else value * left for value in values))

    return replace(
        row,
        reused=reused,
        input_tokens=part(row.input_tokens),
        output_tokens=part(row.output_tokens),
        cost_usd=part(row.cost_usd) if left else Range(0.0, 0.0, 0.0),
        output_cap_tokens=round(row.output_cap_tokens * left),
    )

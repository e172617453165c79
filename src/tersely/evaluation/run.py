"""Every configuration over every row, each pair isolated from the others."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from ..endings import last_line
from ..errors import BudgetExceeded, Bug, Stopped, TerselyError
from ..events import BugMet, Emit, ItemFinished, ItemStarted, no_events
from ..faults import foreseen
from ..metrics import ReferenceMetrics, describe
from ..records import Status, Summary, total_usd
from .dataset import Row
from .sweep import Configuration

SummarizeRow = Callable[[Row, Configuration], Awaitable[Summary]]
IN_FLIGHT = 64


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row under one configuration. `values` is empty when it failed, and then `error` says why.

    `cost_usd` is what a first run pays; None where the price is unknown.
    """

    row: str
    configuration: str
    values: dict[str, float]
    cost_usd: float | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All outcomes, configuration by configuration in the order of the rows. `scoring` says how
    scores were made.
    """

    rows: tuple[str, ...]
    configurations: tuple[Configuration, ...]
    outcomes: tuple[Outcome, ...]
    scoring: tuple[tuple[str, str], ...]
    calls: int
    reused: int


async def evaluate(
    rows: Sequence[Row],
    configurations: Sequence[Configuration],
    summarize_row: SummarizeRow,
    *,
    emit: Emit = no_events,
) -> Evaluation:
    """Summarize and score. A failed pair is an outcome with an error; an exhausted budget and a
    stop end the run.

    Raises:
        MissingExtra: the extra `eval` is not installed (before anything is spent).
        BudgetExceeded, Stopped: what was finished is stored, and a rerun goes on from there.
    """
    metrics = ReferenceMetrics.suited_to(
        [reference for row in rows for reference in row.references]
    )
    gate = asyncio.Semaphore(IN_FLIGHT)
    counts = {True: 0, False: 0}
    over: list[TerselyError] = []

    async def outcome(row: Row, configuration: Configuration) -> Outcome:
        async with gate:
            if over:
                raise over[0]
            emit(ItemStarted(configuration.label, row.id))
            try:
                with foreseen():
                    summary = await summarize_row(row, configuration)
                    scored = _outcome(row, configuration, summary, metrics)
            except (BudgetExceeded, Stopped) as error:
                over.append(error)
                raise
            except TerselyError as error:
                if isinstance(error, Bug):
                    emit(BugMet(configuration.label, row.id, error.details))
                emit(ItemFinished(configuration.label, row.id, "failed", error.message))
                return Outcome(row.id, configuration.label, {}, None, error.message)
        for call in summary.calls:
            counts[call.reused] += 1
        emit(ItemFinished(configuration.label, row.id, "done"))
        return scored

    tasks = [asyncio.ensure_future(outcome(row, c)) for c in configurations for row in rows]
    # Calls in flight will be paid: when one row ends the run, the others that have begun end and
    # are stored.
    await asyncio.gather(*tasks, return_exceptions=True)
    outcomes = [task.result() for task in tasks]
    return Evaluation(
        rows=tuple(row.id for row in rows),
        configurations=tuple(configurations),
        outcomes=tuple(outcomes),
        scoring=tuple(metrics.configuration.items()),
        calls=counts[False],
        reused=counts[True],
    )


def _outcome(
    row: Row, configuration: Configuration, summary: Summary, metrics: ReferenceMetrics
) -> Outcome:
    """A summary that is not complete counts as failed and keeps its cost."""
    if summary.status is Status.COMPLETE:
        values, reason = _values(row, summary, metrics), ""
    else:
        values, reason = {}, last_line(summary) or summary.status.value
    return Outcome(row.id, configuration.label, values, _worth_usd(summary), reason)


def _values(row: Row, summary: Summary, metrics: ReferenceMetrics) -> dict[str, float]:
    description = describe(row.document, summary.text)
    values = metrics.score(summary.text, row.references)
    values |= {
        "words": float(summary.words),
        "compression": description.compression,
        "copied": description.coverage,
    }
    if summary.check:
        values["flags"] = float(len(summary.check.flags))
    return values


def _worth_usd(summary: Summary) -> float | None:
    """What the calls of a summary cost a first run, so that a rerun from the store gives the same
    table.
    """
    if not any(call.reused for call in summary.calls):
        return summary.cost_usd
    return total_usd(call.price_usd for call in summary.calls)

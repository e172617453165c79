"""All candidates at once, each isolated from the others."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..endings import last_line
from ..errors import Bug, ExitCode, Stopped, TerselyError, code_of_parts
from ..events import BugMet, Emit, ItemFinished, ItemStarted, no_events
from ..faults import foreseen
from ..metrics import Description, ReferenceScores, agreement_matrix, describe
from ..records import Document, Status, Summary, total_usd
from .across import Across, across
from .candidate import Candidate, SummarizeOne


@dataclass(frozen=True, slots=True)
class Answer:
    """A column with a summary, which may still be cut, partial or empty. `elapsed_s` is its wall
    clock, from the first call on.
    """

    candidate: Candidate
    summary: Summary
    description: Description
    elapsed_s: float

    @property
    def exit_code(self) -> int:
        """0 for a complete summary, 6 for a partial one, 8 for one that was cut, refused or
        blocked.
        """
        return self.summary.ended.exit_code


@dataclass(frozen=True, slots=True)
class Failure:
    """A column without a summary. `kind` is the error's class name, e.g. "MissingKey"; `spent` what
    it had used up, see TerselyError.
    """

    candidate: Candidate
    message: str
    hint: str
    kind: str
    exit_code: int
    elapsed_s: float
    spent: Mapping[str, Any] = field(default_factory=dict)


Column = Answer | Failure


@dataclass(frozen=True, slots=True)
class Comparison:
    """Columns in the order they were asked for. `agreement` has one row and column for each of
    `answers`.

    `scores[i]` are the reference scores of answers[i] and `scoring` says how they were made; both
    are empty without a reference. `elapsed_s` is the wall clock of the whole comparison.
    """

    document: Document
    columns: tuple[Column, ...]
    across: Across
    agreement: tuple[tuple[float, ...], ...]
    elapsed_s: float
    scores: tuple[ReferenceScores, ...] = ()
    scoring: tuple[tuple[str, str], ...] = ()

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The columns that hold a summary."""
        return tuple(column for column in self.columns if isinstance(column, Answer))

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The columns without one."""
        return tuple(column for column in self.columns if isinstance(column, Failure))

    @property
    def cost_usd(self) -> float | None:
        """Sum over the columns, those that failed included; None when any price is unknown."""
        in_vain = (failure.spent.get("cost_usd", 0.0) for failure in self.failures)
        return total_usd((*(answer.summary.cost_usd for answer in self.answers), *in_vain))

    @property
    def calls(self) -> int:
        """Calls that were made, those answered by the store not counted."""
        calls = [call for answer in self.answers for call in answer.summary.calls]
        in_vain = [int(failure.spent.get("calls", 0)) for failure in self.failures]
        return sum(not call.reused for call in calls) + sum(in_vain)

    @property
    def exit_code(self) -> int:
        """0; 6 when some columns are not whole; when none is, their common code, or else the
        gravest.
        """
        codes = [column.exit_code for column in self.columns]
        whole = [code for code in codes if code == ExitCode.OK]
        return code_of_parts(whole, [code for code in codes if code != ExitCode.OK])


async def compare(
    document: Document,
    candidates: Sequence[Candidate],
    summarize_one: SummarizeOne,
    *,
    emit: Emit = no_events,
) -> Comparison:
    """Run every candidate at once. An error, a bug of ours too, fills that candidate's column only;
    Stopped stops everything.

    Raises:
        Stopped: the user asked to stop.
    """
    started = time.monotonic()

    async def column(candidate: Candidate) -> Column:
        begun = time.monotonic()
        emit(ItemStarted(candidate.label, document.name))
        try:
            with foreseen():
                summary = await summarize_one(candidate)
                description = _description(document, summary)
        except Stopped:
            raise
        except TerselyError as error:
            elapsed_s = time.monotonic() - begun
            if isinstance(error, Bug):
                emit(BugMet(candidate.label, document.name, error.details))
            emit(ItemFinished(candidate.label, document.name, "failed", error.message, elapsed_s))
            return Failure(
                candidate,
                error.message,
                error.hint,
                type(error).__name__,
                error.exit_code,
                elapsed_s,
                error.spent or {},
            )
        # Its own clock: loading the packages of another provider is no matter of this model.
        elapsed_s = summary.elapsed_s
        outcome = "done" if summary.status is Status.COMPLETE else summary.status.value
        emit(ItemFinished(candidate.label, document.name, outcome, last_line(summary), elapsed_s))
        return Answer(candidate, summary, description, elapsed_s)

    tasks = [asyncio.ensure_future(column(candidate)) for candidate in candidates]
    # Calls in flight will be paid: whatever stops one column, the others end and are stored.
    await asyncio.gather(*tasks, return_exceptions=True)
    columns = [task.result() for task in tasks]
    answers = [column for column in columns if isinstance(column, Answer)]
    summaries = [(answer.candidate.label, answer.summary) for answer in answers]
    return Comparison(
        document=document,
        columns=tuple(columns),
        across=across(document, summaries),
        agreement=agreement_matrix([summary.text for _, summary in summaries]),
        elapsed_s=time.monotonic() - started,
    )


def _description(document: Document, summary: Summary) -> Description:
    sentences = [claim.text for claim in summary.check.claims] if summary.check else []
    return describe(document.text, summary.text, sentences)


def alone(document: Document, summary: Summary) -> Comparison:
    """One summary that is there already, as a comparison with one column: for its page."""
    label = str(summary.model)
    candidate = Candidate(label, summary.model, summary.style)
    answer = Answer(candidate, summary, _description(document, summary), summary.elapsed_s)
    return Comparison(
        document=document,
        columns=(answer,),
        across=across(document, [(label, summary)]),
        agreement=agreement_matrix([summary.text]),
        elapsed_s=summary.elapsed_s,
    )

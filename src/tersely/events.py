"""What the core tells while it works: one closed union of frozen events, given to a callback on the
event loop's thread.

`run` names the candidate or the command ("" when there is one), `document` the document. Only
cli/render.py draws them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .records import Finish, Pace, Plan, Stage, Usage


@dataclass(frozen=True, slots=True)
class Reading:
    """A document is being read; `detail` is e.g. "312 pages"."""

    run: str
    document: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan stands; nothing has been sent yet."""

    run: str
    document: str
    plan: Plan


@dataclass(frozen=True, slots=True)
class CallStarted:
    """A model is being asked (a stored answer starts no call)."""

    run: str
    document: str
    stage: Stage
    index: int
    total: int


@dataclass(frozen=True, slots=True)
class CallFinished:
    """A call ended with an answer (or with `error`); `handed_on` says that the next model of a
    chain is being asked.
    """

    run: str
    document: str
    stage: Stage
    index: int
    total: int
    usage: Usage
    cost_usd: float | None
    reused: bool
    finish: Finish | None
    elapsed_s: float
    error: str = ""
    handed_on: bool = False


@dataclass(frozen=True, slots=True)
class Working:
    """A model on this machine is at work on a call; `pace` is what it has read and written since
    the event before.
    """

    run: str
    document: str
    pace: Pace


@dataclass(frozen=True, slots=True)
class RetryScheduled:
    """A call failed in a way that may pass; it is tried again after `wait_s`."""

    run: str
    document: str
    provider: str
    reason: str
    attempt: int
    wait_s: float


@dataclass(frozen=True, slots=True)
class Requested:
    """An HTTP request was answered; `url` has no query, `elapsed_ms` ends with the headers."""

    run: str
    document: str
    method: str
    url: str
    status: int
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Text of the final answer as it streams in."""

    run: str
    document: str
    text: str


@dataclass(frozen=True, slots=True)
class StreamRestarted:
    """Text was shown that is void, for `reason`; the answer starts again from nothing."""

    run: str
    document: str
    reason: str = "connection lost"


@dataclass(frozen=True, slots=True)
class Warned:
    """Something the user should know; one sentence."""

    run: str
    document: str
    message: str


@dataclass(frozen=True, slots=True)
class BugMet:
    """A fault of ours ended one file or one candidate; `details` is its traceback."""

    run: str
    document: str
    details: str


@dataclass(frozen=True, slots=True)
class ItemStarted:
    """A batch file or a compare candidate began."""

    run: str
    document: str


@dataclass(frozen=True, slots=True)
class ItemFinished:
    """A batch file or a compare candidate ended; `outcome` is "written", "failed", "partial",
    "done" ...
    """

    run: str
    document: str
    outcome: str
    detail: str = ""
    elapsed_s: float = 0.0


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """Totals of a batch so far; `documents_total` is None while the walk goes on, `nodes` 0 without
    a cluster.
    """

    run: str
    document: str
    documents_done: int
    documents_total: int | None
    failed: int
    cost_usd: float | None
    expected_usd: float | None
    elapsed_s: float
    nodes: int = 0


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that went as it should; one sentence."""

    run: str
    document: str
    message: str


@dataclass(frozen=True, slots=True)
class JobsProgress:
    """Jobs at a batch API: how many are open, with how many calls of which so many have come back;
    the age of the oldest one, and what all answers of this run have cost so far.
    """

    run: str
    document: str
    wave: int
    jobs: int
    calls: int
    done: int
    waiting_documents: int
    oldest_s: float
    spent_usd: float


Event = (
    Reading
    | Planned
    | CallStarted
    | CallFinished
    | Working
    | RetryScheduled
    | Requested
    | TextPiece
    | StreamRestarted
    | Warned
    | BugMet
    | ItemStarted
    | ItemFinished
    | BatchProgress
    | JobsProgress
    | Noted
)
Emit = Callable[[Event], None]


def no_events(_event: Event) -> None:
    """The receiver of a caller who does not want to know."""

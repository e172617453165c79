"""A job at a service and a call in it, as the state keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class JobState(StrEnum):
    """See the table in the package's docstring. FAILED: nothing of it was or will be billed and its
    calls are free again; LOST: the service does not know it any more.
    """

    PLANNED = "planned"
    UPLOADING = "uploading"
    UPLOADED = "uploaded"
    CREATING = "creating"
    RUNNING = "running"
    COLLECTING = "collecting"
    COLLECTED = "collected"
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"

    @property
    def is_open(self) -> bool:
        """Whether not all calls of the job have an outcome."""
        return self in OPEN


UNSENT = (JobState.PLANNED, JobState.UPLOADING, JobState.UPLOADED, JobState.CREATING)
AT_SERVICE = (JobState.RUNNING, JobState.COLLECTING)
OPEN = (*UNSENT, *AT_SERVICE)
"""Not all of their calls have an outcome yet."""


class ItemState(IntEnum):
    """A call: PENDING in a job; STORED: its answer is in the store; KEPT: the answer is in the row,
    for it is not one to be stored (refused, truncated ...); FAILED: the error is in the row; AGAIN:
    it goes into the next wave; UNJUDGED: the vendor's answer is in the row and can only be judged
    beside the request.
    """

    PENDING = 0
    STORED = 1
    KEPT = 2
    FAILED = 3
    AGAIN = 4
    UNJUDGED = 5


@dataclass(frozen=True, slots=True)
class Job:
    """One job. Times are seconds since 1970. `key_mark` tells keys apart without holding any of
    them. `reserved_usd` is what its calls may cost at most, `tokens` about what they hold.
    `results` is where the service keeps the answers, a JSON list.
    """

    number: int
    marker: str
    provider: str
    model: str
    base_url: str
    key_mark: str
    state: JobState
    items: int
    tokens: int
    reserved_usd: float
    planned_at: float
    file_id: str = ""
    job_id: str = ""
    created_at: float = 0.0
    word: str = ""
    done: int = 0
    failed: int = 0
    cancelling: bool = False
    results: str = ""

    @property
    def ref(self) -> str:
        """The model as a user writes it."""
        return f"{self.provider}/{self.model}"


@dataclass(frozen=True, slots=True)
class Item:
    """One call. `owner` is the document that parked it first and bears its cost. `cap`,
    `input_tokens` and `text_bytes` are what judging its answer needs of the request. `outcome` is
    what came of it, before that a digest of what was sent.
    """

    key: bytes
    state: ItemState
    owner: int
    job: int
    tries: int
    cap: int
    input_tokens: int
    text_bytes: int
    worst_usd: float
    paid_usd: float | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class WaitingDocument:
    """A document whose calls wait, with what the batch needs to take it up again. `blocker` is the
    key of a call that another document has parked.
    """

    path: str
    target: str = ""
    size: int = 0
    mtime_ns: int = 0
    blocker: bytes | None = None

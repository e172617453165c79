"""The port of a service's batch API: many calls are handed over as one job and answered within a
day, at a lower price.

`economy/` drives it, an adapter in `providers/` implements it. What an answer is worth (its ending,
refusals, truncation) is judged by the same code as that of a live call: see `judge`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from .errors import BadRequest, ProviderError, TerselyError
from .records import Completion, Request

ID_CHARACTERS = 32
"""Length of the ids that we give to calls (hexadecimal): every service takes [A-Za-z0-9_-]{1,64}."""


class BatchRefused(ProviderError):
    """The service took a job and refused it as a whole, for a reason that will not pass."""


class EnqueuedTooMuch(ProviderError):
    """More tokens wait at the service than the account may have there; `limit_tokens` where it was
    named. It passes when other jobs have ended.
    """

    default_retryable = True
    limit_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """What one job may hold, by the service's own rules or narrower ones of ours; and how long a
    job runs and its results are kept.
    """

    items: int
    input_bytes: int
    window_s: float = 24 * 3600.0
    kept_s: float = 29 * 86_400.0


class Trouble(Enum):
    """Why a job that has ended brought nothing for a call, where that is not the call's own fault."""

    EXPIRED = "expired"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class RemoteJob:
    """A job as the service tells of it. `word` is the service's own for its state; `total`, `done`
    and `failed` count calls (None where it does not say).

    `results` says where the answers are, in the adapter's own terms: ids of files, an address.
    `expected` is how many results the service has promised, None where nobody can rely on that.
    `problem` is why the job was refused as a whole.
    """

    job_id: str
    word: str
    ended: bool
    total: int | None = None
    done: int | None = None
    failed: int | None = None
    created_at: float = 0.0
    marker: str = ""
    file_id: str = ""
    results: tuple[str, ...] = ()
    expected: int | None = None
    problem: ProviderError | None = None


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What came of one call: the vendor's `answer` as a live call would have brought it, or `error`
    (as a live call would have ended with), or the `trouble` of its job.
    """

    custom_id: str
    answer: Mapping[str, Any] = field(default_factory=dict)
    error: TerselyError | None = None
    trouble: Trouble | None = None


class BatchApi(ABC):
    """Jobs of one model of one service. Every failure is an error of tersely.errors.

    An order that the service may have carried out although the reply was lost ends as
    ConnectionFailed, ServerFailed or BadReply; a BadRequest was not carried out.
    """

    host: str
    limits: BatchLimits
    finds_marker: bool = True
    """Whether `jobs` tells the marker that a job was made with."""
    served_at: float = 0.0
    """The service's own time at its last reply (seconds since 1970), 0 where it told none: jobs carry
    that time, and the clock of this machine may be wrong by hours.
    """

    @abstractmethod
    async def check(self) -> None:
        """Ask for nothing but whether there is a batch API and the key is good; no text is sent.

        Raises:
            UsageError: the server has no batch API.
        """

    @abstractmethod
    def line(self, custom_id: str, request: Request) -> bytes:
        """One call as a line of a job (JSON without a line break): the body of the live call."""

    async def find_upload(self, marker: str) -> str:
        """The id of a file that was uploaded with `marker`, "" where none is found."""
        del marker
        return ""

    async def upload(self, lines: Path, marker: str) -> str:
        """Send the calls ahead where the service wants them as a file; its id, else ""."""
        del lines, marker
        return ""

    @abstractmethod
    async def create(self, lines: Path, file_id: str, marker: str) -> RemoteJob:
        """Make the job; it is billed from now on."""

    @abstractmethod
    async def poll(self, job_id: str) -> RemoteJob:
        """How far the job is. BadRequest with status 404: the service does not know it."""

    @abstractmethod
    def jobs(self, since: float) -> AsyncGenerator[RemoteJob]:
        """Jobs made after `since` (seconds since 1970), of this account, the newest first."""

    @abstractmethod
    def results(self, job: RemoteJob) -> AsyncGenerator[ItemResult]:
        """Everything that the job has brought, in whatever order it comes."""

    @abstractmethod
    async def judge(self, answer: Mapping[str, Any], request: Request) -> Completion:
        """The answer as a live call would have handed it out. Raises what that would have raised."""

    def concede(self, refusal: BadRequest, request: Request) -> Sequence[str] | None:
        """Drop a default of ours that `refusal` is about, for all calls from now on; what is to be
        said of it. None: it is about nothing that can be dropped.
        """
        del refusal, request
        return None

    @abstractmethod
    async def cancel(self, job_id: str) -> None:
        """Ask for its end; what is done stays and is billed."""

    async def delete(self, job: RemoteJob) -> int:
        """Delete what the job has left at the service; how many things that were."""
        del job
        return 0

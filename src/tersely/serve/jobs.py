"""Jobs: what is being done and was done. A job outlives the connection that asked for it."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from functools import partial
from typing import Any

from ..app.background import Background, Watch
from ..app.results import Object
from ..comparison import Comparison
from ..errors import Stopped, TerselyError
from ..events import (
    BugMet,
    CallFinished,
    CallStarted,
    Event,
    ItemFinished,
    Planned,
    Reading,
    StreamRestarted,
    TextPiece,
    Warned,
)
from .intake import Holding, Taken
from .problems import Refused, of_error

MOST_KEPT = 200
QUICK = frozenset(("plan", "check"))
# A job that is asked about more often than that tells nothing new.
PING_EVERY_S = 15.0


class State(Enum):
    """Where a job stands; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing follows."""
        return self not in (State.QUEUED, State.RUNNING)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job brought: its JSON, and for the page the same as a comparison."""

    result: Object
    view: Comparison | None = None


Work = Callable[[Watch], Coroutine[Any, Any, Outcome]]


@dataclass(slots=True)
class Job:
    """One piece of work. `text` is what has been written so far; `restarts` counts how often that
    began anew.
    """

    id: str
    kind: str
    title: str
    digest: bytes
    created_at: datetime
    state: State = State.QUEUED
    message: str = ""
    calls_done: int = 0
    calls_total: int = 0
    text: str = ""
    restarts: int = 0
    warnings: list[str] = field(default_factory=list)
    outcome: Outcome | None = None
    problem: Object | None = None
    elapsed_s: float = 0.0
    version: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def change(self) -> None:
        """Wake all who watch."""
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def changes(self) -> AsyncIterator[bool]:
        """True now and after each change, False where nothing changed for a while; ends after the
        last one. A slow reader misses steps between, and holds up nobody.
        """
        seen = -1
        while True:
            if self.version != seen:
                seen = self.version
                yield True
                if self.state.is_final and self.version == seen:
                    return
                continue
            try:
                async with asyncio.timeout(PING_EVERY_S):
                    await self._changed.wait()
            except TimeoutError:
                yield False

    async def finished(self) -> None:
        """Wait until it is."""
        async for _ in self.changes():
            pass

    def hear(self, event: Event) -> None:
        """Note what an event says of the work."""
        match event:
            case Planned(plan=plan):
                self.calls_total += plan.calls
                self.message = "planned"
            case CallStarted(stage=stage, index=index, total=total):
                self.message = f"{stage} {index + 1} of {total}"
            case CallFinished(handed_on=False):
                self.calls_done += 1
            case Reading(detail=detail):
                self.message = detail
            case TextPiece(text=text):
                self.text += text
            case StreamRestarted():
                self.text, self.restarts = "", self.restarts + 1
            case Warned(message=message):
                self.warnings.append(message)
            case ItemFinished(run=label, outcome=outcome):
                self.message = f"{label}: {outcome}"
            case _:
                return
        self.change()

    def as_object(self) -> Object:
        """The job without its result."""
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "state": self.state.value,
            "created_at": self.created_at.isoformat(timespec="seconds"),
            "elapsed_s": round(self.elapsed_s, 3),
            "message": self.message,
            "calls_done": self.calls_done,
            "calls_total": self.calls_total,
            "problem": self.problem,
        }


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a server takes on at once."""

    running: int = 4
    waiting: int = 64


class Jobs:
    """All jobs of one server: at most `limits.running` at work, the others wait in their order.
    `on_bug` hears the traceback of a fault of ours.
    """

    def __init__(
        self, limits: Limits, holding: Holding, on_bug: Callable[[str], None] = lambda _: None
    ) -> None:
        self.limits, self._holding, self._on_bug = limits, holding, on_bug
        # Plans and checks send nothing: they do not wait behind summaries.
        self._slots = {is_quick: asyncio.Semaphore(limits.running) for is_quick in (True, False)}
        self._jobs: dict[str, Job] = {}
        self._keys: dict[str, str] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._works: dict[str, Background[Outcome]] = {}
        self.closing = False

    def __iter__(self) -> Any:
        """The newest first."""
        return iter(reversed(self._jobs.values()))

    def get(self, job_id: str) -> Job:
        """Raises Refused (404) for one that there is not."""
        if job_id not in self._jobs:
            raise Refused(404, "NotFound", "There is no such job.", "See /v1/jobs.")
        return self._jobs[job_id]

    def start(self, taken: Taken, title: str, work: Work, *, key: str = "") -> Job:
        """A job for a request; the one that it has already, where it repeats an idempotency key.

        Raises:
            Refused: the key belongs to another request (409), or too many jobs wait (429).
        """
        if key and key in self._keys:
            job = self._jobs[self._keys[key]]
            if job.digest != taken.digest:
                raise Refused(
                    409,
                    "KeyReused",
                    "This Idempotency-Key belongs to another request.",
                    "Use a new one.",
                )
            return job
        if self.closing:
            raise Refused(503, "Stopping", "The server is stopping.", "Start it again.")
        if len(self._tasks) >= self.limits.running + self.limits.waiting:
            waiting = f"{len(self._tasks)} jobs are at work or waiting."
            raise Refused(429, "Busy", waiting, "Try again later.", retry_after_s=5)
        job = Job(
            secrets.token_urlsafe(12), taken.order.kind, title, taken.digest, datetime.now(UTC)
        )
        self._holding.take(taken.size_bytes)
        self._jobs[job.id] = job
        if key:
            self._keys[key] = job.id
        task = asyncio.get_running_loop().create_task(self._run(job, work))
        self._tasks[job.id] = task

        def ended(_task: object) -> None:
            self._tasks.pop(job.id, None)
            self._works.pop(job.id, None)
            self._holding.give_back(taken.size_bytes)
            self._forget_oldest()

        task.add_done_callback(ended)
        return job

    async def _run(self, job: Job, work: Work) -> None:
        began = time.monotonic()
        try:
            async with self._slots[job.kind in QUICK]:
                if self.closing:
                    raise Stopped("The server stopped before this job began.", hint="Ask again.")
                job.state = State.RUNNING
                job.change()
                background = Background(work, partial(self._hear, job))
                self._works[job.id] = background
                job.outcome = await background.result()
            job.state = State.DONE
        except asyncio.CancelledError:
            job.state = State.CANCELLED
        except TerselyError as error:
            job.state, job.problem = State.FAILED, of_error(error)
        finally:
            job.elapsed_s = time.monotonic() - began
            job.change()

    def _hear(self, job: Job, event: Event) -> None:
        if isinstance(event, BugMet):
            self._on_bug(event.details)
        job.hear(event)

    def cancel(self, job: Job) -> None:
        """Stop a job: its calls in flight are dropped. One that has ended stays as it is."""
        if task := self._tasks.get(job.id):
            task.cancel()

    def forget(self, job: Job) -> None:
        """Cancel a job, and keep nothing of it."""
        self.cancel(job)
        self._forget(job.id)

    def stop(self) -> None:
        """Begin nothing more: calls in flight end and are stored."""
        self.closing = True
        for job_id, task in list(self._tasks.items()):
            work = self._works.get(job_id)
            if work is None:
                task.cancel()
            else:
                work.stop()

    async def aclose(self, grace_s: float) -> None:
        """Wait for what is in flight, and cancel what is not done by then."""
        self.stop()
        tasks = list(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=grace_s)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget_oldest(self) -> None:
        ended = [job.id for job in self._jobs.values() if job.state.is_final]
        too_many = max(0, len(ended) - MOST_KEPT)
        for job_id in ended[:too_many]:
            self._forget(job_id)

    def _forget(self, job_id: str) -> None:
        self._jobs.pop(job_id, None)
        for key in [key for key, of in self._keys.items() if of == job_id]:
            del self._keys[key]

"""The run: files are opened only while the pool is hungry, each is its own task, one failure is a
line.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from ..economy import document_path
from ..endings import outcome, reason
from ..errors import (
    BudgetExceeded,
    ConfigError,
    ExitCode,
    InputError,
    ModelNotFound,
    Stopped,
    TerselyError,
    UsageError,
    Waiting,
)
from ..events import BatchProgress, Emit, ItemFinished, ItemStarted
from ..records import Document, Status, Summary
from .flags import flagged, flags_of
from .jobs import Jobs, Row, digest_of, unwritable
from .names import Found, Skipped
from .totals import Totals
from .walk import is_binary

PROGRESS_EVERY_S = 0.25
# A document that is being read has submitted no call yet, so the pool cannot count it: few are read
# at once. An object of a store is waited for much longer than it is worked on.
READERS = 4
REMOTE_READERS = 32
# Errors that every further file would meet; so are those of the machine itself (exit code 1, a full
# disk).
FOR_ALL = (BudgetExceeded, ConfigError, ModelNotFound, Stopped, UsageError)


class Worker(Protocol):
    """What the batch needs from the program: reading, summarizing, rendering one file, and room in
    the pool.
    """

    def read(self, path: str) -> Document:
        """The document; runs in a thread."""
        ...

    async def summarize(self, document: Document, number: int) -> Summary:
        """One summary; `number` orders documents in the pool."""
        ...

    def render(self, summary: Summary, document: Document, digest: str) -> str:
        """The text of the output file."""
        ...

    async def admit(self) -> None:
        """Wait until the pool can use another document."""
        ...

    def stop(self) -> None:
        """Begin no further call; those in flight end."""
        ...


class Later(Protocol):
    """Where documents wait for the answers of a batch API."""

    def waits(self, found: Found) -> bool:
        """Whether calls of a file are under way, so that it need not be read yet."""
        ...

    def wait(self, found: Found, blocker: bytes | None) -> None:
        """A file is to be taken up again when its calls are answered."""
        ...

    def ended(self, found: Found) -> None:
        """A file waits no more."""
        ...

    async def next(self) -> list[Found]:
        """Files to take up again, as soon as there are any; none when nothing is waited for."""
        ...

    def waiting(self) -> int:
        """How many files wait."""
        ...


@dataclass(slots=True)
class Batch:
    """One run over `found` into the folder of `jobs`.

    `settings` is the digest of everything that shapes an output; a file whose content and settings
    are as before is left alone unless `force`. `suffix` is ".md", ".txt" or ".json". With `strict`
    flags count for the exit code, those of summaries that are up to date included. `readers` files
    are read at once.
    """

    jobs: Jobs
    worker: Worker
    settings: bytes
    suffix: str
    emit: Emit
    force: bool = False
    strict: bool = False
    limit: int | None = None
    expected_usd: float | None = None
    totals: Totals = field(default_factory=Totals)
    later: Later | None = None
    readers: int = READERS
    _began: float = field(default_factory=time.monotonic)
    _done: int = 0
    _told: float = 0.0
    _fatal: TerselyError | None = None
    _bug: BaseException | None = None
    _stopping: bool = False
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _reading: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._reading = asyncio.Semaphore(self.readers)

    async def run(self, files: Iterable[Found | Skipped]) -> Totals:
        """Summarize what is not up to date.

        Raises:
            BudgetExceeded, ConfigError, ModelNotFound, UsageError, TerselyError with exit code 1 (a
            full disk): errors
                that every further file would meet; what is done stands.
        """
        for item in files:
            if self._over or (self.limit is not None and self.totals.found >= self.limit):
                break
            if isinstance(item, Skipped):
                self._skip(item)
            elif not self.force and self.jobs.current(item, self.settings):
                self.totals.current += 1
            elif self.later and self.later.waits(item):
                self.totals.found += 1
            else:
                self.totals.found += await self._begin(item, self.totals.found + 1)
            self._progress()
        else:
            self.totals.total, self.totals.walked = self.totals.found, True
        await self._all_ended()
        if self.later:
            await self._rounds(self.later)
        self.totals.stopped = self._stopping
        for row in flagged(self.jobs):
            self.totals.flagged += 1
            self.totals.flags += len(row.flags)
        if self.strict and self.totals.flagged:
            self.totals.marked.add(ExitCode.CLAIMS)
        if error := self._fatal or self._bug:
            raise error
        return self.totals

    async def _rounds(self, later: Later) -> None:
        """Take up what waited for the answers of a batch API, again and again."""
        while not self._over and (files := await later.next()):
            for number, item in enumerate(files, 1):
                await self._begin(item, number)
            await self._all_ended()
        self.totals.waiting = later.waiting()

    @property
    def _over(self) -> bool:
        return self._stopping or self._fatal is not None

    async def _begin(self, item: Found, number: int) -> bool:
        """Begin with a file, once the pool can use it; False if the run was stopped meanwhile."""
        await self._reading.acquire()
        await self.worker.admit()
        if self._over:
            return False
        task = asyncio.create_task(self._one(item, number))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(self._look)
        return True

    async def _all_ended(self) -> None:
        while self._tasks:
            await asyncio.wait(self._tasks, timeout=PROGRESS_EVERY_S)
            self._progress()

    def stop(self) -> None:
        """Admit nothing more and begin no call; what is in flight ends and is stored."""
        self._stopping = True
        self.worker.stop()

    def _look(self, task: asyncio.Task[None]) -> None:
        """What every further file would meet stops the run; a bug is raised when the other files
        are done.
        """
        error = None if task.cancelled() else task.exception()
        if isinstance(error, TerselyError):
            self._fatal = self._fatal or error
            self.worker.stop()
        else:
            self._bug = self._bug or error

    def _skip(self, item: Skipped) -> None:
        self.totals.skipped += 1
        self.jobs.put(Row(item.path, "skipped", item.reason))

    async def _one(self, found: Found, number: int) -> None:
        self.emit(ItemStarted("", found.path))
        document_path.set(found.path)
        try:
            document = await self._read(found)
            if document:
                await self._summarize(found, document, number)
        except Stopped:
            return
        except Waiting as waiting:
            assert self.later is not None
            self.later.wait(found, waiting.blocker)
            return
        if self.later:
            self.later.ended(found)
        self._done += 1
        self._progress()

    async def _read(self, found: Found) -> Document | None:
        """The document; None when it is binary or cannot be read, which is noted."""
        try:
            if await asyncio.to_thread(is_binary, found.path):
                self.totals.skipped += 1
                self._end(found, Row(found.path, "skipped", "binary"))
                return None
            return await asyncio.to_thread(self.worker.read, found.path)
        except TerselyError as error:
            self._failed(found, error.message, error.exit_code)
        except OSError as error:
            self._failed(found, error.strerror or "unreadable", InputError.exit_code)
        finally:
            self._reading.release()
        return None

    async def _summarize(self, found: Found, document: Document, number: int) -> None:
        digest = digest_of(document)
        if not self.force and self.jobs.same_content(found, self.settings, digest):
            self.totals.current += 1
            return
        try:
            summary = await self.worker.summarize(document, number)
        except TerselyError as error:
            if isinstance(error, (*FOR_ALL, Waiting)) or error.exit_code == TerselyError.exit_code:
                raise
            self._failed(found, error.message, error.exit_code)
            return
        self.totals.add(summary, len(document.text))
        if summary.status in (Status.COMPLETE, Status.PARTIAL, Status.CUT):
            await self._write(found, document, summary, digest)
            return
        detail = f"the answer of {summary.model} was {outcome(summary.ended)}; try -m another model"
        self._failed(found, detail, summary.ended.exit_code)

    async def _write(
        self, found: Found, document: Document, summary: Summary, digest: bytes
    ) -> None:
        """The output first, then its row: a kill between the two costs no call, for the answers are
        stored.
        """
        output = self.jobs.claim(found, self.suffix)
        text = self.worker.render(summary, document, digest.hex())
        try:
            await asyncio.to_thread(self.jobs.out.put, output, text)
        except OSError as error:
            raise unwritable(self.jobs.out, error) from None
        status = "written" if summary.status is Status.COMPLETE else summary.status.value
        if status == "written":
            self.totals.written += 1
        else:
            self.totals.partial += 1
            self.totals.marked.add(summary.ended.exit_code)
        first = next((line for line in summary.text.splitlines() if line.strip()), "")
        row = Row(
            found.path,
            status,
            reason(summary),
            output,
            summary.cost_usd,
            summary.receipt.read_share,
            summary.words,
            first[:300],
            str(summary.model),
            flags_of(summary.check),
            summary.text,
        )
        self._end(found, row, digest)

    def _failed(self, found: Found, detail: str, code: int) -> None:
        self.totals.failed += 1
        self.totals.failures.add(code)
        self._end(found, Row(found.path, "failed", detail))

    def _end(self, found: Found, row: Row, digest: bytes = b"") -> None:
        self.jobs.put(row, found, self.settings, digest)
        self.emit(ItemFinished("", found.path, row.status, row.detail))

    def _progress(self) -> None:
        now = time.monotonic()
        if now - self._told < PROGRESS_EVERY_S:
            return
        self._told = now
        self.emit(
            BatchProgress(
                "",
                "",
                self._done,
                self.totals.total,
                self.totals.failed,
                self.totals.cost_usd,
                self.expected_usd,
                now - self._began,
            )
        )

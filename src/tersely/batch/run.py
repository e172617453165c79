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
    Bug,
    ConfigError,
    DiskFull,
    ExitCode,
    MachineFailed,
    ModelNotFound,
    Stopped,
    TerselyError,
    UsageError,
    Waiting,
)
from ..events import BatchProgress, BugMet, Emit, ItemFinished, ItemStarted
from ..faults import foreseen
from ..records import Finish, Status, Summary
from .engine import Engine, NotText, Result, Unreadable
from .flags import flagged, flags_of
from .jobs import Jobs, unwritable
from .names import Found, Skipped
from .rows import Row
from .totals import Totals

PROGRESS_EVERY_S = 0.25
# Errors that every further file would meet.
FOR_ALL = (BudgetExceeded, ConfigError, DiskFull, ModelNotFound, Stopped, UsageError)
OF_THE_FILE_ALONE = (Bug, MachineFailed)


class Later(Protocol):
    """Where documents wait for the answers of a batch API."""

    def waits(self, file: Found) -> bool:
        """Whether calls of a file are under way, so that it need not be read yet."""
        ...

    def wait(self, file: Found, blocker: bytes | None) -> None:
        """A file is to be taken up again when its calls are answered."""
        ...

    def ended(self, file: Found) -> None:
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
    """One run over some files into the folder of `jobs`.

    `settings` is the digest of everything that shapes an output; a file whose content and settings
    are as before is left alone unless `force`. `suffix` is ".md", ".txt" or ".json". With `strict`
    flags count for the exit code, those of summaries that are up to date included.
    """

    jobs: Jobs
    engine: Engine
    settings: bytes
    suffix: str
    emit: Emit
    force: bool = False
    strict: bool = False
    limit: int | None = None
    expected_usd: float | None = None
    totals: Totals = field(default_factory=Totals)
    later: Later | None = None
    _began: float = field(default_factory=time.monotonic)
    _done: int = 0
    _told: float = 0.0
    _fatal: TerselyError | None = None
    _bug: BaseException | None = None
    _stopping: bool = False
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self, files: Iterable[Found | Skipped]) -> Totals:
        """Summarize what is not up to date.

        Raises:
            BudgetExceeded, ConfigError, DiskFull, ModelNotFound, UsageError: every further file
                would meet that; what is done stands.
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
        if not self._fatal:
            self.jobs.check_there()
        self.totals.stopped = self._stopping
        self.totals.strict = self.strict
        for row in flagged(self.jobs, strict=self.strict):
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
        await self.engine.begin()
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
        self.engine.stop()

    def _look(self, task: asyncio.Task[None]) -> None:
        """What every further file would meet stops the run; a bug that could not even be noted as
        the end of its file is raised when the other files are done.
        """
        error = None if task.cancelled() else task.exception()
        if isinstance(error, TerselyError):
            self._fatal = self._fatal or error
            self.engine.stop()
        else:
            self._bug = self._bug or error

    def _skip(self, item: Skipped) -> None:
        self.totals.skipped += 1
        self.jobs.put(Row(item.path, "skipped", item.reason))

    async def _one(self, file: Found, number: int) -> None:
        self.emit(ItemStarted("", file.path))
        document_path.set(file.path)
        try:
            with foreseen():
                await self._process(file, number)
        except Stopped:
            return
        except Waiting as waiting:
            assert self.later is not None
            self.later.wait(file, waiting.blocker)
            return
        except OF_THE_FILE_ALONE as error:
            self._unforeseen(file, error)
        if self.later:
            self.later.ended(file)
        self._done += 1
        self._progress()

    async def _process(self, file: Found, number: int) -> None:
        standing = b"" if self.force else self.jobs.standing(file, self.settings)
        try:
            result = await self.engine.process(file, number, standing)
        except NotText:
            self.totals.skipped += 1
            self._end(file, Row(file.path, "skipped", "binary"))
        except Unreadable as error:
            if error.spent:
                self.totals.add_spent(error.spent)
            self._failed(file, error.message, error.exit_code)
        except TerselyError as error:
            # A document that waits is done anew, and its bill with it.
            if error.spent and not isinstance(error, Waiting):
                self.totals.add_spent(error.spent)
            goes_further = (*FOR_ALL, *OF_THE_FILE_ALONE, Waiting)
            if isinstance(error, goes_further) or type(error) is TerselyError:
                raise
            self._failed(file, error.message, error.exit_code)
        else:
            if result.summary is None:
                self.jobs.same_content(file, self.settings, result.digest)
                self.totals.current += 1
            else:
                await self._ended(file, result, result.summary)

    async def _ended(self, file: Found, result: Result, summary: Summary) -> None:
        self.totals.add(summary, result.characters)
        if summary.status in (Status.COMPLETE, Status.PARTIAL, Status.CUT):
            await self._write(file, result, summary)
            return
        remedy = "try -m another model"
        if summary.ended.finish is Finish.REASONING_ONLY:
            remedy = "try --max-output-tokens 16000, or --set reasoning=low"
        detail = f"the answer of {summary.model} was {outcome(summary.ended)}; {remedy}"
        self._failed(file, detail, summary.ended.exit_code)

    async def _write(self, file: Found, result: Result, summary: Summary) -> None:
        """The output first, then its row: a kill between the two costs no call, for the answers are
        stored.
        """
        output = self.jobs.claim(file, self.suffix)
        try:
            await asyncio.to_thread(self.jobs.out.put, output, result.text)
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
            file.path,
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
        self._end(file, row, result.digest)

    def _unforeseen(self, file: Found, error: Bug | MachineFailed) -> None:
        """A fault of ours, or of the machine, in one file: the others have none of it."""
        if isinstance(error, Bug):
            self.totals.bugs += 1
            self.emit(BugMet("", file.path, error.details))
        self._failed(file, error.message, error.exit_code)

    def _failed(self, file: Found, detail: str, code: int) -> None:
        self.totals.failed += 1
        self.totals.failures.add(code)
        self._end(file, Row(file.path, "failed", detail))

    def _end(self, file: Found, row: Row, digest: bytes = b"") -> None:
        self.jobs.put(row, file, self.settings, digest)
        self.emit(ItemFinished("", file.path, row.status, row.detail))

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
                self.engine.nodes,
            )
        )

"""A batch from its first look at the files to its report."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from ..app import entrypoints, model_selection
from ..app.batch_output import SUFFIX, rendered
from ..app.batching import FolderWorker, Forecast, output_digest
from ..app.economy import is_open, open_desk, refused
from ..batch import (
    Batch,
    FilesLater,
    Folder,
    Found,
    Jobs,
    Shard,
    Skipped,
    Totals,
    index_is_stale,
    report_json,
    shards_of,
    table_folder,
    write_index,
    write_report,
)
from ..economy import Desk, Options
from ..errors import TerselyError, UsageError
from ..records import Document, Summary
from ..storage import is_remote
from .app import terminated
from .batch_digest import write_digest
from .batch_engine import Cluster, engine_of
from .batch_screen import BatchScreen
from .invocation import Invocation
from .standard_output import put

# So many files are looked over before the first call, so that their number and the bill can be told
# beforehand; what a call costs is known from every n-th of them.
LOOKED_OVER = 10_000
SAMPLED = 50
DRAINED_S = 30.0  # what a stopped batch waits for the calls in flight


@dataclass(frozen=True, slots=True)
class Choice:
    """Which files a batch summarizes (those of a `shard` only), and into which format (`kind`);
    `parked` says how its calls go through a batch API, None for live calls; `since_last`: a digest
    of what is new is written, too. A `cluster` does the work where there is one.
    """

    force: bool
    limit: int | None
    kind: str
    parked: Options | None = None
    shard: Shard | None = None
    since_last: bool = False
    cluster: Cluster | None = None

    @property
    def suffix(self) -> str:
        return SUFFIX[self.kind]


def started(
    files: Iterator[Found | Skipped], folder: Folder, invocation: Invocation, choice: Choice
) -> Totals:
    """Run the batch to its end; its screen is closed whatever happens."""
    jobs = Jobs(folder, shard=choice.shard)
    screen = BatchScreen(invocation, folder.name)
    desk = None
    try:
        desk = _desk(jobs, invocation, screen, choice)
        totals = asyncio.run(_Run(jobs, invocation, screen, choice, desk).of(files))
    except asyncio.CancelledError:
        # Calls in flight were given up: it ends as the second Ctrl-C ends it.
        raise KeyboardInterrupt from None
    finally:
        screen.close()
        if desk:
            desk.close()
        jobs.close()
    if invocation.json:
        put(screen.report + "\n")
    return totals


def _desk(jobs: Jobs, invocation: Invocation, screen: BatchScreen, choice: Choice) -> Desk | None:
    """Where calls are parked; None for live calls, which are refused while jobs are open."""
    if choice.parked:
        return open_desk(jobs.folder, invocation.context, choice.parked, screen.emit)
    others = () if jobs.shard else shards_of(jobs.out.state)
    for shard in (jobs.shard, *others):
        if is_open(table_folder(jobs.out.state, shard)):
            part = f" --shard {shard}" if shard else ""
            raise UsageError(
                f"Jobs of {jobs.out.name} wait at a batch API; live calls would pay for them again.",
                hint=f"Go on with --economy{part}, or end them: "
                f"tersely batch --cancel {jobs.out.name}{part}",
            )
    return None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known before the first call: so many `files`, and their calls and cost; of the first
    files only unless `whole`. `scale` is the text of all over that of the sample.
    """

    files: int
    whole: bool
    forecast: Forecast
    scale: float


async def _outlook(
    first: Sequence[Found | Skipped],
    jobs: Jobs,
    worker: FolderWorker,
    settings: bytes,
    choice: Choice,
    *,
    afford: bool,
) -> Outlook:
    """Plan every SAMPLED-th of the files that have no summary yet."""
    files = [file for file in first if isinstance(file, Found)]
    stale = [file for file in files if choice.force or not jobs.current(file, settings)]
    stale = stale[: choice.limit]
    sample = stale[:: max(1, len(stale) // SAMPLED)]
    sample_bytes = sum(file.size for file in sample)
    scale = sum(file.size for file in stale) / max(1, sample_bytes)
    forecast = await worker.forecast([file.path for file in sample], scale, afford=afford)
    whole = len(first) < LOOKED_OVER or len(stale) == choice.limit
    return Outlook(len(stale), whole, forecast, scale)


@dataclass(frozen=True, slots=True)
class _Run:
    """One batch from its first look at the files: the table, the screen, what the user chose, and
    where calls are parked.
    """

    jobs: Jobs
    invocation: Invocation
    screen: BatchScreen
    choice: Choice
    desk: Desk | None

    async def of(self, files: Iterator[Found | Skipped]) -> Totals:
        """Summarize the files, and write the report."""
        context, choice, desk = self.invocation.context, self.choice, self.desk
        # On a cluster the nodes ask the models, with their own keys; here is only planned.
        plans_only = choice.cluster is not None
        async with entrypoints.session(
            context, emit=self.screen.emit, desk=desk, dry_run=plans_only
        ) as session:
            chosen = model_selection.choose_model(context)
            self.screen.announce(chosen)
            worker = FolderWorker(session, self._render)
            settings = output_digest(context, choice.kind)
            # For a digest all files are looked at once more.
            first = list(islice(files, None if choice.since_last else LOOKED_OVER))
            is_live = desk is not None and session.batch_price(chosen.ref) is None
            outlook = await _outlook(first, self.jobs, worker, settings, choice, afford=not is_live)
            if is_live:
                raise refused(chosen.ref, outlook.forecast.cost_usd.expected, "")
            self._announce(first, outlook)
            before = self.jobs.counts()
            totals = await self._summarize(first, files, worker, settings, outlook)
            self._report(totals, before)
            if choice.since_last and not totals.stopped:
                await write_digest(first, self.jobs, worker, session, self.screen)
            is_done = not (totals.stopped or totals.waiting)
            if desk and is_done and (deleted := await desk.clean_up()):
                self.screen.note(deleted)
        return totals

    def _render(self, summary: Summary, document: Document, digest: str) -> str:
        return rendered(summary, document, digest, self.choice.kind)

    def _announce(self, first: Sequence[Found | Skipped], outlook: Outlook) -> None:
        """Say what is to be done and what it will cost."""
        self.screen.expect(
            outlook.files,
            [file.reason for file in first if isinstance(file, Skipped)],
            outlook.forecast,
            outlook.scale,
            whole=outlook.whole,
            shard=self.choice.shard,
        )

    async def _summarize(
        self,
        first: Sequence[Found | Skipped],
        rest: Iterator[Found | Skipped],
        worker: FolderWorker,
        settings: bytes,
        outlook: Outlook,
    ) -> Totals:
        # Nobody starts workers to learn that all is up to date.
        nothing_to_do = outlook.whole and not outlook.files
        async with engine_of(
            None if nothing_to_do else self.choice.cluster,
            worker,
            self.invocation,
            self.screen,
            kind=self.choice.kind,
            remote=any(is_remote(item.path) for item in first),
        ) as engine:
            batch = Batch(
                self.jobs,
                engine,
                settings,
                self.choice.suffix,
                self.screen.emit,
                force=self.choice.force,
                strict=self.invocation.settings.strict,
                limit=self.choice.limit,
                expected_usd=outlook.forecast.cost_usd.expected if outlook.whole else None,
                totals=Totals(total=outlook.files if outlook.whole else None),
                later=FilesLater(self.desk) if self.desk else None,
            )
            _stop_on_signals(batch, self.screen)
            try:
                return await batch.run(chain(first, rest))
            except (TerselyError, asyncio.CancelledError):
                self.screen.unfinished(batch.totals)
                self.screen.jobs_left(self.desk)
                raise

    def _report(self, totals: Totals, before: dict[str, int]) -> None:
        """Write the report, and the index where it changed; `before` are the counts of the table
        before the run.
        """
        if index_is_stale(self.jobs, totals, before):
            write_index(self.jobs, walked=totals.walked)
        report = write_report(self.jobs, totals)
        self.screen.report = report_json(self.jobs, totals)
        self.screen.final(totals, self.jobs, report)
        self.screen.jobs_left(self.desk)


def _stop_on_signals(run: Batch, screen: BatchScreen) -> None:
    loop = asyncio.get_running_loop()

    def stop() -> None:
        if screen.stopping:
            raise KeyboardInterrupt
        screen.stop()
        run.stop()
        loop.call_later(DRAINED_S, _give_up)

    def _give_up() -> None:
        for task in asyncio.all_tasks(loop):
            task.cancel()

    def terminate() -> None:
        terminated()
        stop()

    for number, handler in ((signal.SIGINT, stop), (signal.SIGTERM, terminate)):
        try:
            loop.add_signal_handler(number, handler)
        except NotImplementedError:  # loops on Windows take no handler: Ctrl-C ends the run at once
            return

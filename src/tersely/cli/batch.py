"""`tersely batch INPUT... -o OUT`: one summary per file, resumable."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Annotated

import typer

from ..app import entrypoints, model_selection
from ..app.batching import FolderWorker, Forecast, output_digest
from ..app.economy import is_open, open_desk, refused
from ..batch import (
    Batch,
    FilesLater,
    Found,
    Jobs,
    Skipped,
    Totals,
    index_is_stale,
    report_json,
    walk,
    write_index,
    write_report,
)
from ..economy import Desk, Options
from ..errors import InputError, TerselyError, UsageError
from ..records import Document, Summary
from . import output
from .app import terminated
from .batch_output import SUFFIX, rendered
from .batch_screen import BatchScreen
from .command import add
from .economy import CANCEL, ECONOMY, FINISH, NO_WAIT, options_of
from .invocation import Invocation
from .options import FILES, OUTPUT, BatchOptions, option
from .standard_output import put

# So many files are looked over before the first call, so that their number and the bill can be told
# beforehand; what a call costs is known from every n-th of them.
LOOKED_OVER = 10_000
SAMPLED = 50


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    add(
        app,
        "batch",
        batch,
        text="One summary per file of the INPUTs (folders, files, or - for paths on stdin), resumable.",
        examples=(
            "tersely batch papers/ -o summaries/",
            "tersely batch papers/ -o summaries/ -m openai --dry-run",
            "find papers -name '*.md' | tersely batch - -o summaries/ --max-cost 2",
        ),
        options=BatchOptions,
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """Which files a batch summarizes, and into which format (`kind`); `parked` says how its calls
    go through a batch API, None for live calls.
    """

    force: bool
    limit: int | None
    kind: str
    parked: Options | None = None

    @property
    def suffix(self) -> str:
        return SUFFIX[self.kind]


def batch(
    context: typer.Context,
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[INPUT]...",
            help="Folders, files, or - for paths on stdin.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        str,
        option("-o", "--output", text="Folder of the summaries.", panel=OUTPUT, metavar="OUT"),
    ] = "",
    include: Annotated[
        list[str] | None,
        option("--include", text="Only files that match.", panel=FILES, metavar="GLOB"),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        option("--exclude", text="No files that match.", panel=FILES, metavar="GLOB"),
    ] = None,
    force: Annotated[bool, option("--force", text="Also what is up to date.", panel=FILES)] = False,
    limit: Annotated[
        int | None, option("--limit", text="At most N files.", panel=FILES, metavar="N", min=1)
    ] = None,
    kind: Annotated[
        str, option("--format", text="md (the default), txt or json.", panel=OUTPUT, metavar="NAME")
    ] = "md",
    status: Annotated[
        bool, option("--status", text="How far OUT is; starts nothing.", panel=OUTPUT)
    ] = False,
    cancel: Annotated[bool, CANCEL] = False,
    economy: Annotated[bool, ECONOMY] = False,
    finish: Annotated[str, FINISH] = "economy",
    no_wait: Annotated[bool, NO_WAIT] = False,
) -> None:
    named = inputs[0] if (status or cancel) and inputs and len(inputs) == 1 else ""
    folder = _folder(out or named)
    if kind not in SUFFIX:
        raise UsageError(f"{kind!r} is not a format.", hint="Use --format md, txt or json.")
    if status:
        from .batch_status import show_status

        show_status(folder)
        return
    invocation = Invocation.of(context)
    if cancel:
        from .batch_cancel import cancel_jobs

        cancel_jobs(folder, invocation)
        return
    parked = options_of(invocation, economy=economy, finish=finish, no_wait=no_wait)
    files = walk(
        _sources(inputs or [], folder), folder, include=include or (), exclude=exclude or ()
    )
    choice = Choice(force, limit, kind, parked)
    if invocation.dry_run:
        from .batch_dry_run import dry_run

        planned = dry_run(
            files, invocation, folder, force=force, limit=limit, kind=kind, economy=economy
        )
        put(asyncio.run(planned))
        return
    totals = _started(files, folder, invocation, choice)
    if totals.exit_code:
        raise typer.Exit(totals.exit_code)


def _folder(out: str) -> Path:
    """The folder of -o."""
    if not out:
        raise UsageError(
            "batch needs a folder for the summaries: -o OUT",
            hint="E.g. tersely batch papers/ -o summaries/",
        )
    folder = Path(out)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{out} is a file.", hint="Name a folder: -o summaries/")
    return folder


def _started(
    files: Iterator[Found | Skipped], folder: Path, invocation: Invocation, choice: Choice
) -> Totals:
    """Run the batch to its end; its screen is closed whatever happens."""
    jobs = Jobs(folder)
    screen = BatchScreen(invocation, folder)
    desk = None
    try:
        desk = _desk(jobs, invocation, screen, choice)
        totals = asyncio.run(_run(files, jobs, invocation, screen, choice, desk))
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
    if is_open(jobs.folder):
        raise UsageError(
            f"Jobs of {jobs.out} wait at a batch API; live calls would pay for them again.",
            hint=f"Go on with --economy, or end them: tersely batch --cancel {jobs.out}",
        )
    return None


def _sources(inputs: list[str], out: Path) -> list[str]:
    if not inputs:
        raise UsageError(
            "No input given.", hint="Name folders or files, or - to read paths from stdin."
        )
    if inputs == ["-"]:
        text = sys.stdin.read()
        inputs = [p for p in (text.split("\0") if "\0" in text else text.splitlines()) if p]
    within = Path(os.path.realpath(out))
    for path in inputs:
        if not os.path.lexists(path):
            web = "://" in path
            hint = f"A URL has one summary: tersely {path} -o FILE" if web else "Check the INPUT."
            raise InputError(f"There is no file or folder {path!r}.", hint=hint)
        # Not Path.resolve, which fails in a loop of links: the walk names such a file.
        if within in (here := Path(os.path.realpath(path)), *here.parents):
            raise UsageError(
                f"{path} lies in {out}, where the summaries go; what is there is not summarized.",
                hint="Choose another -o; a folder inside of the INPUT will do.",
            )
    return list(dict.fromkeys(inputs))


async def _run(
    files: Iterator[Found | Skipped],
    jobs: Jobs,
    invocation: Invocation,
    screen: BatchScreen,
    choice: Choice,
    desk: Desk | None,
) -> Totals:
    def render(summary: Summary, document: Document, digest: str) -> str:
        return rendered(summary, document, digest, choice.kind)

    async with entrypoints.session(invocation.context, emit=screen.emit, desk=desk) as session:
        chosen = model_selection.choose_model(invocation.context)
        screen.announce(chosen)
        worker = FolderWorker(session, render)
        settings = output_digest(invocation.context, choice.kind)
        first = list(islice(files, LOOKED_OVER))
        is_live = desk is not None and session.batch_price(chosen.ref) is None
        outlook = await _outlook(first, jobs, worker, settings, choice, afford=not is_live)
        if is_live:
            raise refused(chosen.ref, outlook.forecast.cost_usd.expected, "")
        screen.expect(
            outlook.files,
            [f.reason for f in first if isinstance(f, Skipped)],
            outlook.forecast,
            outlook.scale,
            whole=outlook.whole,
        )
        run = Batch(
            jobs,
            worker,
            settings,
            choice.suffix,
            output.write_file,
            screen.emit,
            force=choice.force,
            strict=invocation.settings.strict,
            limit=choice.limit,
            expected_usd=outlook.forecast.cost_usd.expected if outlook.whole else None,
            totals=Totals(total=outlook.files if outlook.whole else None),
            later=FilesLater(desk) if desk else None,
        )
        before = jobs.counts()
        _stop_on_signals(run, screen)
        try:
            totals = await run.run(chain(first, files))
        except (TerselyError, asyncio.CancelledError):
            screen.unfinished(run.totals)
            screen.jobs_left(desk)
            raise
        if index_is_stale(jobs, totals, before):
            write_index(jobs, output.write_file, walked=totals.walked)
        report = write_report(jobs, totals, output.write_file)
        screen.report = report_json(jobs, totals)
        screen.final(totals, jobs, report)
        screen.jobs_left(desk)
        if desk and not (totals.stopped or totals.waiting) and (left := await desk.clean_up()):
            screen.note(left)
    return totals


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
    stale = [
        file
        for file in first
        if isinstance(file, Found) and (choice.force or not jobs.current(file, settings))
    ][: choice.limit]
    sample = stale[:: max(1, len(stale) // SAMPLED)]
    scale = sum(file.size for file in stale) / max(1, sum(file.size for file in sample))
    forecast = await worker.forecast([file.path for file in sample], scale, afford=afford)
    whole = len(first) < LOOKED_OVER or len(stale) == choice.limit
    return Outlook(len(stale), whole, forecast, scale)


def _stop_on_signals(run: Batch, screen: BatchScreen) -> None:
    loop = asyncio.get_running_loop()

    def stop() -> None:
        if screen.stopping:
            raise KeyboardInterrupt
        screen.stop()
        run.stop()
        loop.call_later(30, _give_up)

    def _give_up() -> None:
        for task in asyncio.all_tasks(loop):
            task.cancel()

    def terminate() -> None:
        terminated()
        stop()

    for number, handler in ((signal.SIGINT, stop), (signal.SIGTERM, terminate)):
        try:
            loop.add_signal_handler(number, handler)
        except NotImplementedError:  # Windows: Ctrl-C ends the run at once there
            return

"""`tersely batch INPUT... -o OUT`: one summary per file, resumable."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Annotated

import typer

from ..app import entrypoints, model_selection
from ..app.batching import FolderWorker, output_digest
from ..batch import (
    Batch,
    Found,
    Jobs,
    Skipped,
    Totals,
    busy_pid,
    described,
    flags_of,
    index_is_stale,
    report_json,
    walk,
    write_index,
    write_report,
)
from ..errors import InputError, TerselyError, UsageError
from ..records import Document, Summary, percent
from . import output
from .app import terminated
from .batch_screen import BatchScreen
from .options import OUTPUT, WRITE, Invocation, shared

SUFFIX = {"md": ".md", "txt": ".txt", "json": ".json"}
# So many files are looked over before the first call, so that their number and the bill can be told
# beforehand; what a call costs is known from every n-th of them.
LOOKED_OVER = 10_000
SAMPLED = 50


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(
        "batch",
        help="One summary per file of the INPUTs (folders, files, or - for paths on stdin), resumable.",
    )(batch)


@shared
def batch(
    invocation: Invocation,
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="INPUT...", show_default=False)
    ] = None,
    out: Annotated[
        str,
        typer.Option(
            "-o", "--output", help="Folder of the summaries.", metavar="OUT", rich_help_panel=OUTPUT
        ),
    ] = "",
    include: Annotated[
        list[str] | None,
        typer.Option(
            "--include", help="Only files that match.", metavar="GLOB", rich_help_panel=WRITE
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            "--exclude", help="No files that match.", metavar="GLOB", rich_help_panel=WRITE
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Also what is up to date.", rich_help_panel=WRITE)
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option("--limit", help="At most N files.", metavar="N", min=1, rich_help_panel=WRITE),
    ] = None,
    kind: Annotated[
        str, typer.Option("--format", help="md, txt or json.", rich_help_panel=OUTPUT)
    ] = "md",
    status: Annotated[
        bool,
        typer.Option("--status", help="How far OUT is; starts nothing.", rich_help_panel=OUTPUT),
    ] = False,
) -> None:
    if not out:
        raise UsageError(
            "Where the summaries go is missing.", hint="E.g. tersely batch papers/ -o summaries/"
        )
    if kind not in SUFFIX:
        raise UsageError(f"{kind!r} is no format.", hint="Use --format md, txt or json.")
    folder = Path(out)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{out} is a file.", hint="Name a folder: -o summaries/")
    if status:
        _status(folder)
        return
    sources = _sources(inputs or [], folder)
    files = walk(sources, folder, include=include or (), exclude=exclude or ())
    if invocation.dry_run:
        from .batch_dry_run import dry_run

        sys.stdout.write(
            asyncio.run(dry_run(files, invocation, folder, force=force, limit=limit, kind=kind))
        )
        return
    jobs = Jobs(folder)
    screen = BatchScreen(invocation, folder)
    try:
        totals = asyncio.run(
            _run(files, jobs, invocation, screen, force=force, limit=limit, kind=kind)
        )
    finally:
        screen.close()
        jobs.close()
    if invocation.json:
        sys.stdout.write(screen.report + "\n")
    if totals.exit_code:
        raise typer.Exit(totals.exit_code)


def _sources(inputs: list[str], out: Path) -> list[str]:
    if not inputs:
        raise UsageError(
            "There is no INPUT.", hint="Name folders or files, or - to read paths from stdin."
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
    *,
    force: bool,
    limit: int | None,
    kind: str,
) -> Totals:
    suffix = SUFFIX[kind]

    def render(summary: Summary, document: Document, digest: str) -> str:
        return rendered(summary, document, digest, kind)

    async with entrypoints.session(invocation.context, emit=screen.emit) as session:
        choice = model_selection.choose_model(invocation.context)
        worker = FolderWorker(session, render)
        settings = output_digest(invocation.context, kind)
        screen.announce(choice)
        first = list(islice(files, LOOKED_OVER))
        wanted = [
            f for f in first if isinstance(f, Found) and (force or not jobs.current(f, settings))
        ][:limit]
        whole = len(first) < LOOKED_OVER or len(wanted) == limit
        sample = wanted[:: max(1, len(wanted) // SAMPLED)]
        scale = sum(f.size for f in wanted) / max(1, sum(f.size for f in sample))
        forecast = await worker.forecast([f.path for f in sample], scale)
        screen.expect(
            len(wanted),
            [f.reason for f in first if isinstance(f, Skipped)],
            forecast,
            scale,
            whole=whole,
        )
        run = Batch(
            jobs,
            worker,
            settings,
            suffix,
            output.write_file,
            screen.emit,
            force=force,
            strict=invocation.settings.strict,
            limit=limit,
            expected_usd=forecast.cost_usd.expected if whole else None,
            totals=Totals(total=len(wanted) if whole else None),
        )
        before = jobs.counts()
        _stop_on_signals(run, screen)
        try:
            totals = await run.run(chain(first, files))
        except (TerselyError, asyncio.CancelledError):
            screen.unfinished(run.totals)
            raise
        if index_is_stale(jobs, totals, before):
            write_index(jobs, output.write_file, walked=totals.walked)
        report = write_report(jobs, totals, output.write_file)
        screen.report = report_json(jobs, totals)
        screen.final(totals, jobs, report)
    return totals


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


def rendered(summary: Summary, document: Document, digest: str, kind: str) -> str:
    """The text of one output file: JSON, plain text, or Markdown under front matter."""
    if kind == "json":
        return output.as_json(summary) + "\n"
    text = output.shown(output.body(summary)) + "\n"
    if kind == "txt":
        return text
    facts = {
        "source": document.source or document.name,
        "sha256": digest,
        "model": str(summary.model),
        "style": summary.style,
        "status": summary.status.value,
        "read": percent(summary.receipt.read_share),
        "words": summary.words,
        "flags": [described([flag]) for flag in flags_of(summary.check)],
        "cost_usd": summary.cost_usd,
    }
    return (
        "---\n"
        + "".join(
            f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in facts.items()
        )
        + "---\n\n"
        + text
    )


def _status(folder: Path) -> None:
    if not Jobs.exist(folder):
        raise UsageError(
            f"No batch has worked on {folder} yet.", hint="Start one: tersely batch INPUT -o OUT"
        )
    jobs = Jobs(folder, read_only=True)
    counts = jobs.counts()
    jobs.close()
    pid = busy_pid(folder)
    sys.stdout.write(
        (" · ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "nothing done")
        + "\n"
    )
    sys.stdout.write(
        "no batch is at work\n" if pid is None else f"process {pid or 'unknown'} is at work\n"
    )

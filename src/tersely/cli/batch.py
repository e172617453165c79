"""`tersely batch INPUT... -o OUT`: one summary per file, resumable."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from ..app.batch_output import SUFFIX
from ..batch import Folder, LocalFolder, RemoteFolder, Shard, walk
from ..errors import InputError, UsageError
from ..storage import is_remote, local_path, refuse_offline
from . import output
from .command import add
from .economy import CANCEL, ECONOMY, FINISH, NO_WAIT, options_of
from .group import paths
from .invocation import Invocation
from .options import FILES, OUTPUT, RARE, BatchOptions, option
from .standard_output import put_lines


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
            "tersely batch papers/ -o summaries/ --shard 1/2",
            "tersely batch papers/ -o summaries/ --since-last",
        ),
        options=BatchOptions,
    )


def batch(
    context: typer.Context,
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[INPUT]...",
            help="Folders, files, s3:// or gs:// URLs, or - for paths on stdin.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        str,
        option(
            "-o",
            "--output",
            text="Folder of the summaries (or s3://, gs://).",
            panel=OUTPUT,
            metavar="OUT",
        ),
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
    shard: Annotated[
        str | None,
        option(
            "--shard",
            text="Part i of n of the files, by a hash of each path.",
            panel=FILES,
            metavar="I/N",
        ),
    ] = None,
    kind: Annotated[
        str, option("--format", text="md (the default), txt or json.", panel=OUTPUT, metavar="NAME")
    ] = "md",
    status: Annotated[
        bool, option("--status", text="How far OUT is; starts nothing.", panel=OUTPUT)
    ] = False,
    cancel: Annotated[bool, CANCEL] = False,
    engine: Annotated[
        str,
        option(
            "--engine",
            text="local (this process, the default) or ray (a cluster).",
            panel=RARE,
            metavar="NAME",
        ),
    ] = "local",
    address: Annotated[
        str,
        option("--address", text="Of the Ray cluster: auto or HOST.", panel=RARE, metavar="HOST"),
    ] = "",
    node_url: Annotated[
        list[str] | None,
        option(
            "--node-url",
            text="Base URL of a node's own model server; one each.",
            panel=RARE,
            metavar="URL",
        ),
    ] = None,
    economy: Annotated[bool, ECONOMY] = False,
    finish: Annotated[str, FINISH] = "economy",
    no_wait: Annotated[bool, NO_WAIT] = False,
    since_last: Annotated[
        bool,
        option(
            "--since-last",
            text="Also OUT/.tersely/digest.md: what came, went and changed since the last time.",
            panel=OUTPUT,
        ),
    ] = False,
) -> None:
    named = inputs[0] if (status or cancel) and inputs and len(inputs) == 1 else ""
    folder = _folder(out or named)
    if kind not in SUFFIX:
        raise UsageError(f"{kind!r} is not a format.", hint="Use --format md, txt or json.")
    if since_last and (limit or shard):
        raise UsageError("--since-last looks at all files.", hint="Leave --limit and --shard out.")
    part = Shard.parse(shard) if shard is not None else None
    if status:
        from .batch_status import show_status

        show_status(folder)
        return
    invocation = Invocation.of(context)
    if cancel:
        from .batch_cancel import cancel_jobs

        cancel_jobs(folder, invocation, part)
        return
    parked = options_of(invocation, economy=economy, finish=finish, no_wait=no_wait)
    sources = _sources(inputs or [], folder, offline=invocation.settings.offline)
    files = walk(
        sources,
        folder.name,
        include=include or (),
        exclude=exclude or (),
        with_images=invocation.context.reads_images,
    )
    if part:
        files = part.files(files)
    if invocation.dry_run:
        from .batch_dry_run import dry_run

        planned = dry_run(
            files,
            invocation,
            folder,
            force=force,
            limit=limit,
            kind=kind,
            economy=economy,
            shard=part,
        )
        put_lines(asyncio.run(planned), raw=invocation.json)
        return
    from .batch_engine import cluster_of
    from .batch_run import Choice, started

    alone = "--economy" if parked else ""
    alone = "--since-last" if since_last else alone
    cluster = cluster_of(engine, address, node_url or [], alone=alone)
    choice = Choice(force, limit, kind, parked, part, since_last, cluster)
    totals = started(files, folder, invocation, choice)
    if totals.exit_code:
        raise typer.Exit(totals.exit_code)


def _folder(out: str) -> Folder:
    """The folder of -o."""
    if not out:
        raise UsageError(
            "batch needs a folder for the summaries: -o OUT",
            hint="E.g. tersely batch papers/ -o summaries/",
        )
    if is_remote(out):
        return RemoteFolder(out, paths().state / "batch")
    folder = Path(local_path(out))
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{out} is a file.", hint="Name a folder: -o summaries/")
    return LocalFolder(folder, output.write_file)


def _sources(inputs: list[str], out: Folder, *, offline: bool) -> list[str]:
    if not inputs:
        raise UsageError(
            "No input given.", hint="Name folders or files, or - to read paths from stdin."
        )
    if inputs == ["-"]:
        text = sys.stdin.read()
        paths_read = text.split("\0") if "\0" in text else text.splitlines()
        inputs = [path for path in paths_read if path]
    inputs = [local_path(path) for path in inputs]
    for url in filter(is_remote, (*inputs, out.name)):
        refuse_offline(url, offline=offline)
    within = None if is_remote(out.name) else Path(os.path.realpath(out.name))
    for path in inputs:
        if is_remote(path):
            if f"{path.rstrip('/')}/".startswith(f"{out.name}/"):
                raise _inside(path, out)
            continue
        if not os.path.lexists(path):
            hint = "Check the INPUT."
            if "://" in path:
                hint = f"A URL has one summary: tersely {path} -o FILE"
            raise InputError(f"There is no file or folder {path!r}.", hint=hint)
        # Not Path.resolve, which fails in a loop of links: the walk names such a file.
        place = Path(os.path.realpath(path))
        if within in (place, *place.parents):
            raise _inside(path, out)
    return list(dict.fromkeys(inputs))


def _inside(path: str, out: Folder) -> UsageError:
    return UsageError(
        f"{path} lies in {out.name}, where the summaries go; what is there is not summarized.",
        hint="Choose another -o; a folder inside of the INPUT will do.",
    )

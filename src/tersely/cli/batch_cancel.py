"""`tersely batch --cancel OUT`: end the jobs at the provider, keep what is finished."""

from __future__ import annotations

import asyncio

from ..app import entrypoints
from ..app.economy import open_desk
from ..batch import Folder, Jobs, Shard, table_folder
from ..economy import Desk, ItemState, Options, State
from ..errors import ExitCode, UsageError
from ..records import usd
from .batch_screen import BatchScreen
from .invocation import Invocation
from .standard_output import put


def cancel_jobs(folder: Folder, invocation: Invocation, shard: Shard | None = None) -> None:
    """Cancel, collect, delete what was uploaded; exit 10 while a service has not ended yet."""
    import typer

    if not State.exists(table_folder(folder.state, shard)):
        raise UsageError(
            f"No job of {folder.name} waits at a provider.",
            hint="Jobs are made by: tersely batch INPUT -o OUT --economy",
        )
    jobs = Jobs(folder, shard=shard)
    screen = BatchScreen(invocation, folder.name)
    options = Options(poll_s=invocation.settings.economy_poll)
    try:
        desk = open_desk(jobs.folder, invocation.context, options, screen.emit)
        try:
            left = asyncio.run(_cancel(desk, invocation, screen))
        finally:
            desk.close()
    finally:
        screen.close()
        jobs.close()
    if left:
        raise typer.Exit(ExitCode.WAITING)


async def _cancel(desk: Desk, invocation: Invocation, screen: BatchScreen) -> int:
    async with entrypoints.session(invocation.context, emit=screen.emit, desk=desk):
        open_calls = desk.progress.calls
        left = await desk.cancel()
        stored = desk.state.counts().get(ItemState.STORED, 0)
        spent_usd = desk.state.spent_usd()
        put(
            f"{open_calls:,} calls were open; {stored:,} answers are kept, {usd(spent_usd)} spent\n"
        )
        if left:
            count = "1 job is" if left == 1 else f"{left:,} jobs are"
            put(f"{count} still being cancelled; run the same command again\n")
        elif sentence := await desk.clean_up():
            put(sentence + "\n")
    return left

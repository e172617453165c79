"""`tersely batch --status OUT`: how far it is, shard by shard, and its jobs at a batch API. Starts
nothing.
"""

from __future__ import annotations

from ..batch import Folder, Jobs, Shard, busy_pid, shards_of, table_folder
from ..errors import UsageError
from .economy import status_lines
from .standard_output import put


def show_status(folder: Folder) -> None:
    """Write it to stdout."""
    if not Jobs.exist(folder):
        raise UsageError(
            f"No batch has worked on {folder.name} yet.",
            hint="Start one: tersely batch INPUT -o OUT",
        )
    shards = shards_of(folder.state)
    parts: list[Shard | None] = [*shards] if shards else [None]
    if shards and (folder.state / "jobs.sqlite").exists():
        parts.insert(0, None)
    for part in parts:
        _show(folder, part)


def _show(folder: Folder, shard: Shard | None) -> None:
    jobs = Jobs(folder, shard=shard, read_only=True)
    counts = jobs.counts()
    jobs.close()
    pid = busy_pid(folder.state, shard)
    done = " · ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    head = f"shard {shard}: " if shard else ""
    put(f"{head}{done or 'nothing done'}\n")
    for line in status_lines(table_folder(folder.state, shard)):
        put(line + "\n")
    put("no batch is running\n" if pid is None else f"process {pid or 'unknown'} is running\n")

"""`tersely batch --status OUT`: how far it is, and its jobs at a batch API. Starts nothing."""

from __future__ import annotations

from pathlib import Path

from ..batch import FOLDER, Jobs, busy_pid
from ..errors import UsageError
from .economy import status_lines
from .standard_output import put


def show_status(folder: Path) -> None:
    """Write it to stdout."""
    if not Jobs.exist(folder):
        raise UsageError(
            f"No batch has worked on {folder} yet.", hint="Start one: tersely batch INPUT -o OUT"
        )
    jobs = Jobs(folder, read_only=True)
    counts = jobs.counts()
    jobs.close()
    pid = busy_pid(folder)
    put(
        (" · ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "nothing done")
        + "\n"
    )
    for line in status_lines(folder / FOLDER):
        put(line + "\n")
    put("no batch is running\n" if pid is None else f"process {pid or 'unknown'} is running\n")

"""This machine: the memory that is free, the cores that may be used."""

from __future__ import annotations

import os
from pathlib import Path


def available_bytes(root: Path = Path("/")) -> int | None:
    """Memory that can be taken without swapping, within the limit of a container; None where it
    cannot be told.
    """
    free = _meminfo(root / "proc/meminfo")
    limits = [
        limit - used
        for limit_file, used_file in (
            ("memory.max", "memory.current"),
            ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
        )
        if (limit := _number(root / "sys/fs/cgroup" / limit_file)) is not None
        and (used := _number(root / "sys/fs/cgroup" / used_file)) is not None
    ]
    known = [amount for amount in (free, *limits) if amount is not None]
    return max(0, min(known)) if known else None


def cores() -> int:
    """Physical cores this process may run on; a second thread on a core slows llama.cpp down."""
    allowed = (
        os.sched_getaffinity(0)
        if hasattr(os, "sched_getaffinity")
        else set(range(os.cpu_count() or 1))
    )
    siblings = set()
    for cpu in allowed:
        try:
            siblings.add(
                Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list").read_text()
            )
        except OSError:
            return len(allowed)
    return len(siblings)


def _meminfo(path: Path) -> int | None:
    try:
        for line in path.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except OSError:
        # No Linux: all of the memory is the best bound that the standard library knows.
        names = getattr(os, "sysconf_names", {})
        if "SC_PHYS_PAGES" in names and "SC_PAGE_SIZE" in names:
            return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):  # no such group, or "max"
        return None

"""This machine: the memory that is free, the cores that may be used."""

from __future__ import annotations

import math
import os
import time
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


def cores(root: Path = Path("/")) -> int:
    """Physical cores this process may run on, within the limit of a container; a second thread on a
    core slows llama.cpp down.
    """
    return max(1, min(_physical_cores(), _quota(root / "sys/fs/cgroup/cpu.max")))


def _quota(path: Path) -> int:
    """Whole cores that the container may use; the file says "max 100000" or two microseconds."""
    try:
        quota, period = path.read_text().split()[:2]
        return math.ceil(int(quota) / int(period))
    except (OSError, ValueError, ArithmeticError):
        return 1 << 16


def _allowed() -> set[int]:
    """The numbers of the processors this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return set(os.sched_getaffinity(0))
    return set(range(os.cpu_count() or 1))


def _physical_cores() -> int:
    allowed = _allowed()
    siblings = set()
    for cpu in allowed:
        try:
            siblings.add(
                Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list").read_text()
            )
        except OSError:
            return len(allowed)
    return len(siblings)


class Neighbours:
    """How busy other processes keep the cores, between two looks.

    llama.cpp's threads wait for each other in loops: where they have to share their cores, an
    answer takes ten to fifteen times as long as with one thread less.
    """

    def __init__(self, root: Path = Path("/")) -> None:
        self._path = root / "proc/stat"
        self._at, self._mine, self._all = self._now()

    def busy_cores(self) -> float:
        """Cores' worth of work that others have done since the look before; 0 where it cannot be
        told.
        """
        at, mine, everyone = self._now()
        passed = at - self._at
        others = (everyone - self._all) - (mine - self._mine)
        self._at, self._mine, self._all = at, mine, everyone
        return max(0.0, others / passed) if passed > 0 else 0.0

    def _now(self) -> tuple[float, float, float]:
        """The time, and the seconds of work of this process and of all, in this order."""
        return time.monotonic(), time.process_time(), _busy_s(self._path)


def _busy_s(path: Path) -> float:
    """Seconds of work that the allowed processors have done since the machine started."""
    try:
        lines = [line.split() for line in path.read_text().splitlines()]
        names = {f"cpu{number}" for number in _allowed()}
        rows = [row for row in lines if row and row[0] in names]
        # user nice system idle iowait irq softirq steal: all but the waiting is work.
        ticks = 0
        for row in rows:
            ticks += sum(map(int, row[1:4] + row[6:9]))
        return ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, AttributeError):
        return 0.0


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

"""What this machine has left: by its own files, within the limits of a container."""

from __future__ import annotations

from pathlib import Path

import pytest

from tersely.providers.local.machine import Neighbours, available_bytes, cores


def machine(root: Path, **files: str) -> Path:
    """A root folder with these files; "__" stands for a folder, "_dot_" for a dot."""
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


MEMORY = "MemTotal: 9000000 kB\nMemAvailable: 4000000 kB\n"


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({}, 4_096_000_000),
        ({"max": "3000", "current": "1000"}, 2_000),
        ({"max": "max", "current": "1000"}, 4_096_000_000),
        ({"max": "1000", "current": "3000"}, 0),
    ],
)
def test_free_memory(tmp_path: Path, limits: dict[str, str], expected: int) -> None:
    """The least of what the machine has and what the container leaves; never less than nothing."""
    files = {f"sys__fs__cgroup__memory_dot_{name}": text for name, text in limits.items()}
    assert available_bytes(machine(tmp_path, proc__meminfo=MEMORY, **files)) == expected


def test_memory_that_cannot_be_told_is_none_or_the_whole(tmp_path: Path) -> None:
    """Without Linux's file the bound is what the standard library knows."""
    known = available_bytes(tmp_path)
    assert known is None or known > 0
    assert available_bytes(machine(tmp_path, proc__meminfo="nothing")) is None


@pytest.mark.parametrize(
    ("quota", "most"),
    [("50000 100000", 1), ("max 100000", 1 << 16), ("x", 1 << 16), ("1 0", 1 << 16)],
)
def test_cores(tmp_path: Path, quota: str, most: int) -> None:
    """At least one, and no more than the container may use."""
    found = cores(machine(tmp_path, sys__fs__cgroup__cpu_dot_max=quota))
    assert 1 <= found <= most


def test_neighbours(tmp_path: Path) -> None:
    """Work of others between two looks; none where it cannot be told."""
    assert Neighbours(tmp_path).busy_cores() == 0
    rows = "".join(f"cpu{n} 0 0 0 0 0 0 0 0\n" for n in range(256))
    neighbours = Neighbours(machine(tmp_path, proc__stat=rows))
    busy = "".join(f"cpu{n} 900000 0 0 0 0 0 0 0\n" for n in range(256))
    machine(tmp_path, proc__stat=busy)
    assert neighbours.busy_cores() > 0

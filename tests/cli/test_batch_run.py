"""A batch in parts: shards side by side, then the whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import wire

from .conftest import Run

FILES = 12


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files of the same kind in two folders."""
    source = tmp_path / "in"
    for number in range(FILES):
        place = source / f"{number % 2}"
        place.mkdir(parents=True, exist_ok=True)
        sentences = [f"Harbour {number} has {n} ships in winter. " for n in range(60)]
        (place / f"{number}.md").write_text("".join(sentences))
    (source / "picture.png").write_bytes(b"\x89PNG")
    return source


def test_shards_divide_the_files_and_the_whole_collects_them(
    tersely: Run, folder: Path, tmp_path: Path, server: wire.WireServer
) -> None:
    """Each file is summarized once; the last run only makes the index."""
    out = tmp_path / "out"
    reports = []
    for number in (1, 2, 3):
        ended = tersely("batch", str(folder), "-o", str(out), "--shard", f"{number}/3", "--json")
        assert ended.code == 0, ended.err
        assert f"shard {number}/3 · " in ended.err
        reports.append(json.loads(ended.out))
        text = (out / ".tersely" / f"shard-{number}-of-3" / "report.md").read_text()
        assert f"Shard {number}/3: " in text
    assert [report["shard"] for report in reports] == ["1/3", "2/3", "3/3"]
    assert sum(report["written"] for report in reports) == FILES
    assert sum(report["skipped"] for report in reports) == 1
    assert all(0 < report["written"] < FILES for report in reports)
    assert not (out / "index.md").exists()
    made = len(server.requests)
    status = tersely("batch", "--status", str(out)).out
    assert all(f"shard {number}/3: " in status for number in (1, 2, 3))
    again = tersely("batch", str(folder), "-o", str(out))
    assert f"0 written · {FILES} up to date" in again.err
    assert len(server.requests) == made
    assert (out / "index.md").read_text().count("\n- ") == FILES


def test_the_plan_of_a_shard_says_so(
    tersely: Run, folder: Path, tmp_path: Path, server: wire.WireServer
) -> None:
    """The plans of all shards add up to the plan of the whole."""
    command = ("batch", str(folder), "-o", str(tmp_path / "out"), "--dry-run")
    assert "shard    2/3, by a hash of each path" in tersely(*command, "--shard", "2/3").out
    whole = json.loads(tersely(*command, "--json").out)
    parts = [json.loads(tersely(*command, "--json", "--shard", f"{n}/3").out) for n in (1, 2, 3)]
    assert whole["shard"] is None
    assert [part["shard"] for part in parts] == ["1/3", "2/3", "3/3"]
    for amount in ("files", "calls"):
        assert sum(part[amount] for part in parts) == whole[amount]


def test_a_shard_that_is_none_is_a_slip(tersely: Run, folder: Path, tmp_path: Path) -> None:
    """Exit 2, and nothing was made."""
    ended = tersely("batch", str(folder), "-o", str(tmp_path / "out"), "--shard", "3/2")
    assert (ended.code, (tmp_path / "out").exists()) == (2, False)
    assert "'3/2' is not a valid shard." in ended.err

"""`tersely check` over many pairs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import wire
from judges import judge, says

from .conftest import Run

SOURCE = "The ferry carried 412,000 passengers in 2019. Cyclists and pedestrians pay nothing."
RIGHT = "Cyclists and pedestrians pay nothing."
WRONG = "The ferry carried 500,000 passengers in 2019."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A right and a wrong summary beside their sources."""
    for name, summary in (("a", RIGHT), ("b", WRONG)):
        (tmp_path / f"{name}.txt").write_text(SOURCE)
        (tmp_path / f"{name}.sum.md").write_text(summary)
    return tmp_path


def test_a_folder_is_a_table_and_an_exit_code(tersely: Run, folder: Path) -> None:
    """One row each, the flags below, the totals last; 9 because one is wrong."""
    ended = tersely("check", str(folder))
    assert ended.code == 9
    rows = [line.split() for line in ended.out.splitlines()]
    assert rows[1] == ["a.sum.md", "1", "of", "1"]
    assert rows[2] == ["b.sum.md", "0", "of", "1", "1", "1"]
    assert 'contradicted: "500,000"; the source says "412,000"' in ended.out
    assert ended.out.endswith("2 checked · 1 flagged · supported 1 of 2 sentences\n")
    (folder / "b.sum.md").write_text(RIGHT)
    assert tersely("check", str(folder)).code == 0


def test_json_is_one_object_a_line(tersely: Run, folder: Path) -> None:
    """With the names; the same exit code."""
    ended = tersely("check", str(folder), "--json")
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert [(row["name"], row["status"]) for row in rows] == [
        ("a.sum.md", "complete"),
        ("b.sum.md", "flagged"),
    ]
    assert ended.code == 9


def test_a_pair_that_cannot_be_read_stops_no_other(tersely: Run, folder: Path) -> None:
    """It is named; 6 beside others, its own code alone."""
    (folder / "a.txt").write_bytes(b"\x00\x01\x02\xff" * 50)
    ended = tersely("check", str(folder))
    assert ended.code == 6
    assert "a.sum.md  -" in ended.out
    assert "1 could not be read" in ended.out
    (folder / "b.sum.md").unlink()
    assert tersely("check", str(folder)).code == 4


def test_lines_of_json(tersely: Run, tmp_path: Path) -> None:
    """A data set as it is published."""
    path = tmp_path / "pairs.jsonl"
    rows = [{"id": n, "document": SOURCE, "summary": s} for n, s in enumerate((RIGHT, WRONG))]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    ended = tersely("check", str(path), "--json")
    assert [json.loads(line)["name"] for line in ended.out.splitlines()] == ["0", "1"]
    assert ended.code == 9


def test_one_session_verifies_all(tersely: Run, folder: Path, server: wire.WireServer) -> None:
    """Only what is open is sent; -n adds the costs up; the total is printed."""
    (folder / "a.sum.md").write_text("People on a bicycle pay nothing.")
    planned = tersely("check", str(folder), "--verify", "openai", "-n")
    assert (planned.code, server.requests) == (0, [])
    assert "verify: 2 calls" in planned.out
    server.reply = judge(says("supported"))
    ended = tersely("check", str(folder), "--verify", "openai")
    assert ended.code == 9
    assert len(server.requests) == 2
    assert "· $" in ended.out.splitlines()[-1]


def test_fix_gives_each_its_text(tersely: Run, folder: Path) -> None:
    """In the JSON; there is no one file to write to."""
    (folder / "b.sum.md").write_text(f"{RIGHT} {WRONG}")
    ended = tersely("check", str(folder), "--fix", "-m", "extractive", "--json")
    assert json.loads(ended.out.splitlines()[1])["text"] == RIGHT
    assert ended.code == 0
    assert tersely("check", str(folder), "--fix", "-o", str(folder / "x.md")).code == 2

"""`tersely chunks`: the cuts of a text, their sizes and reasons."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from .conftest import Run


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Three Markdown sections of some hundred tokens."""
    body = "The reserve fell to eleven weeks of running costs. Two branches are at risk.\n\n" * 12
    path = tmp_path / "report.md"
    path.write_text("".join(f"# Part {i}\n\n{body}" for i in range(3)), "utf-8")
    return path


def test_json_holds_every_cut(tersely: Run, report: Path) -> None:
    """The parts cover the text one after the other, none over the limit."""
    ended = tersely("chunks", str(report), "--tokens", "250", "--json")
    data = json.loads(ended.out)
    parts = data["chunks"]
    assert ended.code == 0
    assert (parts[0]["start"], parts[-1]["reason"], data["exact"]) == (0, "end", True)
    assert all(a["end"] == b["start"] for a, b in pairwise(parts))
    assert max(part["tokens"] for part in parts) <= 250
    assert [part["heading_path"] for part in parts] == [["Part 0"], ["Part 1"], ["Part 2"]]


def test_the_screen_names_reasons_and_the_bound(tersely: Run, report: Path) -> None:
    """One line a part, then how even they are and where they were cut."""
    ended = tersely("chunks", str(report), "--tokens", "250")
    assert "heading    # Part 0" in ended.out
    assert "3 parts for" in ended.out
    assert "cuts: 2 heading" in ended.out


def test_estimates_say_so(tersely: Run, report: Path) -> None:
    """Counts for a model without a public tokenizer come with their margin."""
    assert "estimated, up to 10% more" in tersely("chunks", str(report), "-m", "anthropic").out


def test_too_small_a_part_is_a_usage_error(tersely: Run, report: Path) -> None:
    """Exit 2 with a remedy, no traceback."""
    ended = tersely("chunks", str(report), "--tokens", "3")
    assert (ended.code, ended.out) == (2, "")
    assert "at least 16" in ended.err


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_the_table_fits_the_terminal(
    tersely: Run, report: Path, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    """No line wraps, at any width from 60 on."""
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = tersely("chunks", str(report), "--tokens", "200").out.splitlines()
    assert max(map(len, lines)) <= columns
    assert "§" in lines[1]

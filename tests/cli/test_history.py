"""`tersely history` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import wire

from .conftest import Run


def listed(tersely: Run) -> list[dict[str, object]]:
    """The entries as JSON."""
    ended = tersely("history", "list", "--json")
    assert ended.code == 0
    rows: list[dict[str, object]] = json.loads(ended.out)
    return rows


def test_summaries_are_listed_with_their_cost_and_without_their_text(
    tersely: Run, report: str, server: wire.WireServer
) -> None:
    """The newest first, each column of a comparison by itself; what was reused cost nothing."""
    assert listed(tersely) == []
    assert tersely(report, "-m", "openai").code == 0
    assert tersely(report, "-m", "openai").code == 0
    assert tersely("compare", report, "-m", "anthropic", "-m", "extractive").code == 0
    rows = listed(tersely)
    assert [(row["number"], row["command"], row["model"]) for row in rows] == [
        (1, "compare", "extractive"),
        (2, "compare", "anthropic/claude-haiku-5-5"),
        (3, "summarize", "openai/gpt-6-luna"),
        (4, "summarize", "openai/gpt-6-luna"),
    ]
    assert rows[2]["cost_usd"] == 0
    assert rows[3]["cost_usd"]
    assert {row["text"] for row in rows} == {""}
    screen = tersely("history")
    assert "openai/gpt-6-luna" in screen.out
    assert "4 summaries · $" in screen.err
    one = tersely("history", "show", "4")
    assert "report.md" in one.out
    assert "hint: Its text was not kept." in one.err


@pytest.mark.parametrize(("kept", "count", "has_text"), [("texts", 1, True), ("off", 0, False)])
def test_the_setting_decides(
    tersely: Run, report: str, kept: str, count: int, has_text: bool
) -> None:
    """`texts` keeps the summary too, `off` keeps nothing."""
    ended = tersely(report, "-m", "extractive", "--set", f"history={kept}")
    rows = listed(tersely) if count else []
    assert len(rows) == count
    if has_text:
        assert rows[0]["text"] == ended.out.rstrip("\n")
        assert ended.out in tersely("history", "show", "1").out
    else:
        assert "No summary has been noted yet." in tersely("history").err


def test_clearing_and_numbers_that_do_not_exist(tersely: Run, report: str) -> None:
    """A number out of range is a usage error with the way to the list."""
    assert tersely(report, "-m", "extractive").code == 0
    assert tersely("history", "show", "2").code == 2
    assert tersely("history", "show", "0").code == 2
    assert "1 entry deleted" in tersely("history", "clear").err
    assert tersely("history", "show", "1").code == 2


def test_a_history_that_cannot_be_written_costs_no_summary(
    tersely: Run, report: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said with -v only."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    quiet = tersely(report, "-m", "extractive")
    assert (quiet.code, "history" in quiet.err) == (0, False)
    assert "warning: The history" in tersely(report, "-m", "extractive", "-v").err

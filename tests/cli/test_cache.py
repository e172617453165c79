"""`tersely cache`: what is kept, and the answers of other machines."""

from __future__ import annotations

from pathlib import Path

import pytest

import wire

from .conftest import Run


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """A file that is long enough for a call."""
    file = tmp_path / "report.md"
    file.write_text("".join(f"The harbour has {n} ships in winter. " for n in range(90)))
    return file


def test_the_answers_of_another_machine_are_not_paid_again(
    tersely: Run,
    text: Path,
    tmp_path: Path,
    server: wire.WireServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Summarized there, merged, and free here."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "there"))
    assert tersely(str(text)).code == 0
    made = len(server.requests)
    assert made == 1
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "here"))
    merged = tersely("cache", "merge", str(tmp_path / "there" / "tersely"))
    assert (merged.code, merged.out) == (0, "")
    assert f"{made} answer added, 0 present already." in merged.err
    assert tersely(str(text)).code == 0
    assert len(server.requests) == made


def test_a_limit_that_drops_merged_answers_is_told(
    tersely: Run,
    text: Path,
    tmp_path: Path,
    server: wire.WireServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before it drops them; looking at the cache drops none."""
    there = tmp_path / "there"
    monkeypatch.setenv("XDG_CACHE_HOME", str(there))
    tersely(str(text))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "here"))
    monkeypatch.setenv("TERSELY_CACHE_MB", "0.001")
    merged = tersely("cache", "merge", str(there / "tersely"))
    assert "the next command drops the oldest answers" in merged.err
    shown = [tersely("cache").out.split(" answer")[0] for _ in range(2)]
    assert shown == ["1", "1"]


def test_a_missing_store_is_exit_4(tersely: Run, tmp_path: Path) -> None:
    """With the path that was looked at."""
    ended = tersely("cache", "merge", str(tmp_path / "nowhere"))
    assert ended.code == 4
    assert "There is no store at" in ended.err

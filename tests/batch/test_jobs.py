"""The job table: a summary stands while nothing that made it has changed, and no two share a file."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.batch import Found, Jobs, LocalFolder, Row
from tersely.batch.jobs import COMMIT_EVERY, digest_of, unwritable
from tersely.batch.lock import busy_pid
from tersely.batch.rows import RowFlag
from tersely.errors import ConfigError, UsageError
from tersely.records import Document

SETTINGS = b"settings"
DIGEST = b"digest"


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[Jobs]:
    opened = Jobs(tmp_path / "out")
    yield opened
    opened.close()


def a_file(tmp_path: Path, name: str = "a.md") -> Found:
    """A source as the walk finds it."""
    return Found(str(tmp_path / name), name, size=10, mtime_ns=1)


def write(jobs: Jobs, found: Found, status: str = "written") -> str:
    """Its summary, on disk and in the table."""
    output = jobs.claim(found, ".md")
    (jobs.out.state.parent / output).write_text("summary")
    jobs.put(Row(found.path, status, output=output), found, SETTINGS, DIGEST)
    return output


@pytest.mark.parametrize(
    ("change", "stands"),
    [
        ({}, True),
        ({"size": 11}, False),
        ({"mtime_ns": 2}, False),
        ({"target": "elsewhere"}, True),
        ({"path": "/other"}, False),
    ],
)
def test_a_summary_stands_for_the_same_file(
    jobs: Jobs, tmp_path: Path, change: dict[str, object], stands: bool
) -> None:
    """Size and time are looked at, and nothing is read."""
    found = a_file(tmp_path)
    write(jobs, found)
    assert jobs.current(replace(found, **change), SETTINGS) is stands  # type: ignore[arg-type]


def test_other_settings_a_missing_output_and_a_summary_that_is_not_whole_do_not_stand(
    jobs: Jobs, tmp_path: Path
) -> None:
    found = a_file(tmp_path)
    output = write(jobs, found)
    assert not jobs.current(found, b"other settings")
    (jobs.out.state.parent / output).unlink()
    assert not jobs.current(found, SETTINGS)
    assert not jobs.same_content(found, SETTINGS, DIGEST)
    for status in ("partial", "cut", "failed", "skipped"):
        write(jobs, found, status)
        assert not jobs.current(found, SETTINGS)
        assert not jobs.same_content(found, SETTINGS, DIGEST)


def test_a_file_that_was_only_touched_stands_and_is_known_by_its_new_time(
    jobs: Jobs, tmp_path: Path
) -> None:
    """The second look needs no reading any more."""
    found = a_file(tmp_path)
    write(jobs, found)
    touched = replace(found, mtime_ns=9, size=12)
    assert not jobs.same_content(touched, SETTINGS, b"other content")
    assert not jobs.same_content(touched, b"other settings", DIGEST)
    assert not jobs.current(touched, SETTINGS)
    assert jobs.same_content(touched, SETTINGS, DIGEST)
    assert jobs.current(touched, SETTINGS)
    assert not jobs.current(found, SETTINGS)


@pytest.mark.thorough
@given(st.lists(st.sampled_from(["x/a.md", "y/a.md", "z/a.md"]), min_size=1, max_size=6))
def test_no_two_sources_share_an_output(
    tmp_path_factory: pytest.TempPathFactory, order: list[str]
) -> None:
    """In whatever order they come, and again in a second run; one source keeps its own."""
    out = tmp_path_factory.mktemp("out")
    outputs: dict[str, str] = {}
    for _ in range(2):
        jobs = Jobs(out)
        for path in order:
            found = Found(f"/in/{path}", "a.md", 1, 1)
            output = jobs.claim(found, ".md")
            assert outputs.setdefault(path, output) == output
            assert output.startswith("a.md")
            assert output.endswith(".md")
            jobs.put(Row(found.path, "written", output=output), found, SETTINGS, DIGEST)
        jobs.close()
    assert len(set(outputs.values())) == len(outputs)


def test_a_claim_holds_before_the_summary_is_written(jobs: Jobs) -> None:
    """Many are at work at once."""
    first, second = (Found(f"/in/{name}/a.md", "a.md", 1, 1) for name in "xy")
    assert jobs.claim(first, ".md") == jobs.claim(first, ".md") == "a.md.md"
    assert jobs.claim(second, ".md") != "a.md.md"


def test_a_row_comes_back_as_it_was_put(jobs: Jobs) -> None:
    """With its flags; what no screen shows is made legible."""
    row = Row(
        "/in/a.md",
        "partial",
        detail="page 3 is empty",
        output="a.md.md",
        cost_usd=None,
        read_share=0.75,
        words=120,
        title="Title",
        model="openai/m",
        flags=(RowFlag("14 %", "12 %"), RowFlag("Ada")),
        text="Whole summary.\nTwo lines.",
    )
    jobs.put(row)
    jobs.put(Row("/in/b.md", "failed", detail="bad\ud800"))
    first, second = jobs.rows()
    assert first == row
    assert second.detail.encode()
    assert jobs.counts() == {"partial": 1, "failed": 1}
    assert [r.path for r in jobs.rows("failed")] == ["/in/b.md"]
    assert [r.path for r in jobs.rows("failed", "partial")] == ["/in/a.md", "/in/b.md"]


def test_what_this_run_has_not_met_is_known(tmp_path: Path) -> None:
    """Its source is gone; another run has to meet it anew."""
    jobs = Jobs(tmp_path)
    for name in "ab":
        write(jobs, a_file(tmp_path, name))
    jobs.close()
    jobs = Jobs(tmp_path)
    assert jobs.current(a_file(tmp_path, "a"), SETTINGS)
    gone = [Path(row.path).name for row in jobs.rows(seen=False)]
    met = [Path(row.path).name for row in jobs.rows(seen=True)]
    jobs.close()
    assert (gone, met) == (["b"], ["a"])


def test_paths_below_the_folder_one_is_in_are_told_short(
    jobs: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same row, from whatever folder it is named."""
    monkeypatch.chdir(tmp_path)
    jobs.put(Row("sub/a.md", "failed"))
    jobs.put(Row(str(tmp_path / "sub" / "a.md"), "written"))
    assert [(row.path, row.status) for row in jobs.rows()] == [("sub/a.md", "written")]
    monkeypatch.chdir(tmp_path.parent)
    assert [row.path for row in jobs.rows()] == [f"{tmp_path.name}/sub/a.md"]


def test_marks_of_unchanged_files_reach_the_disk_when_it_is_closed(tmp_path: Path) -> None:
    """And a reader beside sees them in groups."""
    jobs = Jobs(tmp_path)
    found = a_file(tmp_path)
    write(jobs, found)
    jobs.close()
    jobs = Jobs(tmp_path)
    beside = sqlite3.connect(tmp_path / ".tersely" / "jobs.sqlite")
    for _ in range(COMMIT_EVERY - 1):
        jobs.current(found, SETTINGS)
    assert beside.execute("SELECT seen FROM job").fetchone() == (0,)
    jobs.current(found, SETTINGS)
    assert beside.execute("SELECT seen FROM job").fetchone() == (1,)
    beside.close()
    jobs.close()


def test_one_batch_at_a_time_works_on_a_folder(jobs: Jobs, tmp_path: Path) -> None:
    """A second one is told who does, --status may look, and all is free when it ends."""
    out = tmp_path / "out"
    assert busy_pid(out / ".tersely") == os.getpid()
    with pytest.raises(UsageError, match=f"process {os.getpid()}"):
        Jobs(out)
    jobs.put(Row("/in/a.md", "written"))
    looking = Jobs(out, read_only=True)
    assert looking.counts() == {"written": 1}
    looking.close()
    assert busy_pid(out / ".tersely") == os.getpid()
    jobs.close()
    assert busy_pid(out / ".tersely") is None
    assert not (out / ".tersely" / "pid").exists()


def test_a_look_learns_nothing(tmp_path: Path) -> None:
    """Neither that a file was met nor its new time; a folder without a batch has no table."""
    assert not Jobs.exist(tmp_path)
    jobs = Jobs(tmp_path)
    found = a_file(tmp_path)
    write(jobs, found)
    jobs.close()
    assert Jobs.exist(tmp_path)
    looking = Jobs(tmp_path, read_only=True)
    assert looking.current(found, SETTINGS)
    assert looking.same_content(replace(found, mtime_ns=5), SETTINGS, DIGEST)
    looking.close()
    jobs = Jobs(tmp_path)
    assert [row.seen for row in jobs.rows()] == [False]
    assert not jobs.current(replace(found, mtime_ns=5), SETTINGS)
    jobs.close()


def test_a_table_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    Jobs(tmp_path).close()
    table = sqlite3.connect(tmp_path / ".tersely" / "jobs.sqlite")
    table.execute("PRAGMA user_version=3")
    table.close()
    with pytest.raises(ConfigError, match="another version"):
        Jobs(tmp_path)


def test_what_went_wrong_with_the_folder_is_said(tmp_path: Path) -> None:
    """Full (1), damaged, or not writable (3): each has its remedy."""
    full = unwritable(LocalFolder(tmp_path), OSError(28, "No space left on device"))
    assert (full.exit_code, "disk is full" in full.message) == (1, True)
    share = unwritable(LocalFolder(tmp_path), OSError(errno.ENOLCK, "No locks available"))
    assert "on a disk of this machine" in share.hint
    damaged = unwritable(LocalFolder(tmp_path), sqlite3.DatabaseError("malformed"))
    assert isinstance(damaged, ConfigError)
    assert str(tmp_path / ".tersely") in damaged.hint
    locked = unwritable(
        LocalFolder(tmp_path), sqlite3.OperationalError("attempt to write a readonly database")
    )
    assert isinstance(locked, ConfigError)
    assert "cannot be written" in locked.message


@given(st.text(), st.text())
def test_the_digest_is_that_of_the_text(one: str, other: str) -> None:
    """The name is not in it; lone surrogates are."""
    digests = digest_of(Document("a", one)), digest_of(Document("b", other))
    assert (digests[0] == digests[1]) is (one == other)


def test_rows_are_counted_and_come_without_their_text(tmp_path: Path) -> None:
    """Whoever needs no summaries does not carry them."""
    jobs = Jobs(tmp_path)
    jobs.put(Row("a.md", "written", output="a.md.md", text="Long."))
    jobs.put(Row("b.md", "failed", "why"))
    assert [jobs.count(), jobs.count("written"), jobs.count("written", seen=False)] == [2, 1, 0]
    assert [row.text for row in jobs.rows("written", with_text=False)] == [""]
    assert [row.text for row in jobs.rows("written")] == ["Long."]
    jobs.close()

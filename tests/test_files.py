"""A file is replaced in one step or stays as it was."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tersely.files import PRIVATE, cause_of, disk_is_full, replace_file


def test_the_text_is_written_as_it_is(tmp_path: Path) -> None:
    """Line ends are not changed, and nothing else is left in the folder."""
    path = tmp_path / "a.txt"
    replace_file(path, "one\r\ntwo\n\u2028")
    replace_file(path, "three\n")
    assert path.read_bytes() == b"three\n"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_the_mode_is_asked_for_or_kept(tmp_path: Path) -> None:
    """Private where that is asked for; else as the old file, else as the umask says."""
    path = tmp_path / "a.txt"
    replace_file(path, "", mode=PRIVATE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    replace_file(path, "")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_file_system_without_modes_is_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless the file is to be private: then it is not written."""

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "chmod", refused)
    target = tmp_path / "summary.md"
    replace_file(target, "text")
    assert target.read_text() == "text"
    with pytest.raises(PermissionError):
        replace_file(tmp_path / "keys.json", "{}", mode=PRIVATE)
    assert list(tmp_path.iterdir()) == [target]


def test_what_cannot_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    """An error in the middle leaves neither a half nor a temporary file."""
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        replace_file(path, "new \ud800")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_disk_that_fills_up_while_a_file_is_written_is_told_with_its_name(tmp_path: Path) -> None:
    """The old file stays, and nothing else."""
    target = tmp_path / "summary.md"
    target.write_text("old")

    def pieces() -> Iterator[str]:
        yield "new"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left") as caught:
        replace_file(target, pieces())
    assert caught.value.filename == str(target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk() -> None:
    """Of the system, of a quota, of sqlite; and nothing else."""
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorname = "SQLITE_FULL"
    assert disk_is_full(full)
    full.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"
    assert disk_is_full(full)
    assert disk_is_full(OSError(errno.ENOSPC, "No space left on device"))
    assert disk_is_full(OSError(errno.EDQUOT, "Disk quota exceeded"))
    assert not disk_is_full(OSError(errno.EACCES, "Permission denied"))
    assert not disk_is_full(sqlite3.OperationalError("locked"))


def test_a_disk_without_room_for_the_log_of_sqlite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An I/O error is a full disk only where there is no room left."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = "SQLITE_IOERR_WRITE"
    assert not disk_is_full(error)
    assert not disk_is_full(error, tmp_path / "s.sqlite")
    assert not disk_is_full(error, tmp_path / "gone" / "s.sqlite")
    usage = shutil.disk_usage(tmp_path)._replace(free=8192)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    assert disk_is_full(error, tmp_path / "s.sqlite")


def test_what_an_error_says() -> None:
    """The system's own words, without number and file name."""
    assert cause_of(OSError(errno.EACCES, "Permission denied", "x")) == "Permission denied"
    assert cause_of(ValueError("no")) == "no"


def test_an_error_names_the_file_that_was_meant(tmp_path: Path) -> None:
    """Not the temporary one, of which nobody has heard."""
    path = tmp_path / "missing" / "a.txt"
    with pytest.raises(OSError, match=r"a\.txt") as caught:
        replace_file(path, "")
    assert caught.value.filename == str(path)

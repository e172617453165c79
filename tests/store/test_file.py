"""The file behind the store: private, ours, of this version, or moved aside."""

from __future__ import annotations

import asyncio
import errno
import os
import re
import sqlite3
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from tersely.errors import ConfigError, DiskFull, TerselyError
from tersely.records import Completion, Finish, Request, Usage
from tersely.store import Store, key_of
from tersely.store.file import (
    APPLICATION_ID,
    SCHEMA_VERSION,
    _keep_private,
    connect,
    explain,
    move_aside,
)

REQUEST = Request("m", "Summarize.", "MARK-1\n<document>text</document>", 400, fence="MARK-1")


ANSWER = Completion(
    "A summary.", Usage(100, 20, 5, 3, 2), Finish.COMPLETE, "m-1", "openai", "req_1", elapsed_s=2.0
)


def key(request: Request = REQUEST) -> bytes:
    """The key of `request` at one fixed endpoint."""
    return key_of(request, "openai", "https://api.openai.com/v1", "responses")


def put(store: Store, *answers: tuple[bytes, Completion]) -> None:
    """Put all answers at once and wait for their commit."""

    async def all_of_them() -> None:
        await asyncio.gather(*(store.put(*answer) for answer in answers))

    asyncio.run(all_of_them())


@pytest.mark.parametrize(
    "content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4000]
)
def test_an_unreadable_store_is_moved_aside(tmp_path: Path, content: bytes) -> None:
    """The user is told, the old file is kept under another name, and the new store works."""
    path = tmp_path / "s.sqlite"
    path.write_bytes(content)
    store = Store.open(path)
    put(store, (key(), ANSWER))
    assert store.get(key())
    assert "unusable" in store.notice
    assert [p.read_bytes() for p in tmp_path.glob("*.unusable-*")] == [content]
    store.close()


def test_a_store_that_is_damaged_behind_its_head_is_moved_aside(tmp_path: Path) -> None:
    """A cache never keeps anybody from working."""
    path = tmp_path / "s.sqlite"
    store = Store.open(path)
    put(store, *((key(replace(REQUEST, sample=n)), ANSWER) for n in range(200)))
    store.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    store = Store.open(path)
    assert "unusable" in store.notice
    put(store, (key(), ANSWER))
    assert store.clear() == 1
    store.close()


@pytest.mark.parametrize("statement", ["CREATE TABLE theirs (x)", "PRAGMA user_version = 99"])
def test_a_foreign_store_is_moved_aside(tmp_path: Path, statement: str) -> None:
    """Another program's database, and that of a later version, are left as they are."""
    path = tmp_path / "s.sqlite"
    with sqlite3.connect(path) as theirs:
        theirs.execute(statement)
    theirs.close()
    store = Store.open(path)
    assert store.notice
    assert store.stats().answers == 0
    store.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such file modes")
def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    """Summaries are private: 0600, its journal too, in a 0700 folder."""
    path = tmp_path / "new" / "s.sqlite"
    store = Store.open(path)
    put(store, (key(), ANSWER))
    assert {stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    store.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such file modes")
def test_a_file_that_was_opened_to_others_is_closed_again(tmp_path: Path) -> None:
    """A restored backup often is 0644."""
    path = tmp_path / "s.sqlite"
    Store.open(path).close()
    path.chmod(0o644)
    Store.open(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_answers_of_the_version_before_stay(tmp_path: Path) -> None:
    """They were paid: they get a checksum and are found."""
    path = tmp_path / "s.sqlite"
    store = Store.open(path)
    put(store, (key(), ANSWER))
    store.close()
    with sqlite3.connect(path) as old:
        old.execute("ALTER TABLE answer DROP COLUMN checksum")
        old.execute("DROP TABLE clock")
        old.execute("PRAGMA user_version = 1")
    old.close()
    store = Store.open(path)
    assert store.notice == ""
    assert store.get(key()) == replace(ANSWER, reused=True, cost_usd=0.0, elapsed_s=0.0)
    store.close()


def test_a_folder_that_cannot_be_made_is_a_configuration_error(tmp_path: Path) -> None:
    """A file where the folder should be: exit 3 with a remedy."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError) as caught:
        Store.open(tmp_path / "file" / "s.sqlite")
    assert "--no-cache" in caught.value.hint


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such file modes")
@pytest.mark.parametrize("opened", ["", "-wal", "-shm"])
def test_each_of_its_files_is_closed_to_others(tmp_path: Path, opened: str) -> None:
    """The journal holds answers, too; what is private already is left alone."""
    path = tmp_path / "s.sqlite"
    for suffix in ("", "-wal", "-shm"):
        (tmp_path / f"s.sqlite{suffix}").touch(mode=0o400)
    (tmp_path / f"s.sqlite{opened}").chmod(0o640)
    _keep_private(path)
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}
    assert modes.pop(f"s.sqlite{opened}") == 0o600
    assert set(modes.values()) == {0o400}


def test_a_new_file_is_ours_and_survives_a_crash(tmp_path: Path) -> None:
    """A write-ahead log, committed answers on disk, and space that is given back."""
    for _ in range(2):  # made, and found
        connection = connect(tmp_path / "s.sqlite")
        asked = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "user_version", "auto_vacuum", "synchronous")
        }
        assert asked == {
            "application_id": APPLICATION_ID,
            "user_version": SCHEMA_VERSION,
            "auto_vacuum": 2,
            "synchronous": 1,
        }
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == b"wal"
        indices = connection.execute("SELECT name FROM sqlite_master WHERE type='index'")
        assert b"answer_at" in {row[0] for row in indices}
        connection.close()


def test_a_file_that_is_moved_aside_takes_its_journal_along(tmp_path: Path) -> None:
    """What it would otherwise do to the new one is no cache's business."""
    path = tmp_path / "s.sqlite"
    for suffix in ("", "-wal", "-shm"):
        (tmp_path / f"s.sqlite{suffix}").write_text(suffix)
    notice = move_aside(path)
    aside = next(p for p in tmp_path.iterdir() if not p.name.endswith(("-wal", "-shm")))
    assert re.fullmatch(r"s\.sqlite\.unusable-\d{8}-\d{6}", aside.name)
    assert str(path) in notice
    assert aside.name in notice
    for suffix in ("", "-wal", "-shm"):
        assert Path(f"{aside}{suffix}").read_text() == suffix
        assert not Path(f"{path}{suffix}").exists()


def sqlite_error(kind: type[sqlite3.Error], name: str) -> sqlite3.Error:
    error = kind(name.lower())
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    ("error", "kind", "words", "remedy"),
    [
        (OSError(28, "No space left on device"), DiskFull, "disk is full", "Free some space"),
        (sqlite_error(sqlite3.OperationalError, "SQLITE_FULL"), DiskFull, "is full", "Free"),
        (sqlite_error(sqlite3.DatabaseError, "SQLITE_CORRUPT"), TerselyError, "damaged", "Delete"),
        (sqlite_error(sqlite3.DatabaseError, "SQLITE_NOTADB"), TerselyError, "damaged", "Delete"),
        (sqlite_error(sqlite3.OperationalError, "SQLITE_BUSY"), ConfigError, "cannot be used", "Check the rights"),
        (OSError(errno.ENOLCK, "No locks available"), ConfigError, "No locks", "It may be on a network share"),
        (PermissionError(13, "Permission denied"), ConfigError, "Permission denied", "Check the rights"),
    ],
)  # fmt: skip
def test_each_fault_has_its_remedy(
    error: OSError | sqlite3.Error, kind: type[TerselyError], words: str, remedy: str
) -> None:
    """With the file that it is about."""
    found = explain(error, Path("/c/answers.sqlite"))
    assert type(found) is kind
    assert words in found.message
    assert "/c/answers.sqlite" in found.message
    assert found.hint.startswith(remedy)

"""The file behind the store: private, ours, of this version, or moved aside."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from tersely.errors import ConfigError
from tersely.records import Completion, Finish, Request, Usage
from tersely.store import Store, key_of

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

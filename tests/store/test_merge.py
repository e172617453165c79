"""Merging stores: everything sound arrives once, whoever works on them meanwhile."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tersely.errors import InputError, TerselyError, UsageError
from tersely.records import Completion, Finish, Usage
from tersely.store import Merged, Store, merge

SOURCE = str(Path(__file__).parents[2] / "src")
ANSWER = Completion("A summary.", Usage(100, 20), Finish.COMPLETE, "m-1", "openai", "req_1")


def key(number: int) -> bytes:
    """The key of one made-up request."""
    return number.to_bytes(32, "big")


def filled(path: Path, numbers: range) -> Path:
    """A closed store with an answer for each number."""

    async def put(store: Store) -> None:
        await asyncio.gather(
            *(store.put(key(n), replace(ANSWER, text=f"answer {n}")) for n in numbers)
        )

    store = Store.open(path)
    asyncio.run(put(store))
    store.close()
    return path


def change(path: Path, statement: str) -> None:
    """What another program does to a store."""
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(filled(tmp_path / "mine" / "answers.sqlite", range(10)))
    yield opened
    opened.close()


def test_what_is_new_is_added_and_what_is_here_stays(store: Store, tmp_path: Path) -> None:
    """A second time nothing is added; the folder of a store names it too."""
    other = filled(tmp_path / "other" / "answers.sqlite", range(5, 1505))
    before = other.read_bytes()
    assert merge(store, other) == Merged(added=1495, present=5)
    assert merge(store, other.parent) == Merged(added=0, present=1500)
    assert other.read_bytes() == before
    assert store.stats().answers == 1505
    answer = store.get(key(1200))
    assert answer
    assert answer.text == "answer 1200"


def test_rows_that_are_not_what_their_checksum_says_are_left_out(
    store: Store, tmp_path: Path
) -> None:
    """Changed, without a checksum, with a short key: counted, and nothing of them is here."""
    other = filled(tmp_path / "other.sqlite", range(100, 110))
    change(other, "UPDATE answer SET text = 'forged' WHERE text = 'answer 100'")
    change(other, "UPDATE answer SET checksum = NULL WHERE text = 'answer 101'")
    change(other, "UPDATE answer SET key = x'00' WHERE text = 'answer 102'")
    change(other, "UPDATE answer SET usage = 'x' WHERE text = 'answer 103'")
    change(other, "UPDATE answer SET key = 7 WHERE text = 'answer 104'")
    assert merge(store, other) == Merged(added=5, present=0, bad=5)
    assert [store.get(key(n)) is not None for n in range(99, 106)] == [False] * 6 + [True]


def test_bad_rows_are_counted_wherever_they_stand(store: Store, tmp_path: Path) -> None:
    """Stores are read some hundred rows at a time; the first and the last have one each."""
    other = filled(tmp_path / "other.sqlite", range(100, 1300))
    for number in (100, 700, 1299):
        change(other, f"UPDATE answer SET text = 'forged' WHERE text = 'answer {number}'")
    assert merge(store, other) == Merged(added=1197, present=0, bad=3)


def test_a_damaged_row_of_ours_is_replaced(store: Store, tmp_path: Path) -> None:
    """It is no answer here, so the other one is new."""
    change(store.path, "UPDATE answer SET text = 'forged' WHERE text = 'answer 3'")
    assert store.get(key(3)) is None
    assert merge(store, filled(tmp_path / "other.sqlite", range(5))) == Merged(1, 4)
    assert store.get(key(3)) is not None


def test_times_are_kept_unless_they_are_of_the_future(store: Store, tmp_path: Path) -> None:
    """The oldest answers stay the first to be dropped."""
    other = filled(tmp_path / "other.sqlite", range(100, 103))
    change(other, "UPDATE answer SET at = 1000.0 WHERE text = 'answer 100'")
    change(other, "UPDATE answer SET at = 9e12 WHERE text = 'answer 101'")
    change(other, "UPDATE answer SET at = 'soon' WHERE text = 'answer 102'")
    assert merge(store, other).added == 3
    times = [row[0] for row in store._connection.execute("SELECT at FROM answer ORDER BY at")]
    assert times[0] == 1000.0
    assert times[-1] <= time.time()


@pytest.mark.parametrize("damage", ["torn", "other version", "no store", "text"])
def test_what_is_no_sound_store_is_told_apart(store: Store, tmp_path: Path, damage: str) -> None:
    """A torn file gives what can be read of it; another file is refused; ours stays as it is."""
    other = filled(tmp_path / "other.sqlite", range(100, 2100))
    if damage == "torn":
        data = bytearray(other.read_bytes())
        data[len(data) // 3 :] = b"\xff" * (len(data) - len(data) // 3)
        other.write_bytes(data)
        merged = merge(store, other)
        assert merged.damaged
        assert store.stats().answers == 10 + merged.added
        return
    if damage == "other version":
        change(other, "PRAGMA user_version = 9")
    elif damage == "no store":
        other.unlink()
        change(other, "CREATE TABLE answer (key)")
    else:
        other.write_text("not a store " * 1000)
    with pytest.raises(
        TerselyError, match=r"other\.sqlite (is not|cannot be read as) a store"
    ) as told:
        merge(store, other)
    assert told.value.hint in (
        "Name an answers.sqlite that the same version of tersely has written.",
        "Check the file.",
    )
    assert store.stats().answers == 10


def test_a_store_is_not_merged_into_itself_and_a_missing_one_is_named(
    store: Store, tmp_path: Path
) -> None:
    """Before anything is changed."""
    with pytest.raises(UsageError, match="is the cache itself"):
        merge(store, store.path.parent)
    with pytest.raises(InputError, match="There is no store at"):
        merge(store, tmp_path / "nowhere")


def test_both_stores_may_be_in_use(store: Store, tmp_path: Path) -> None:
    """Another process writes into each while they are merged: all of it is kept."""
    other = filled(tmp_path / "other.sqlite", range(1000, 5000))
    script = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from tersely.records import Completion, Finish, Usage\n"
        "from tersely.store import Store\n"
        "answer = Completion('x', Usage(1, 1), Finish.COMPLETE, 'm', 'openai', None)\n"
        "async def work():\n"
        "    for path, first in ((sys.argv[1], 10_000), (sys.argv[2], 20_000)):\n"
        "        store = Store.open(Path(path))\n"
        "        for n in range(200):\n"
        "            await store.put((first + n).to_bytes(32, 'big'), answer)\n"
        "            print(n, flush=True)\n"
        "        store.close()\n"
        "asyncio.run(work())\n"
    )
    arguments = [sys.executable, "-c", script, str(store.path), str(other)]
    with subprocess.Popen(
        arguments, env={"PYTHONPATH": SOURCE, "PATH": ""}, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"0\n"  # it is at work
        merged = merge(store, other)
        writer.stdout.read()
    assert writer.returncode == 0
    assert 4000 <= merged.added <= 4200
    assert merge(store, other).added == 4200 - merged.added
    assert store.stats().answers == 10 + 200 + 4200

"""The store: what was put is there, for everybody, after anything."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from tersely.errors import TerselyError
from tersely.records import Completion, Finish, Request, Usage
from tersely.store import Store, key_of

SOURCE = str(Path(__file__).parents[2] / "src")


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


def held(store: Store, keys: Iterable[bytes]) -> set[bytes]:
    """Those of the keys that have an answer."""
    return {key for key in keys if store.get(key)}


def test_an_answer_comes_back_as_reused_and_free(tmp_path: Path) -> None:
    """Text, usage, model and provider survive; the cost and the time of the first call do not count
    again.
    """
    path = tmp_path / "cache" / "answers.sqlite"
    store = Store.open(path)
    assert store.get(key()) is None
    put(store, (key(), ANSWER))
    store.close()
    again = Store.open(path)
    assert again.get(key()) == replace(ANSWER, reused=True, cost_usd=0.0, elapsed_s=0.0)
    assert (store.notice, again.notice) == ("", "")
    again.close()


@pytest.mark.parametrize("finish", [finish for finish in Finish if finish is not Finish.COMPLETE])
def test_only_complete_answers_are_taken(tmp_path: Path, finish: Finish) -> None:
    """A cut, refused, blocked or empty answer can never be found later."""
    store = Store.open(tmp_path / "s.sqlite")
    with pytest.raises(ValueError, match=finish.name):
        put(store, (key(), replace(ANSWER, finish=finish)))
    assert store.stats().answers == 0
    store.close()


def test_a_cancelled_caller_does_not_lose_the_answer(tmp_path: Path) -> None:
    """Ctrl-C between the answer and its commit: the answer is committed all the same."""
    store = Store.open(tmp_path / "s.sqlite")

    async def cancel_while_committing() -> None:
        task = asyncio.create_task(store.put(key(), ANSWER))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel_while_committing())
    store.close()
    again = Store.open(tmp_path / "s.sqlite")
    assert again.get(key()) is not None
    again.close()


def test_a_cancelled_caller_does_not_take_its_neighbour_with_it(tmp_path: Path) -> None:
    """Answers that end in one turn of the loop share a commit; only who is cancelled is."""
    store = Store.open(tmp_path / "s.sqlite")
    other = key(replace(REQUEST, sample=1))

    async def cancel_one_of_two() -> None:
        tasks = [asyncio.create_task(store.put(k, ANSWER)) for k in (key(), other)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(outcomes[0], asyncio.CancelledError)
        assert outcomes[1] is None

    asyncio.run(cancel_one_of_two())
    assert store.get(key()) is not None
    assert store.get(other) is not None
    store.close()


def test_many_keys_at_once(tmp_path: Path) -> None:
    """Exactly those that are there are found, stats counts them, clear forgets them."""
    store = Store.open(tmp_path / "s.sqlite")
    keys = [n.to_bytes(32, "big") for n in range(2000)]
    put(store, *((k, ANSWER) for k in keys[::2]))
    assert held(store, keys) == set(keys[::2])
    assert store.stats().answers == 1000
    assert store.stats().size_bytes > 1000 * len(ANSWER.text)
    assert store.clear() == 1000
    assert held(store, keys) == set()
    assert store.stats().oldest_at is None
    store.close()


def test_old_answers_and_the_surplus_are_dropped_on_opening(tmp_path: Path) -> None:
    """Older than the age limit: gone. Beyond the size limit: the oldest go, the newest stay."""
    path = tmp_path / "s.sqlite"
    store = Store.open(path)
    keys = [n.to_bytes(32, "big") for n in range(400)]
    for half in (keys[:200], keys[200:]):
        put(store, *((k, replace(ANSWER, text="x" * 2000)) for k in half))
    store.close()
    smaller = Store.open(path, max_bytes=600_000)
    kept = held(smaller, keys)
    assert 100 < len(kept) < 200
    assert kept < set(keys[200:])
    smaller.close()
    later = Store.open(path, max_age_s=-1)
    assert later.stats().answers == 0
    later.close()


def test_a_page_that_is_damaged_while_the_store_is_open_is_a_miss(tmp_path: Path) -> None:
    """The rest goes on: what the page held is asked for again."""
    path = tmp_path / "s.sqlite"
    store = Store.open(path)
    keys = [n.to_bytes(32, "big") for n in range(200)]
    put(store, *((k, replace(ANSWER, text="x" * 900)) for k in keys))
    store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    reader = Store.open(path)
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    assert len(held(reader, keys)) < len(keys)
    for opened in (reader, store):
        opened._connection.close()


def test_the_keys_of_a_damaged_store_are_an_error_that_names_it(tmp_path: Path) -> None:
    """Nobody takes the readable ones for all."""
    path = tmp_path / "s.sqlite"
    store = Store.open(path)
    keys = [n.to_bytes(32, "big") for n in range(200)]
    put(store, *((k, replace(ANSWER, text="x" * 900)) for k in keys))
    assert sorted(store.keys()) == keys
    store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    reader = Store.open(path)
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    with pytest.raises(TerselyError, match=r"s\.sqlite"):
        list(reader.keys())
    for opened in (reader, store):
        opened._connection.close()


@pytest.mark.parametrize("days", [-4000, 4000])
def test_a_clock_that_jumped_does_not_empty_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    """Ten years ahead or back for an hour, with answers written meanwhile: all are there after it."""
    path, now = tmp_path / "s.sqlite", time.time()
    keys = [n.to_bytes(32, "big") for n in range(4)]
    for k, offset_s in zip(
        keys, (0.0, days * 86_400.0, days * 86_400.0 + 3600.0, 7200.0), strict=True
    ):
        monkeypatch.setattr(time, "time", lambda offset_s=offset_s: now + offset_s)
        store = Store.open(path)
        put(store, (k, ANSWER))
        store.close()
    store = Store.open(path)
    assert held(store, keys) == set(keys)
    store.close()


def test_after_a_long_pause_old_answers_go_after_a_day_of_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock that keeps its word for a day is believed."""
    path, now = tmp_path / "s.sqlite", time.time()
    store = Store.open(path)
    put(store, (key(), ANSWER))
    store.close()
    for days, there in ((60.0, True), (60.5, True), (61.1, False)):
        monkeypatch.setattr(time, "time", lambda days=days: now + days * 86_400.0)
        store = Store.open(path)
        assert bool(store.stats().answers) is there, days
        store.close()


def test_a_full_store_says_so(tmp_path: Path) -> None:
    """When no more pages can be written the caller gets the message about the disk, exit 1, and
    nothing is half there.
    """
    store = Store.open(tmp_path / "s.sqlite")
    store._connection.execute("PRAGMA max_page_count = 12")
    with pytest.raises(TerselyError, match="disk is full") as caught:
        put(store, *((n.to_bytes(32, "big"), replace(ANSWER, text="x" * 4000)) for n in range(50)))
    assert caught.value.exit_code == 1
    assert store.stats().answers == 0
    put(store, (key(), ANSWER))
    assert store.get(key())
    store.close()


WRITER = """
import asyncio, itertools, sys
from pathlib import Path
from tersely.records import Completion, Finish, Usage
from tersely.store import Store

async def write(store, first):
    for n in itertools.count(first):
        await store.put(n.to_bytes(32, "big"), Completion("x" * 500, Usage(1, 1), Finish.COMPLETE, "m"))
        print(n, flush=True)

asyncio.run(write(Store.open(Path(sys.argv[1])), int(sys.argv[2])))
"""


@pytest.mark.thorough
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    """Two processes write one store and are killed at random moments: every acknowledged answer is
    there.
    """
    path = tmp_path / "s.sqlite"
    rng = random.Random(1)
    acknowledged: list[int] = []
    for kill in range(4):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, str(path), str(kill * 200_000 + half * 100_000)],
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": SOURCE},
                text=True,
            )
            for half in range(2)
        ]
        for writer in writers:
            assert writer.stdout is not None
            acknowledged.append(int(writer.stdout.readline()))
        time.sleep(rng.uniform(0.01, 0.15))  # the moment of the kill, not a wait for anything
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            acknowledged += [
                int(line) for line in writer.communicate()[0].splitlines() if line.strip()
            ]
    store = Store.open(path)
    keys = {n.to_bytes(32, "big") for n in acknowledged}
    assert len(keys) >= 8
    assert held(store, keys) == keys
    assert store._connection.execute("PRAGMA integrity_check").fetchone() == (b"ok",)
    assert store.notice == ""
    store.close()


def test_what_it_holds_is_counted(tmp_path: Path) -> None:
    """Answers, bytes with the journal, and the age of the oldest."""
    before = time.time()
    store = Store.open(tmp_path / "s.sqlite")
    assert (store.stats().answers, store.stats().oldest_at) == (0, None)
    put(store, *((key(replace(REQUEST, sample=n)), ANSWER) for n in range(3)))
    stats = store.stats()
    files = (tmp_path / "s.sqlite", tmp_path / "s.sqlite-wal")
    assert (stats.path, stats.answers) == (files[0], 3)
    assert stats.size_bytes == sum(file.stat().st_size for file in files)
    assert stats.oldest_at is not None
    assert before - 1 <= stats.oldest_at <= time.time() + 1
    assert store.clear() == 3
    assert store.stats().answers == 0
    store.close()


def test_after_a_failed_commit_the_next_one_is_stored(tmp_path: Path) -> None:
    """Nothing is left open, and what failed is no answer."""
    store = Store.open(tmp_path / "s.sqlite")
    connection = store._connection
    connection.execute("CREATE TEMP TRIGGER full BEFORE INSERT ON answer WHEN NEW.model = 'bad' "
                       "BEGIN SELECT RAISE(FAIL, 'no'); END")  # fmt: skip
    with pytest.raises(TerselyError):
        put(store, (b"a" * 32, ANSWER), (b"b" * 32, replace(ANSWER, model="bad")))
    assert not connection.in_transaction
    assert held(store, [b"a" * 32, b"b" * 32]) == set()
    put(store, (b"c" * 32, ANSWER))
    assert store.get(b"c" * 32)
    store.close()


def test_what_is_dropped_gives_its_space_back(tmp_path: Path) -> None:
    """A tenth below the limit, so that not each opening has to drop some."""
    path = tmp_path / "s.sqlite"
    store = Store.open(path)
    keys = [n.to_bytes(32, "big") for n in range(300)]
    put(store, *((k, replace(ANSWER, text="x" * 4000)) for k in keys))
    store.close()
    full = path.stat().st_size
    smaller = Store.open(path, max_bytes=full // 2)
    kept = held(smaller, keys)
    smaller.close()
    assert path.stat().st_size < 0.55 * full
    assert 0.35 * len(keys) < len(kept) < 0.5 * len(keys)
    again = Store.open(path, max_bytes=full // 2)
    assert held(again, keys) == kept
    again.close()

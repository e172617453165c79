"""The store: what was put is there, for everybody, after anything."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.errors import ConfigError, TerselyError
from tersely.records import Completion, Finish, Request, Sampling, Usage
from tersely.store import Store, key_of

SOURCE = str(Path(__file__).parents[1] / "src")
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


@pytest.mark.parametrize(
    "change",
    [
        {"model": "m2"},
        {"system": "Other."},
        {"user": "MARK-1\n<document>other</document>"},
        {"max_output_tokens": 401},
        {"sampling": Sampling(temperature=0.0)},
        {"sampling": Sampling(seed=0)},
        {"stop": ("END",)},
        {"reasoning": "low"},
        {"schema": "{}"},
        {"sample": 1},
    ],
)
def test_whatever_changes_the_answer_changes_the_key(change: dict[str, object]) -> None:
    """Every field that reaches the model is in the key."""
    assert key(replace(REQUEST, **change)) != key()  # type: ignore[arg-type]  # one field at a time, of its own type


def test_the_endpoint_is_in_the_key() -> None:
    """Provider, base URL and API kind tell answers apart; a slash at the end of the URL does not."""
    url = "https://api.openai.com/v1"
    others = [
        ("grok", url, "responses"),
        ("openai", "http://localhost:8000/v1", "responses"),
        ("openai", url, "chat"),
    ]
    assert len({key(), *(key_of(REQUEST, *other) for other in others)}) == 4
    assert key_of(REQUEST, "openai", f"{url}/", "responses") == key()


def test_the_fence_marker_and_the_token_estimate_are_not_in_the_key() -> None:
    """Another installation's marker, or a better count, finds the same answer."""
    other = replace(
        REQUEST, user=REQUEST.user.replace("MARK-1", "MARK-2"), fence="MARK-2", input_tokens=77
    )
    assert key(other) == key()


@given(st.text(), st.text())
@settings(max_examples=100)
def test_keys_do_not_run_into_each_other(system: str, user: str) -> None:
    """Moving text from one field to the next is another request; any Unicode, lone surrogates too,
    has a key.
    """
    moved = key(Request("m", system + user, "", 400)) == key(Request("m", system, user, 400))
    assert moved == (user == "")
    assert len(key(Request("m", "\ud800", user, 400))) == 32


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


DAMAGES = {
    "text changed": "UPDATE answer SET text = 'Another summary.'",
    "text cut": "UPDATE answer SET text = substr(text, 1, 3)",
    "text is no UTF-8": "UPDATE answer SET text = CAST(x'41ff42' AS TEXT)",
    "text is a blob": "UPDATE answer SET text = x'4120'",
    "text is a number": "UPDATE answer SET text = 7",
    "model changed": "UPDATE answer SET model = 'm-2'",
    "provider and model swapped": "UPDATE answer SET model = provider, provider = model",
    "usage is no JSON": "UPDATE answer SET usage = '{'",
    "usage is deeply nested": f"UPDATE answer SET usage = '{'[' * 100_000}'",
    "usage is changed": "UPDATE answer SET usage = '[1, 1, 0, 0, 0, false]'",
    "the date is no number": "UPDATE answer SET at = 'yesterday', usage = 'x'",
    "no checksum": "UPDATE answer SET checksum = NULL",
    "another row's checksum": "UPDATE answer SET checksum = zeroblob(16)",
}


@pytest.mark.parametrize("statement", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_row_that_is_not_what_was_stored_is_a_miss(tmp_path: Path, statement: str) -> None:
    """Neither an error nor an answer; asked for again, it is stored anew."""
    path = tmp_path / "s.sqlite"
    store = Store.open(path)
    put(store, (key(), ANSWER))
    store.close()
    with sqlite3.connect(path) as theirs:
        theirs.execute(statement)
    theirs.close()
    store = Store.open(path)
    assert store.get(key()) is None
    put(store, (key(), ANSWER))
    assert store.get(key()) is not None
    store.close()


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


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "ends in \u2028", ""])
def test_odd_texts_come_back_as_they_were(tmp_path: Path, text: str) -> None:
    """NUL, lone surrogates and line separators are part of an answer."""
    store = Store.open(tmp_path / "s.sqlite")
    put(store, (key(), replace(ANSWER, text=text)))
    stored = store.get(key())
    assert stored is not None
    assert stored.text == text
    store.close()


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


def test_a_folder_that_cannot_be_made_is_a_configuration_error(tmp_path: Path) -> None:
    """A file where the folder should be: exit 3 with a remedy."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError) as caught:
        Store.open(tmp_path / "file" / "s.sqlite")
    assert "--no-cache" in caught.value.hint


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

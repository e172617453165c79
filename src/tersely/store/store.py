"""The store: finished answers by the hash of their request, in one sqlite file that several
processes share.

It holds answers, never source text. `put` returns after the commit, so what was reported as
finished survives kill -9. Not for network file systems: sqlite's locks do not hold there.
"""

from __future__ import annotations

import asyncio
import math
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..records import Completion, Finish
from .claims import Claims
from .file import connect, explain, move_aside
from .row import COLUMNS, INSERT, answer_of, checksum, columns_of

DAY_S = 86_400.0
MAX_AGE_S = 30 * DAY_S
MAX_BYTES = 512 * 1024 * 1024
SUSPICIOUS_GAP_S = 7 * DAY_S
"""A clock that is so much ahead of the last use may be wrong. It is believed after a day of use."""


@dataclass(frozen=True, slots=True)
class StoreStats:
    """How much the store holds: answers, bytes on disk, and when the oldest answer was written
    (seconds since 1970).
    """

    path: Path
    answers: int
    size_bytes: int
    oldest_at: float | None


class Store:
    """One open store, used from one thread. `notice` is a sentence for the user when an unusable
    file was moved aside. Who holds one of the `claims` looks again for the answer before asking.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, notice: str) -> None:
        self.path = path
        self.notice = notice
        self.claims = Claims(path.with_name(f"{path.name}.claims"))
        self._connection = connection
        self._waiting: list[tuple[object, ...]] = []
        self._commit: asyncio.Future[None] | None = None

    @classmethod
    def open(cls, path: Path, *, max_age_s: float = MAX_AGE_S, max_bytes: int = MAX_BYTES) -> Store:
        """The store at `path`, created when absent; answers beyond the limits are dropped now and
        never during a run.

        Raises ConfigError when the folder cannot be written, DiskFull when the disk is.
        """
        from filelock import FileLock

        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Only one process at a time may find the file unusable and move it aside.
            with FileLock(f"{path}.lock", mode=0o600):
                try:
                    return cls._opened(path, "", max_age_s, max_bytes)
                except sqlite3.OperationalError:
                    raise  # a full disk, a lock, missing rights: the file itself may be fine
                except sqlite3.DatabaseError:
                    notice = move_aside(path)
                return cls._opened(path, notice, max_age_s, max_bytes)
        except (OSError, sqlite3.Error) as error:
            raise explain(error, path) from None

    @classmethod
    def _opened(cls, path: Path, notice: str, max_age_s: float, max_bytes: int) -> Store:
        store = cls(path, connect(path), notice)
        try:
            store._evict(max_age_s, max_bytes)
        except sqlite3.Error:
            store._connection.close()
            raise
        return store

    def get(self, key: bytes) -> Completion | None:
        """The stored answer, marked as reused and free of charge, or None.

        A row that is damaged, or that anybody but us has written, is none: it is asked for again.
        """
        try:
            row = self._connection.execute(
                f"SELECT {COLUMNS}, checksum FROM answer WHERE key = ?", (key,)
            ).fetchone()
        except sqlite3.OperationalError as error:
            raise explain(error, self.path) from None
        except sqlite3.DatabaseError:
            return None  # a damaged page
        return answer_of(key, row) if row else None

    def keys(self) -> Iterator[bytes]:
        """The keys of all answers."""
        try:
            for (key,) in self._connection.execute("SELECT key FROM answer"):
                if isinstance(key, bytes):
                    yield key
        except sqlite3.Error as error:
            raise explain(error, self.path) from None

    async def put(self, key: bytes, completion: Completion) -> None:
        """Store a complete answer; returns once it is committed, and commits even if the caller is
        cancelled meanwhile.

        ValueError for an answer that is not COMPLETE: a cut or refused one must be asked for again.
        """
        if completion.finish is not Finish.COMPLETE:
            raise ValueError(f"an answer that ended as {completion.finish.name} is never stored")
        columns = columns_of(completion)
        row = (key, *columns, time.time(), checksum(key, columns))
        self._waiting.append(row)
        if self._commit is None:
            loop = asyncio.get_running_loop()
            self._commit = loop.create_future()
            # All who finish in one turn of the loop share a transaction. Waiting longer would save
            # microseconds and leave paid answers uncommitted while the calls after them are already
            # on their way.
            loop.call_soon(self._flush)
        await asyncio.shield(self._commit)

    def add(self, rows: Sequence[tuple[Any, ...]]) -> int:
        """Store rows of another store, in one transaction; how many of them were not here.

        A row is what INSERT takes, and was found to be what its checksum says. One that is here and
        is damaged is replaced.
        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                new = [row for row in rows if self.get(row[0]) is None]
                self._connection.executemany(INSERT, new)
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise explain(error, self.path) from None
        return len({row[0] for row in new})

    def stats(self) -> StoreStats:
        """How much the store holds."""
        answers, oldest_at = self._row("SELECT count(*), min(at) FROM answer") or (0, None)
        files = (self.path, Path(f"{self.path}-wal"))
        return StoreStats(
            self.path, answers, sum(f.stat().st_size for f in files if f.exists()), oldest_at
        )

    def clear(self) -> int:
        """Drop every answer; how many there were."""
        answers = self.stats().answers
        try:
            self._connection.execute("DELETE FROM answer")
            self._connection.execute("VACUUM")
        except sqlite3.Error as error:
            raise explain(error, self.path) from None
        return answers

    def close(self) -> None:
        """Commit what still waits, then close."""
        self._flush()
        self.claims.close()
        self._connection.close()

    def _flush(self) -> None:
        """Commit the waiting answers in one transaction and tell everybody who waits for it.

        On the event loop's own thread: a commit takes less time than handing it to another one.
        """
        rows, self._waiting = self._waiting, []
        commit, self._commit = self._commit, None
        if commit is None:
            return
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(INSERT, rows)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            commit.set_exception(explain(error, self.path))
            commit.exception()  # asked for here, because every waiter may have been cancelled
        else:
            commit.set_result(None)

    def _row(self, statement: str, parameters: tuple[object, ...] = ()) -> tuple[Any, ...] | None:
        try:
            row: tuple[Any, ...] | None = self._connection.execute(statement, parameters).fetchone()
        except sqlite3.Error as error:
            raise explain(error, self.path) from None
        return row

    def _evict(self, max_age_s: float, max_bytes: int) -> None:
        execute = self._connection.execute
        if self._clock_is_trusted(time.time()):
            execute("DELETE FROM answer WHERE at < ?", (time.time() - max_age_s,))
        answers = execute("SELECT count(*) FROM answer").fetchone()[0]
        pages, free, page_bytes = (
            execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        used_bytes = (pages - free) * page_bytes
        if used_bytes > max_bytes:
            surplus = math.ceil(answers * (1 - 0.9 * max_bytes / used_bytes))
            execute(
                "DELETE FROM answer WHERE key IN (SELECT key FROM answer ORDER BY at LIMIT ?)",
                (surplus,),
            )
        # As a script: `execute` ends after one step of this pragma, which frees one page.
        self._connection.executescript("PRAGMA incremental_vacuum")

    def _clock_is_trusted(self, now: float) -> bool:
        """Whether answers may be dropped by age: not for a day after the clock has jumped.

        Forwards, a jump would make every answer old; backwards, it leaves answers of the future,
        which get the present as their time.
        """
        execute = self._connection.execute
        seen_at, trusted_from = execute("SELECT seen_at, trusted_from FROM clock").fetchone() or (
            now,
            now,
        )
        jumped = now > seen_at + SUSPICIOUS_GAP_S or now < seen_at - DAY_S
        if jumped or trusted_from > now + DAY_S:
            trusted_from = now + DAY_S
        execute("DELETE FROM clock")
        execute("INSERT INTO clock VALUES (?, ?)", (now, trusted_from))
        execute("UPDATE answer SET at = ? WHERE at > ? OR typeof(at) != 'real'", (now, now + DAY_S))
        return bool(now >= trusted_from)

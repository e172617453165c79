"""The store: finished answers by the hash of their request, in one sqlite file that several
processes share.

It holds answers, never source text. `put` returns after the commit, so what was reported as
finished survives kill -9. Not for network file systems: sqlite's locks do not hold there.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import json
import math
import os
import sqlite3
import stat
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from .errors import ConfigError, TerselyError
from .records import Completion, Finish, Request, Usage

KEY_VERSION = 1
SCHEMA_VERSION = 2
APPLICATION_ID = 0x7E125E  # told apart from any other sqlite file

DAY_S = 86_400.0
MAX_AGE_S = 30 * DAY_S
MAX_BYTES = 512 * 1024 * 1024
SUSPICIOUS_GAP_S = 7 * DAY_S
"""A clock that is so much ahead of the last use may be wrong. It is believed after a day of use."""
CHECKSUM_BYTES = 16
_ENCODING = ("utf-8", "surrogatepass")

# Not WITHOUT ROWID: with rows of 1.2 KB it takes three times the space and four times the time.
_SCHEMA = """
CREATE TABLE answer (
    key BLOB PRIMARY KEY, text TEXT NOT NULL, model TEXT NOT NULL, provider TEXT NOT NULL,
    request_id TEXT, usage TEXT NOT NULL, at REAL NOT NULL, checksum BLOB
);
CREATE INDEX answer_at ON answer (at);
CREATE TABLE clock (seen_at REAL NOT NULL, trusted_from REAL NOT NULL);
"""
# Version 1 had no checksums; its answers were paid and stay (see _migrate).
_FROM_VERSION_1 = (
    "ALTER TABLE answer ADD COLUMN checksum BLOB",
    "CREATE TABLE clock (seen_at REAL NOT NULL, trusted_from REAL NOT NULL)",
)
_COLUMNS = "text, model, provider, request_id, usage"
# Text goes in as bytes: a lone surrogate in an answer has no UTF-8, and what was paid is stored.
_INSERT = f"""
INSERT OR REPLACE INTO answer (key, {_COLUMNS}, at, checksum) VALUES
(?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), ?, ?)
"""


@dataclass(frozen=True, slots=True)
class StoreStats:
    """How much the store holds: answers, bytes on disk, and when the oldest answer was written
    (seconds since 1970).
    """

    path: Path
    answers: int
    size_bytes: int
    oldest_at: float | None


def key_of(request: Request, endpoint_provider: str, base_url: str, api: str) -> bytes:
    """The 32 bytes under which the answer to `request` is stored.

    The fence marker differs between installations, so a placeholder stands for it. Not in the key:
    the API key, timeouts, width, and the token estimate.
    """
    user = request.user.replace(request.fence, "\0fence\0") if request.fence else request.user
    parts = (
        KEY_VERSION,
        endpoint_provider,
        base_url.rstrip("/"),
        api,
        request.model,
        request.system,
        user,
        request.max_output_tokens,
        astuple(request.sampling),
        request.stop,
        request.reasoning,
        request.schema,
        request.sample,
    )
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode("ascii")).digest()


class Store:
    """One open store, used from one thread. `notice` is a sentence for the user when an unusable
    file was moved aside.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, notice: str) -> None:
        self.path = path
        self.notice = notice
        self._connection = connection
        self._waiting: list[tuple[object, ...]] = []
        self._commit: asyncio.Future[None] | None = None

    @classmethod
    def open(cls, path: Path, *, max_age_s: float = MAX_AGE_S, max_bytes: int = MAX_BYTES) -> Store:
        """The store at `path`, created when absent; answers beyond the limits are dropped now and
        never during a run.

        Raises ConfigError when the folder cannot be written, TerselyError when the disk is full.
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
                    notice = _move_aside(path)
                return cls._opened(path, notice, max_age_s, max_bytes)
        except (OSError, sqlite3.Error) as error:
            raise _explain(error, path) from None

    @classmethod
    def _opened(cls, path: Path, notice: str, max_age_s: float, max_bytes: int) -> Store:
        store = cls(path, _connect(path), notice)
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
                f"SELECT {_COLUMNS}, checksum FROM answer WHERE key = ?", (key,)
            ).fetchone()
        except sqlite3.OperationalError as error:
            raise _explain(error, self.path) from None
        except sqlite3.DatabaseError:
            return None  # a damaged page
        return _answer(key, row) if row else None

    async def put(self, key: bytes, completion: Completion) -> None:
        """Store a complete answer; returns once it is committed, and commits even if the caller is
        cancelled meanwhile.

        ValueError for an answer that is not COMPLETE: a cut or refused one must be asked for again.
        """
        if completion.finish is not Finish.COMPLETE:
            raise ValueError(f"an answer that ended as {completion.finish.name} is never stored")
        columns = _columns(completion)
        row = (key, *columns, time.time(), _checksum(key, columns))
        self._waiting.append(row)
        if self._commit is None:
            loop = asyncio.get_running_loop()
            self._commit = loop.create_future()
            # All who finish in one turn of the loop share a transaction. Waiting longer would save
            # microseconds and leave paid answers uncommitted while the calls after them are already
            # on their way.
            loop.call_soon(self._flush)
        await asyncio.shield(self._commit)

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
            raise _explain(error, self.path) from None
        return answers

    def close(self) -> None:
        """Commit what still waits, then close."""
        self._flush()
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
            self._connection.executemany(_INSERT, rows)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            commit.set_exception(_explain(error, self.path))
            commit.exception()  # asked for here, because every waiter may have been cancelled
        else:
            commit.set_result(None)

    def _row(self, statement: str, parameters: tuple[object, ...] = ()) -> tuple[Any, ...] | None:
        try:
            row: tuple[Any, ...] | None = self._connection.execute(statement, parameters).fetchone()
        except sqlite3.Error as error:
            raise _explain(error, self.path) from None
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
        execute("PRAGMA incremental_vacuum").fetchall()

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


def _columns(completion: Completion) -> tuple[bytes | None, ...]:
    """The columns that hold an answer as they are stored, in the order of _COLUMNS."""
    values = (
        completion.text,
        completion.model,
        completion.provider,
        completion.request_id,
        json.dumps(astuple(completion.usage)),
    )
    return tuple(None if value is None else value.encode(*_ENCODING) for value in values)


def _checksum(key: bytes, columns: Sequence[bytes | None]) -> bytes:
    """Changes with the key and with each column; lengths keep the columns apart."""
    digest = hashlib.blake2b(key, digest_size=CHECKSUM_BYTES)
    for column in columns:
        if column is None:
            digest.update(b"-")
        else:
            digest.update(b"%d:" % len(column) + column)
    return digest.digest()


def _answer(key: bytes, row: tuple[Any, ...]) -> Completion | None:
    """The answer in a row of bytes; None if it is not what was stored."""
    *columns, checksum = row
    if not all(column is None or isinstance(column, bytes) for column in columns):
        return None
    if checksum != _checksum(key, columns):
        return None
    try:
        text, model, provider, request_id, usage = (
            None if column is None else column.decode(*_ENCODING) for column in columns
        )
        tokens = Usage(*json.loads(usage or ""))
    except (TypeError, ValueError, RecursionError):
        return None
    if text is None:
        return None
    return Completion(
        text=text,
        usage=tokens,
        finish=Finish.COMPLETE,
        model=model or "",
        provider=provider or "",
        request_id=request_id,
        reused=True,
        cost_usd=0.0,
    )


class _ForeignFileError(sqlite3.DatabaseError):
    """A sqlite file that another program, or another version of this one, wrote."""


def _move_aside(path: Path) -> str:
    """Make way for a new store; the notice to the user."""
    aside = path.with_name(f"{path.name}.unusable-{time.strftime('%Y%m%d-%H%M%S')}")
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.replace(f"{path}{suffix}", f"{aside}{suffix}")
    return f"The store {path} was unreadable or not ours; it is now {aside.name}, and a new one begins."


def _connect(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    _keep_private(path)
    connection = sqlite3.connect(path, timeout=60, isolation_level=None)
    # Text as the bytes that are stored: a row that is no UTF-8 is a miss and no error.
    connection.text_factory = bytes
    try:
        application, version, tables = (
            connection.execute(question).fetchone()[0]
            for question in (
                "PRAGMA application_id",
                "PRAGMA user_version",
                "SELECT count(*) FROM sqlite_master",
            )
        )
        if (application, version, tables) == (0, 0, 0):
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(
                f"BEGIN; {_SCHEMA} PRAGMA application_id = {APPLICATION_ID}; "
                f"PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
            )
        elif (application, version) == (APPLICATION_ID, 1):
            _migrate(connection)
        elif (application, version) != (APPLICATION_ID, SCHEMA_VERSION):
            raise _ForeignFileError(f"application {application:#x}, version {version}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _keep_private(path: Path) -> None:
    """Set 0600 again where something (a copy, a backup) has opened the file to others."""
    for suffix in ("", "-wal", "-shm"):
        file = Path(f"{path}{suffix}")
        with contextlib.suppress(OSError):  # not there, or not ours to change
            if stat.S_IMODE(file.stat().st_mode) & 0o077:
                file.chmod(0o600)


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring a store of version 1 to this one: its answers get their checksums."""
    connection.execute("BEGIN IMMEDIATE")
    for statement in _FROM_VERSION_1:
        connection.execute(statement)
    rows = connection.execute(f"SELECT key, {_COLUMNS} FROM answer").fetchall()
    connection.executemany(
        "UPDATE answer SET checksum = ? WHERE key = ?",
        ((_checksum(key, columns), key) for key, *columns in rows),
    )
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def _explain(error: OSError | sqlite3.Error, path: Path) -> TerselyError:
    """The error in the user's words."""
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_FULL" or getattr(error, "errno", None) == errno.ENOSPC:
        return TerselyError(
            f"The disk is full; the store {path} cannot take more answers.",
            hint="Free some space and run the same command again.",
        )
    if name in ("SQLITE_CORRUPT", "SQLITE_NOTADB"):
        return TerselyError(
            f"The store {path} is damaged.", hint="Delete this file; it costs only stored answers."
        )
    cause = getattr(error, "strerror", None) or error
    return ConfigError(
        f"The store {path} cannot be used: {cause}.",
        hint="Check the rights of that folder, or add --no-cache.",
    )

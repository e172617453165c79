"""The sqlite file of the state: opened, brought to this version, and what goes wrong with it in
words.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..errors import ConfigError, DiskFull, TerselyError
from ..files import cause_of, disk_is_full

VERSION = 1
COMMIT_EVERY = 500
# `item` without rowid: its rows are small, and the key would be kept twice.
SCHEMA = """
CREATE TABLE IF NOT EXISTS job (
    number INTEGER PRIMARY KEY, marker TEXT UNIQUE, provider TEXT, model TEXT, base_url TEXT,
    key_mark TEXT, state TEXT, items INTEGER, tokens INTEGER, reserved_usd REAL, planned_at REAL,
    file_id TEXT, job_id TEXT, created_at REAL, word TEXT, done INTEGER, failed INTEGER,
    cancelling INTEGER, results TEXT
);
CREATE TABLE IF NOT EXISTS item (
    key BLOB PRIMARY KEY, state INTEGER, owner INTEGER, job INTEGER, tries INTEGER, cap INTEGER,
    input_tokens INTEGER, text_bytes INTEGER, worst_usd REAL, paid_usd REAL, outcome TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS item_job ON item (job);
CREATE INDEX IF NOT EXISTS item_owner ON item (owner);
CREATE TABLE IF NOT EXISTS document (
    owner INTEGER PRIMARY KEY, path BLOB, target BLOB, size INTEGER, mtime_ns INTEGER, blocker BLOB,
    run INTEGER
);
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value);
"""


class Table:
    """One open file, used from one thread. What decides about money is committed with fsync before
    the step that it is about (`synchronous=FULL`); `later` puts off what may be lost.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open or create it.

        Raises:
            ConfigError: the file is damaged, of another version, or cannot be written.
        """
        self.path = path
        self._deferred: list[tuple[str, Sequence[Any]]] = []
        try:
            if not read_only:
                path.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._file = sqlite3.connect(path, isolation_level=None, timeout=10)
            self._prepare(read_only)
        except (OSError, sqlite3.Error) as error:
            raise self._unusable(error) from None

    def _prepare(self, read_only: bool) -> None:
        version = self._file.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise ConfigError(
                f"{self.path} is of a newer version of tersely.", hint="Update tersely."
            )
        if read_only:
            self._file.execute("PRAGMA query_only=ON")
            return
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=FULL")
        self._file.executescript(SCHEMA)
        self._file.execute(f"PRAGMA user_version={VERSION}")

    def execute(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one statement; committed at once outside of a transaction."""
        try:
            return self._file.execute(statement, values)
        except sqlite3.Error as error:
            raise self._unusable(error) from None

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row."""
        try:
            self._file.executemany(statement, rows)
        except sqlite3.Error as error:
            raise self._unusable(error) from None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of a block or nothing."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.execute("ROLLBACK")
            raise
        self.execute("COMMIT")

    def later(self, statement: str, values: Sequence[Any]) -> None:
        """A change that costs nothing when it is lost: fsync for each would take minutes."""
        self._deferred.append((statement, values))
        if len(self._deferred) >= COMMIT_EVERY:
            self.flush()

    def flush(self) -> None:
        """Commit what was put off."""
        deferred, self._deferred = self._deferred, []
        if deferred:
            with self.transaction():
                for statement, values in deferred:
                    self.execute(statement, values)

    def close(self) -> None:
        """Commit, and close the file."""
        self.flush()
        self._file.close()

    def erase(self) -> None:
        """Close and delete it."""
        self._deferred.clear()
        self._file.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    def _unusable(self, error: OSError | sqlite3.Error) -> TerselyError:
        if disk_is_full(error, self.path):
            return DiskFull(
                f"The disk is full; {self.path} cannot grow.",
                hint="Make room and run the same command again; nothing is paid twice.",
            )
        return ConfigError(
            f"{self.path} cannot be used: {cause_of(error)}.",
            hint="It knows which jobs wait at the service: repair or restore it before deleting it.",
        )

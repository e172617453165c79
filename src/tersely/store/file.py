"""The sqlite file behind the store: made, brought to this version, kept private, moved aside."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import time
from pathlib import Path

from ..errors import ConfigError, DiskFull, TerselyError
from ..files import cause_of, disk_is_full, has_no_locks
from .row import COLUMNS, checksum

SCHEMA_VERSION = 2
APPLICATION_ID = 0x7E125E  # told apart from any other sqlite file

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


class _ForeignFileError(sqlite3.DatabaseError):
    """A sqlite file that another program, or another version of this one, wrote."""


def move_aside(path: Path) -> str:
    """Make way for a new store; the notice to the user."""
    aside = path.with_name(f"{path.name}.unusable-{time.strftime('%Y%m%d-%H%M%S')}")
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.replace(f"{path}{suffix}", f"{aside}{suffix}")
    return f"The store {path} was unreadable or not ours; it is now {aside.name}, and a new one begins."


def connect(path: Path) -> sqlite3.Connection:
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
    rows = connection.execute(f"SELECT key, {COLUMNS} FROM answer").fetchall()
    connection.executemany(
        "UPDATE answer SET checksum = ? WHERE key = ?",
        ((checksum(key, columns), key) for key, *columns in rows),
    )
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def explain(error: OSError | sqlite3.Error, path: Path) -> TerselyError:
    """The error in the user's words."""
    if disk_is_full(error, path):
        return DiskFull(
            f"The disk is full; the store {path} cannot take more answers.",
            hint="Free some space and run the same command again, or add --no-cache.",
        )
    if vars(error).get("sqlite_errorname") in ("SQLITE_CORRUPT", "SQLITE_NOTADB"):
        return TerselyError(
            f"The store {path} is damaged.", hint="Delete this file; only cached answers are lost."
        )
    remedy = "Check the rights of that folder, or add --no-cache."
    if has_no_locks(error):
        remedy = (
            "It may be on a network share: set XDG_CACHE_HOME to a folder of this machine, or add "
            "--no-cache."
        )
    return ConfigError(f"The store {path} cannot be used: {cause_of(error)}.", hint=remedy)

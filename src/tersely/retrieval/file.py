"""The SQLite file behind an index: made, and made again where it is damaged or of another version."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from ..errors import ConfigError, DiskFull, TerselyError
from ..files import PRIVATE, cause_of, disk_is_full

_VERSION = 2
_APPLICATION_ID = 0x7E125F  # beside the store's 0x7E125E
# `detail` stays full: without positions and content, bm25() of FTS5 is 0 for every row.
_SCHEMA = """
CREATE TABLE content (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE);
CREATE TABLE file (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    content INTEGER REFERENCES content, problem TEXT NOT NULL DEFAULT '');
CREATE INDEX file_content ON file (content);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY, content INTEGER NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL,
    place TEXT NOT NULL, heading TEXT NOT NULL, text TEXT NOT NULL);
CREATE INDEX passage_content ON passage (content);
CREATE VIRTUAL TABLE words USING fts5(
    terms, headings, content='', tokenize="unicode61 remove_diacritics 0 tokenchars '.,_'");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, row);
CREATE TABLE model (id INTEGER PRIMARY KEY, name TEXT NOT NULL, dimensions INTEGER NOT NULL,
    UNIQUE (name, dimensions));
CREATE TABLE vector (
    passage INTEGER NOT NULL, model INTEGER NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (model, passage)) WITHOUT ROWID;
"""


def connect(path: Path | None) -> sqlite3.Connection:
    """The index at `path`, made where there is none; None: in memory.

    Raises:
        OSError, sqlite3.Error: it cannot be used.
    """
    if path is None:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.executescript(_SCHEMA)
        return connection
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, PRIVATE))
    connection = sqlite3.connect(path, timeout=60, isolation_level=None)
    try:
        if not _is_current(connection):
            # Another version, or no index at all: it is made again from the files.
            connection.close()
            path.unlink()
            return connect(path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.OperationalError:
        connection.close()
        raise  # a lock, a full disk, missing rights: the file itself may be fine
    except sqlite3.DatabaseError:
        connection.close()
        path.unlink(missing_ok=True)
        return connect(path)
    return connection


def _is_current(connection: sqlite3.Connection) -> bool:
    """Whether the file is an index of this version; an empty file is made one."""
    application, version, tables = (
        connection.execute(question).fetchone()[0]
        for question in (
            "PRAGMA application_id",
            "PRAGMA user_version",
            "SELECT count(*) FROM sqlite_master",
        )
    )
    if (application, version, tables) == (0, 0, 0):
        connection.executescript(
            f"BEGIN; {_SCHEMA} PRAGMA application_id = {_APPLICATION_ID}; "
            f"PRAGMA user_version = {_VERSION}; COMMIT;"
        )
        return True
    return (application, version) == (_APPLICATION_ID, _VERSION)


def explained(error: OSError | sqlite3.Error, path: Path | None) -> TerselyError:
    """The error in the user's words."""
    if disk_is_full(error, path):
        return DiskFull(
            f"The disk is full; the index {path} cannot grow.",
            hint="Free some space and run the same command again.",
        )
    return ConfigError(
        f"The index {path} cannot be used: {cause_of(error)}.",
        hint="Check the rights of that folder, or add --no-cache.",
    )

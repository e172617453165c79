"""Answers of other stores, taken into this one: what several machines have paid for is theirs
together.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ConfigError, InputError, UsageError
from .file import APPLICATION_ID, SCHEMA_VERSION, explain
from .row import COLUMNS, answer_of
from .store import Store

# So many rows are one transaction: a batch that works on the store meanwhile waits for
# milliseconds.
ROWS_AT_ONCE = 500
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of the answers of one store: `added` here, `present` already, or `bad`: not what
    their checksum says. With `damaged` the file could be read in part only.
    """

    added: int = 0
    present: int = 0
    bad: int = 0
    damaged: bool = False


def merge(store: Store, source: Path) -> Merged:
    """Take the answers of the store at `source` (the file, or its folder) into `store`.

    Both may be in use. Rows are kept with the time at which they were written; the source stays as
    it is.

    Raises:
        InputError: there is no store.
        UsageError: it is this very store, or one of another version.
        ConfigError, TerselyError: one of them cannot be used; see Store.
    """
    path = source / store.path.name if source.is_dir() else source
    if not path.is_file():
        raise InputError(
            f"There is no store at {path}.",
            hint=f"Name the file {store.path.name} of another machine, or its folder.",
        )
    if os.path.samefile(path, store.path):
        raise UsageError(f"{path} is the cache itself.", hint="Name another store.")
    with closing(_opened(path)) as other:
        return _merge(store, other)


def _merge(store: Store, other: sqlite3.Connection) -> Merged:
    added = present = bad = 0
    rows = _rows(other)
    damaged = False
    while True:
        batch: list[tuple[Any, ...]] = []
        try:
            for row in rows:
                batch.append(row)
                if len(batch) == ROWS_AT_ONCE:
                    break
        except sqlite3.DatabaseError:
            damaged = True
        sound = [_dated(row) for row in batch if _is_sound(row)]
        new = store.add(sound)
        added, present = added + new, present + len(sound) - new
        bad += len(batch) - len(sound)
        if len(batch) < ROWS_AT_ONCE:
            return Merged(added, present, bad, damaged)


def _rows(other: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    """Rows as INSERT takes them: key, columns, time, checksum."""
    yield from other.execute(f"SELECT key, {COLUMNS}, at, checksum FROM answer")


def _is_sound(row: tuple[Any, ...]) -> bool:
    key, *columns, _, kept = row
    is_key = isinstance(key, bytes) and len(key) == KEY_BYTES
    return is_key and answer_of(key, (*columns, kept)) is not None


def _dated(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The row with the present as its time where it has none, or one of the future: the checksum
    does not hold it.
    """
    *before, at, kept = row
    now = time.time()
    is_time = isinstance(at, float) and 0 <= at <= now
    return (*before, at if is_time else now, kept)


def _opened(path: Path) -> sqlite3.Connection:
    """The store at `path`, to be read only."""
    # In a folder where nothing can be written sqlite cannot share a file with others; nobody else
    # writes there either.
    sealed = not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists()
    uri = f"{path.resolve().as_uri()}{'?immutable=1' if sealed else ''}"
    try:
        connection = sqlite3.connect(uri, uri=True, timeout=60, isolation_level=None)
    except sqlite3.Error as error:
        raise explain(error, path) from None
    connection.text_factory = bytes
    try:
        connection.execute("PRAGMA query_only = ON")
        application, version = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "user_version")
        )
    except sqlite3.Error as error:
        connection.close()
        raise ConfigError(
            f"{path} cannot be read as a store: {error}.", hint="Check the file."
        ) from None
    if (application, version) != (APPLICATION_ID, SCHEMA_VERSION):
        connection.close()
        raise UsageError(
            f"{path} is not a store of this version.",
            hint="Name an answers.sqlite that the same version of tersely has written.",
        )
    return connection

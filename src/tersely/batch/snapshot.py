"""The texts of a folder as they were at the last run: what `--since-last` compares with."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Self

from ..files import PRIVATE
from ..records import Document, Mark

NAME = "texts.sqlite"
Stamp = tuple[int, int]
"""Size and time of a file: while both are the same, nobody reads it again."""


class Snapshot:
    """The texts that were there, by the path of their file. Used under the lock of OUT."""

    def __init__(self, folder: Path) -> None:
        """Open the one in `folder`, or make it. One that is damaged is made anew: then all files
        are new.

        Raises:
            OSError, sqlite3.Error: it cannot be used.
        """
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / NAME
        path.touch(PRIVATE)
        try:
            self._prepare(path)
        except sqlite3.OperationalError:
            raise  # a lock, a full disk, missing rights
        except sqlite3.DatabaseError:
            path.unlink()
            self._prepare(path)

    def _prepare(self, path: Path) -> None:
        self._table = sqlite3.connect(path, isolation_level=None, timeout=10)
        self._table.execute(
            "CREATE TABLE IF NOT EXISTS text (path TEXT PRIMARY KEY, name TEXT NOT NULL, "
            "size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, document BLOB NOT NULL)"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._table.close()

    def stamps(self) -> dict[str, Stamp]:
        """Size and time of each file that was there."""
        rows = self._table.execute("SELECT path, size, mtime_ns FROM text")
        return {path: (size, mtime_ns) for path, size, mtime_ns in rows}

    def document(self, path: str) -> Document:
        """The text of a file as it was, under the name that it had."""
        name, blob = self._table.execute(
            "SELECT name, document FROM text WHERE path = ?", (path,)
        ).fetchone()
        values = json.loads(zlib.decompress(blob))
        marks = tuple(Mark(**mark) for mark in values["marks"])
        return Document(name, values["text"], media_type=values["media_type"], marks=marks)

    def put(self, documents: Mapping[str, tuple[Stamp, Document]], gone: Iterable[str]) -> None:
        """Keep these texts and forget those that are gone, all at once."""
        self._table.execute("BEGIN IMMEDIATE")
        self._table.executemany("DELETE FROM text WHERE path = ?", [(path,) for path in gone])
        for path, (stamp, document) in documents.items():
            values = {
                "text": document.text,
                "media_type": document.media_type,
                "marks": [asdict(mark) for mark in document.marks],
            }
            self._table.execute(
                "INSERT OR REPLACE INTO text VALUES (?, ?, ?, ?, ?)",
                (path, document.name, *stamp, zlib.compress(json.dumps(values).encode())),
            )
        self._table.execute("COMMIT")

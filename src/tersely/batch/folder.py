"""The OUT of a batch: a folder of this machine, or objects below a URL."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import unicodedata
from collections.abc import Callable
from contextlib import closing
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Protocol

from ..files import Content, replace_file
from ..storage import Storage
from .shards import FOLDER, TABLE, Shard, shards_of, table_folder

Write = Callable[[Path, Content], None]


class Folder(Protocol):
    """Where summaries go. `name` is what the user calls it; `state` is the folder of this machine
    with the job table.
    """

    name: str
    state: Path

    def begin(self, shard: Shard | None) -> None:
        """Get what another machine has left of the job table, where this one has none."""
        ...

    def end(self, shard: Shard | None) -> None:
        """Leave the job table, closed, for other machines."""
        ...

    def exists(self, output: str) -> bool:
        """Whether a summary is there."""
        ...

    def spelled(self, output: str) -> str:
        """The same for all names that the disk takes for one: some do not tell "A" from "a"."""
        ...

    def is_another(self, output: str) -> bool:
        """Whether what is there has another spelling, so that it is not that summary."""
        ...

    def put(self, output: str, content: Content) -> None:
        """Replace a file in one step."""
        ...


class LocalFolder:
    """A Folder of this machine. `write` replaces one file."""

    def __init__(self, path: Path, write: Write = replace_file) -> None:
        self.path, self.name, self.state = path, str(path), path / FOLDER
        self._write = write

    def begin(self, shard: Shard | None) -> None:
        """Nothing: the table lies in the folder itself."""

    def end(self, shard: Shard | None) -> None:
        """Nothing: the table lies in the folder itself."""

    def exists(self, output: str) -> bool:
        return os.path.exists(self.path / output)

    @cached_property
    def _ignores_case(self) -> bool:
        return (self.path / FOLDER.upper()).exists()

    def spelled(self, output: str) -> str:
        return unicodedata.normalize("NFC", output).casefold() if self._ignores_case else output

    def is_another(self, output: str) -> bool:
        if not self._ignores_case or not self.exists(output):
            return False
        folder = self.path
        for part in PurePosixPath(output).parts:
            if part not in os.listdir(folder):
                return True
            folder /= part
        return False

    def put(self, output: str, content: Content) -> None:
        target = self.path / output
        target.parent.mkdir(parents=True, exist_ok=True)
        self._write(target, content)


class RemoteFolder:
    """A Folder of objects below a URL; its job table is below `states` and a copy of it, of the end
    of each run, beside the objects.

    The objects that are there are listed once, page by page, into a temporary file: to ask for each
    would take hours where this takes minutes.
    """

    def __init__(self, url: str, states: Path) -> None:
        self.name = url.rstrip("/")
        self.state = states / hashlib.sha256(self.name.encode()).hexdigest()[:32]
        self._storage = Storage(self.name)
        self._present: sqlite3.Connection | None = None
        self._taken_over: list[str] = []

    def begin(self, shard: Shard | None) -> None:
        self.state.mkdir(parents=True, exist_ok=True)
        # The table has the names of the files and the text of their summaries.
        self.state.chmod(0o700)
        if not (table_folder(self.state, shard) / TABLE).exists():
            self._get(shard)
        if shard is None:
            folder = Storage(f"{self.name}/{FOLDER}")
            for item in folder.items():
                part = Shard.of_folder(item.name.removesuffix(f"/{TABLE}"))
                # The copy of a shard that ended here is no newer than the table of it.
                if part and (part in shards_of(self.state) or self._get(part)):
                    self._taken_over.append(f"{FOLDER}/{item.name}")

    def _get(self, shard: Shard | None) -> bool:
        table = table_folder(self.state, shard) / TABLE
        table.parent.mkdir(parents=True, exist_ok=True)
        partial = table.with_suffix(".part")
        there = self._storage.download(self._place(table), partial)
        if there:
            os.replace(partial, table)
        return there

    def end(self, shard: Shard | None) -> None:
        table = table_folder(self.state, shard) / TABLE
        copy = table.with_suffix(".copy")
        copy.unlink(missing_ok=True)
        # Not the file itself: a part of it may still be in its log.
        with closing(sqlite3.connect(table)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        self._storage.upload(self._place(table), copy)
        copy.unlink()
        while self._taken_over:
            self._storage.delete(self._taken_over.pop())

    def exists(self, output: str) -> bool:
        if self._present is None:
            self._present = self._listed()
        question = "SELECT 1 FROM object WHERE name=?"
        return self._present.execute(question, (output,)).fetchone() is not None

    def spelled(self, output: str) -> str:
        return output

    def is_another(self, output: str) -> bool:
        del output
        return False

    def put(self, output: str, content: Content) -> None:
        if isinstance(content, str):
            self._storage.put(output, content.encode("utf-8"))
            return
        gathered = self.state / "upload.part"
        try:
            replace_file(gathered, content)
            self._storage.upload(output, gathered)
        finally:
            gathered.unlink(missing_ok=True)

    def _place(self, table: Path) -> str:
        return f"{FOLDER}/{table.relative_to(self.state).as_posix()}"

    def _listed(self) -> sqlite3.Connection:
        present = sqlite3.connect("")  # a temporary file, which sqlite deletes
        present.execute("CREATE TABLE object (name TEXT PRIMARY KEY)")
        rows = ((item.name,) for item in self._storage.items())
        present.executemany("INSERT OR IGNORE INTO object VALUES (?)", rows)
        return present

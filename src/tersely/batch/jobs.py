"""The job table of one output folder: which file was summarized from what, with which settings, and
how it ended.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

from ..documents import legible
from ..errors import ConfigError, DiskFull, TerselyError
from ..files import cause_of, disk_is_full, has_no_locks
from ..records import Document
from ..storage import is_remote
from .folder import Folder, LocalFolder
from .lock import OutLock
from .names import Found
from .rows import Row, RowFlag
from .shards import TABLE, Shard, shards_of, table_folder

VERSION = 2
COMMIT_EVERY = 2000
WRITTEN_COLUMNS = (
    "path, size, mtime_ns, settings, hash, status, detail, output, cost_usd, read_share, words, "
    "title, seen, model, flags, text"
)
PLACES = ",".join("?" * (WRITTEN_COLUMNS.count(",") + 1))
SCHEMA = """
CREATE TABLE IF NOT EXISTS job (
    path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, settings BLOB, hash BLOB, status TEXT, detail TEXT,
    output TEXT, cost_usd REAL, read_share REAL, words INTEGER, title TEXT, seen INTEGER,
    model TEXT DEFAULT '', flags TEXT DEFAULT '[]', text TEXT DEFAULT ''
);
CREATE INDEX IF NOT EXISTS job_output ON job (output);
"""
# A table of version 1 has all but these; its summaries stand, and stay without them until they are
# written again.
SINCE_VERSION_1 = ("model TEXT DEFAULT ''", "flags TEXT DEFAULT '[]'", "text TEXT DEFAULT ''")


def unwritable(out: Folder, error: OSError | sqlite3.Error) -> TerselyError:
    """The error of an OUT that takes nothing more, or of its table; the summaries that stand there
    are whole.
    """
    again = "run the same command again; answers that are stored are not paid twice."
    if disk_is_full(error, out.state / TABLE):
        return DiskFull(
            f"The disk is full; {out.name} takes nothing more.", hint=f"Make room and {again}"
        )
    if isinstance(error, sqlite3.Error) and not isinstance(error, sqlite3.OperationalError):
        return ConfigError(
            f"The job table of {out.name} is damaged: {error}.",
            hint=f"Delete {out.state} and {again}",
        )
    remedy = f"Check the folder and {again}"
    if has_no_locks(error):
        remedy = "It may be a network share: choose another -o, on a disk of this machine."
    return ConfigError(f"{out.name} cannot be written to: {cause_of(error)}.", hint=remedy)


def digest_of(document: Document) -> bytes:
    """The content of a file as the table knows it."""
    return hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).digest()


class Jobs:
    """The table of one OUT (or of one shard of it), with the lock that keeps a second batch out.

    Shards have tables of their own, which the next run over the whole OUT takes over; until then
    each looks up in the table of the whole what it does not know itself.
    """

    def __init__(
        self, out: Folder | Path, *, shard: Shard | None = None, read_only: bool = False
    ) -> None:
        """Open or create it. Read only, it needs no lock and learns nothing.

        Raises:
            UsageError: another batch is at work on OUT.
            ConfigError: OUT or its table cannot be written or is of another version.
            DiskFull: there is no room for it.
        """
        self.out: Folder = LocalFolder(out) if isinstance(out, Path) else out
        self.shard, self.folder = shard, table_folder(self.out.state, shard)
        self._lock = OutLock(self.out.name, self.out.state, shard)
        self._read_only = read_only
        self._pending = 0
        self._claimed: dict[str, str] = {}
        self._others: list[sqlite3.Connection] = []
        try:
            if not read_only:
                self._lock.acquire()
                self.out.begin(shard)
            self._table = sqlite3.connect(
                self.folder / TABLE if self.folder.exists() else ":memory:",
                isolation_level=None,
                timeout=10,
            )
            self._prepare()
            self._look_beside()
        except (OSError, sqlite3.Error) as error:
            raise unwritable(self.out, error) from None

    @staticmethod
    def exist(out: Folder | Path) -> bool:
        """Whether a batch of this machine ever worked on `out`."""
        state = LocalFolder(out).state if isinstance(out, Path) else out.state
        return (state / TABLE).exists() or bool(shards_of(state))

    def _prepare(self) -> None:
        version = self._table.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise ConfigError(
                f"The job table of {self.out.name} is of another version.",
                hint="Choose another -o.",
            )
        if self._read_only:
            if not version:
                self._table.executescript(SCHEMA)
            # Not mode=ro: such a connection leaves its -wal and -shm files behind.
            self._table.execute("PRAGMA query_only=ON")
            return
        self._table.execute("PRAGMA journal_mode=WAL")
        self._table.execute("PRAGMA synchronous=NORMAL")
        if version == 1:
            for column in SINCE_VERSION_1:
                self._table.execute(f"ALTER TABLE job ADD COLUMN {column}")
        self._table.executescript(SCHEMA)
        self._table.execute(f"PRAGMA user_version={VERSION}")
        for shard in () if self.shard else shards_of(self.out.state):
            self._take_over(table_folder(self.out.state, shard) / TABLE)
        self._table.execute("UPDATE job SET seen=0")

    def _take_over(self, table: Path) -> None:
        """The rows of a shard that has ended; they are newer than those of the whole."""
        self._table.execute("ATTACH ? AS shard", (str(table),))
        self._table.execute(
            f"INSERT OR REPLACE INTO job ({WRITTEN_COLUMNS}) SELECT {WRITTEN_COLUMNS} FROM shard.job"
        )
        self._table.execute("DETACH shard")
        table.unlink()

    def _look_beside(self) -> None:
        """Open the tables that know what this one may not."""
        if self.shard:
            beside = [self.out.state / TABLE]
        elif self._read_only:
            shards = shards_of(self.out.state)
            beside = [table_folder(self.out.state, shard) / TABLE for shard in shards]
        else:
            return
        for table in beside:
            if table.exists():
                other = sqlite3.connect(table, isolation_level=None, timeout=10)
                other.execute("PRAGMA query_only=ON")
                self._others.append(other)

    def _known(self, path: str) -> tuple[Any, ...] | None:
        """Size, time, settings, hash, status and output of a file's last summary."""
        statement = f"SELECT {WRITTEN_COLUMNS} FROM job WHERE path=?"
        row: tuple[Any, ...] | None
        row = self._table.execute(statement, (key_of(path),)).fetchone()
        for other in self._others if row is None else ():
            row = other.execute(statement, (key_of(path),)).fetchone()
            if row:
                self._change(f"INSERT INTO job ({WRITTEN_COLUMNS}) VALUES ({PLACES})", row)
                break
        return (*row[1:6], row[7]) if row else None

    def current(self, file: Found, settings: bytes) -> bool:
        """True when the file's summary stands: the same size, time and settings as when it was
        written whole.
        """
        row = self._known(file.path)
        if row is None or row[4] != "written":
            return False
        if row[:3] != (file.size, file.mtime_ns, settings):
            return False
        if not self.out.exists(row[5]):
            return False
        self._change("UPDATE job SET seen=1 WHERE path=?", (key_of(file.path),))
        return True

    def standing(self, file: Found, settings: bytes) -> bytes:
        """The digest of the content whose summary stands, made with these settings; b"" for none."""
        row = self._known(file.path)
        if row is None or (row[2], row[4]) != (settings, "written") or not self.out.exists(row[5]):
            return b""
        return bytes(row[3])

    def same_content(self, file: Found, settings: bytes, digest: bytes) -> bool:
        """True when only the time of the file changed; the table then learns the new one."""
        row = self._known(file.path)
        if row is None or row[2:5] != (settings, digest, "written"):
            return False
        if not self.out.exists(row[5]):
            return False
        values = (file.size, file.mtime_ns, key_of(file.path))
        self._change("UPDATE job SET size=?, mtime_ns=?, seen=1 WHERE path=?", values)
        return True

    def check_there(self) -> None:
        """Raises ConfigError: OUT was moved or deleted, and what is written would be lost."""
        self._lock.check_there()

    def claim(self, file: Found, suffix: str) -> str:
        """Where the summary of `file` goes, relative to OUT: its target, unless that is another
        source's output.

        Raises:
            ConfigError: OUT was moved or deleted.
        """
        self.check_there()
        key = key_of(file.path)
        output = file.target + suffix
        if self._is_taken(output, key, file.path):
            mark = hashlib.sha256(key.encode()).hexdigest()[:8]
            output = f"{file.target}~{mark}{suffix}"
        return output

    def _is_taken(self, output: str, key: str, path: str) -> bool:
        """Whether a file of OUT is of another source, by the table, by what is there, or by this
        run.
        """
        query = "SELECT path FROM job WHERE output=? AND path<>?"
        if self._table.execute(query, (output, key)).fetchone():
            return True
        known = self._known(path)
        is_ours = known is not None and known[5] == output
        if not is_ours and self.out.is_another(output):
            return True
        return self._claimed.setdefault(self.out.spelled(output), key) != key

    def put(
        self, row: Row, file: Found | None = None, settings: bytes = b"", digest: bytes = b""
    ) -> None:
        """Store how a file ended, at once: its output stands before this is called.

        Raises:
            TerselyError: OUT is full.
        """
        self._flush()
        self._claimed.pop(self.out.spelled(row.output), None)
        size, mtime_ns = (file.size, file.mtime_ns) if file else (0, 0)
        self._execute(
            f"INSERT OR REPLACE INTO job ({WRITTEN_COLUMNS}) VALUES ({PLACES})",
            (
                key_of(row.path),
                size,
                mtime_ns,
                settings,
                digest,
                row.status,
                legible(row.detail),
                row.output,
                row.cost_usd,
                row.read_share,
                row.words,
                legible(row.title),
                True,
                row.model,
                json.dumps([astuple(flag) for flag in row.flags]),
                legible(row.text),
            ),
        )

    def rows(
        self, *statuses: str, seen: bool | None = None, with_text: bool = True
    ) -> Iterator[Row]:
        """The rows with these statuses, by path; `seen` False gives those whose source is gone.
        They are many: whoever needs no summary takes them without their text, and nobody all at
        once.
        """
        self._flush()
        columns = "path, status, detail, output, cost_usd, read_share, words, title, model, flags"
        text = "text" if with_text else "''"
        where = _where(statuses, seen)
        query = f"SELECT {columns}, {text}, seen FROM job WHERE {where} ORDER BY path"
        here = legible(os.path.join(os.getcwd(), ""))
        for path, *facts, flags, summary, met in self._table.execute(query, statuses):
            # Most rows have none.
            pairs = json.loads(flags) if flags != "[]" else ()
            row_flags = tuple(RowFlag(*pair) for pair in pairs)
            values = (path.removeprefix(here), *facts, row_flags, summary, bool(met))
            yield Row(*values)

    def count(self, *statuses: str, seen: bool | None = None) -> int:
        """How many rows `rows` gives."""
        self._flush()
        query = f"SELECT count(*) FROM job WHERE {_where(statuses, seen)}"
        return int(self._table.execute(query, statuses).fetchone()[0])

    def counts(self) -> dict[str, int]:
        """How many rows have each status."""
        self._flush()
        return dict(self._table.execute("SELECT status, count(*) FROM job GROUP BY status"))

    def close(self) -> None:
        """Commit, leave the table where other machines find it, and free the lock."""
        try:
            self._flush()
            if not self._read_only:
                self.out.end(self.shard)
        finally:
            for connection in (self._table, *self._others):
                connection.close()
            self._lock.release()

    def _change(self, statement: str, values: tuple[object, ...]) -> None:
        """Marks of an unchanged file are grouped: 200,000 of them are a few commits."""
        if self._read_only:
            return
        if not self._pending:
            self._execute("BEGIN")
        self._execute(statement, values)
        self._pending += 1
        if self._pending >= COMMIT_EVERY:
            self._flush()

    def _flush(self) -> None:
        if self._pending:
            self._pending = 0
            self._execute("COMMIT")

    def _execute(self, statement: str, values: tuple[object, ...] = ()) -> None:
        try:
            self._table.execute(statement, values)
        except sqlite3.Error as error:
            raise unwritable(self.out, error) from None


def _where(statuses: tuple[str, ...], seen: bool | None) -> str:
    """The condition of the rows with these statuses, for which a question has places."""
    marks = ",".join("?" * len(statuses)) or "status"
    return f"status IN ({marks})" + ("" if seen is None else f" AND seen={int(seen)}")


def key_of(path: str) -> str:
    """The same file is the same row, from whatever folder it is named."""
    return legible(path if is_remote(path) else os.path.abspath(path))

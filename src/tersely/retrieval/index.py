"""The index of a set of files, in one SQLite file: passages, their words (FTS5) and their vectors.

Each file is committed whole, together with all that is known of it, so that whatever ends the
program leaves no half of one; what is missing is what `missing` finds. Texts are kept by a hash of
their bytes: a file that was renamed, or stands in two places, is indexed once. The words are those
of `language.terms` (stems; pairs of characters in scripts without spaces), so that a question in
any script finds what it should.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from ..language.words import terms
from .file import connect, explained
from .packing import packed
from .passages import Passage

# What heads a section weighs more than what stands in it: the usual factor for titles.
_HEADING_WEIGHT = 2.0
# A word that more of the passages hold tells little and takes long; it counts where all words are
# so.
_FREQUENT_SHARE = 0.2
_MOST_TERMS = 64


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it is on the disk."""

    path: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """A file of the index; `problem` says why its text is not in it."""

    path: str
    content: int | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """What an index lacks: files that are new or have changed, and those that are gone."""

    outdated: tuple[FileState, ...]
    gone: tuple[str, ...]


class Index:
    """One open index, used from one thread."""

    def __init__(self, path: Path | None) -> None:
        """The index at `path`, made where there is none; None for one in memory only.

        Raises:
            ConfigError: the file cannot be used.
        """
        self.path = path
        try:
            self._connection = connect(path)
        except (OSError, sqlite3.Error) as error:
            raise explained(error, path) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Commit what was added, then close."""
        with self._explaining():
            if self._connection.in_transaction:
                self._connection.execute("COMMIT")
            self._connection.close()

    def missing(self, files: Sequence[FileState]) -> Missing:
        """Which of the files are not in the index as they are now, and which no longer exist."""
        known = {
            path: (size, mtime_ns)
            for path, size, mtime_ns in self._rows("SELECT path, size, mtime_ns FROM file")
        }
        outdated = [file for file in files if known.get(file.path) != (file.size, file.mtime_ns)]
        present = {file.path for file in files}
        return Missing(tuple(outdated), tuple(path for path in known if path not in present))

    def holds(self, digest: bytes) -> bool:
        """Whether the text with this digest is in the index."""
        return bool(self._rows("SELECT 1 FROM content WHERE digest = ?", (digest,)))

    def put(self, file: FileState, digest: bytes, passages: Iterable[Passage]) -> None:
        """Keep a file with its text; `passages` are not asked for where the text is known."""
        with self._explaining():
            self._begin()
            row = self._one("SELECT id FROM content WHERE digest = ?", (digest,))
            content = row[0] if row else self._add(digest, passages)
            self._replace(file, content, "")

    def put_problem(self, file: FileState, problem: str) -> None:
        """Keep that a file has no text that can be read."""
        with self._explaining():
            self._begin()
            self._replace(file, None, problem)

    def drop(self, paths: Iterable[str]) -> None:
        """Forget files, and the texts that no other file has."""
        with self._explaining():
            self._begin()
            for path in paths:
                self._forget(path)

    def commit(self) -> None:
        """Make lasting what was added."""
        with self._explaining():
            if self._connection.in_transaction:
                self._connection.execute("COMMIT")

    def files(self) -> list[IndexedFile]:
        """All files, by path."""
        rows = self._rows("SELECT path, content, problem FROM file ORDER BY path")
        return [IndexedFile(*row) for row in rows]

    def contents(self) -> frozenset[int]:
        """The numbers of all texts."""
        return frozenset(row[0] for row in self._rows("SELECT id FROM content"))

    def passage_counts(self) -> dict[int, int]:
        """How many passages each text has."""
        return dict(self._rows("SELECT content, count(*) FROM passage GROUP BY content"))

    def passages(self, numbers: Iterable[int]) -> dict[int, tuple[int, Passage]]:
        """(content, passage) of these numbers."""
        by_number: dict[int, tuple[int, Passage]] = {}
        for batch in _batches(list(numbers), 500):
            marks = ",".join("?" * len(batch))
            query = (
                "SELECT id, content, start, stop, text, heading, place FROM passage "
                f"WHERE id IN ({marks})"
            )
            for number, content, *columns in self._rows(query, batch):
                by_number[number] = (content, Passage(*columns))
        return by_number

    def bm25(self, question: str, count: int, contents: frozenset[int] | None) -> dict[int, float]:
        """The best passages by BM25 over the stems of the question, the best first, with their
        scores.

        `contents` are the texts that may be chosen from, None for all.
        """
        query_terms = self._telling(list(dict.fromkeys(terms(question)))[:_MOST_TERMS])
        if not query_terms:
            return {}
        query = " OR ".join(f'"{term}"' for term in query_terms)
        # Among many texts a few are looked for far down the list.
        limit = count if contents is None else -1
        rows = self._rows(
            f"SELECT rowid, -bm25(words, 1.0, {_HEADING_WEIGHT}) AS score FROM words "
            "WHERE words MATCH ? ORDER BY score DESC LIMIT ?",
            (query, limit),
        )
        if contents is not None:
            allowed = self.numbers_of(contents)
            rows = [row for row in rows if row[0] in allowed][:count]
        return dict(rows)

    def numbers_of(self, contents: Iterable[int]) -> set[int]:
        """The numbers of all passages of these texts."""
        numbers: set[int] = set()
        for batch in _batches(list(contents), 500):
            marks = ",".join("?" * len(batch))
            numbers |= {
                row[0]
                for row in self._rows(f"SELECT id FROM passage WHERE content IN ({marks})", batch)
            }
        return numbers

    def model_number(self, name: str, dimensions: int) -> int:
        """The number of an embedding model in this index. The same name with vectors of another
        length is another model: their vectors are never compared.
        """
        with self._explaining():
            self._begin()
            self._connection.execute(
                "INSERT OR IGNORE INTO model (name, dimensions) VALUES (?, ?)", (name, dimensions)
            )
            row = self._one(
                "SELECT id FROM model WHERE name = ? AND dimensions = ?", (name, dimensions)
            )
        self.commit()  # no other command waits for a service that is asked next
        assert row is not None
        return int(row[0])

    def model_numbers(self, name: str) -> list[int]:
        """The numbers of a model that this index has vectors of, for each length of them."""
        return [row[0] for row in self._rows("SELECT id FROM model WHERE name = ?", (name,))]

    def without_vector(self, models: Sequence[int], contents: Iterable[int]) -> list[int]:
        """The passages of these texts that have no vector of any of these models."""
        left = self.numbers_of(contents)
        for model in models:
            rows = self._rows("SELECT passage FROM vector WHERE model = ?", (model,))
            left.difference_update(row[0] for row in rows)
        return sorted(left)

    def put_vectors(
        self, model: int, numbers: Sequence[int], vectors: Sequence[Sequence[float]]
    ) -> None:
        """Keep the vectors of these passages, committed: they were paid."""
        rows = [
            (number, model, packed(vector)) for number, vector in zip(numbers, vectors, strict=True)
        ]
        with self._explaining():
            self._begin()
            self._connection.executemany(
                "INSERT OR REPLACE INTO vector (passage, model, value) VALUES (?, ?, ?)", rows
            )
        self.commit()

    def vectors(self, model: int) -> tuple[list[int], bytes]:
        """All passages with a vector of this model, and these one behind the other as 32-bit
        floats.
        """
        with self._explaining():
            rows = self._connection.execute(
                "SELECT passage, value FROM vector WHERE model = ? ORDER BY passage", (model,)
            )
            numbers: list[int] = []
            values = bytearray()
            for number, value in rows:
                numbers.append(number)
                values += value
        return numbers, bytes(values)

    def _telling(self, query_terms: Sequence[str]) -> list[str]:
        """The terms without those that much of the index holds, unless all are like that."""
        total = self._one("SELECT count(*) FROM passage")
        counts = {
            term: row[0]
            if (row := self._one("SELECT doc FROM vocabulary WHERE term = ?", (_spelled(term),)))
            else 0
            for term in query_terms
        }
        most = _FREQUENT_SHARE * (total[0] if total else 0)
        rare = [_spelled(term) for term in query_terms if 0 < counts[term] <= most]
        return rare or [_spelled(term) for term in query_terms if counts[term]]

    def _add(self, digest: bytes, passages: Iterable[Passage]) -> int:
        execute = self._connection.execute
        content = execute("INSERT INTO content (digest) VALUES (?)", (digest,)).lastrowid or 0
        for passage in passages:
            number = execute(
                "INSERT INTO passage (content, start, stop, place, heading, text) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (
                    content,
                    passage.start,
                    passage.end,
                    passage.place,
                    passage.heading,
                    passage.text,
                ),
            ).lastrowid
            execute(
                "INSERT INTO words (rowid, terms, headings) VALUES (?, ?, ?)",
                (number, _words(passage.text), _words(passage.heading)),
            )
        return content

    def _replace(self, file: FileState, content: int | None, problem: str) -> None:
        """The row of a file; the text that it had goes where no other file has it."""
        self._forget(file.path, keep=content)
        self._connection.execute(
            "INSERT INTO file (path, size, mtime_ns, content, problem) VALUES (?, ?, ?, ?, ?)",
            (file.path, file.size, file.mtime_ns, content, problem),
        )

    def _forget(self, path: str, keep: int | None = None) -> None:
        execute = self._connection.execute
        row = self._one("SELECT content FROM file WHERE path = ?", (path,))
        execute("DELETE FROM file WHERE path = ?", (path,))
        content = row[0] if row else None
        if content is None or content == keep:
            return
        if self._one("SELECT 1 FROM file WHERE content = ?", (content,)):
            return
        rows = self._rows("SELECT id, text, heading FROM passage WHERE content = ?", (content,))
        for number, text, heading in rows:
            execute(
                "INSERT INTO words (words, rowid, terms, headings) VALUES ('delete', ?, ?, ?)",
                (number, _words(text), _words(heading)),
            )
            execute("DELETE FROM vector WHERE passage = ?", (number,))
        execute("DELETE FROM passage WHERE content = ?", (content,))
        execute("DELETE FROM content WHERE id = ?", (content,))

    def _begin(self) -> None:
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")

    def _one(self, query: str, values: Sequence[object] = ()) -> tuple[Any, ...] | None:
        rows = self._rows(query, values)
        return rows[0] if rows else None

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._explaining():
            return self._connection.execute(query, values).fetchall()

    @contextlib.contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise explained(error, self.path) from None


def digest_of(data: bytes, reading: str) -> bytes:
    """Changes with the bytes of a file and with how they are read (encoding, recognition)."""
    return hashlib.sha256(reading.encode() + b"\0" + data).digest()


def _words(text: str) -> str:
    return " ".join(map(_spelled, terms(text)))


def _spelled(term: str) -> str:
    """A term as the tokenizer of FTS5 takes it: one token."""
    return "".join(c if c.isalnum() or c in ".,_" else "_" for c in term)


def _batches(values: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]

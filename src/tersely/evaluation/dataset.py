"""A data set: documents with one or more reference summaries each."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..language.words import count_words


@dataclass(frozen=True, slots=True)
class Row:
    """One document and its references, at least one."""

    id: str
    document: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """What is told before anything is spent. Words are means over the rows."""

    rows: int
    document_words: float
    reference_words: float
    references: float


def read_rows(
    path: Path,
    *,
    document: str = "document",
    summaries: str = "summaries",
    identity: str = "id",
    limit: int | None = None,
) -> tuple[Row, ...]:
    """JSONL (one object a line) or, by its suffix, CSV with a header. The arguments name the
    columns.

    A column of summaries holds one text or a list of texts; a row without an id gets its number.

    Raises:
        InputError: the file cannot be read, is not UTF-8, a line is no object or lacks a column, or
        an id occurs twice.
    """
    records = _csv_records(path) if path.suffix.lower() == ".csv" else _json_records(path)
    rows = []
    for number, record in islice(records, limit):
        text, references = record.get(document), record.get(summaries)
        references = [references] if isinstance(references, str) else references
        if not isinstance(text, str) or not text.strip():
            raise InputError(
                f"{path}, row {number}: no text in {document!r}", hint=_columns_hint(record)
            )
        if (
            not isinstance(references, list)
            or not references
            or not all(isinstance(r, str) for r in references)
        ):
            raise InputError(
                f"{path}, row {number}: no summaries in {summaries!r}", hint=_columns_hint(record)
            )
        rows.append(Row(str(record.get(identity, number)), text, tuple(references)))
    return _checked(path, rows)


def read_pair(documents: Path, references: Path, *, limit: int | None = None) -> tuple[Row, ...]:
    """Two text files with one document and one reference on each line.

    Raises:
        InputError: a file cannot be read, or they differ in their number of lines.
    """
    texts, reference_lines = _lines(documents), _lines(references)
    if len(texts) != len(reference_lines):
        raise InputError(
            f"{documents} has {len(texts)} lines and {references} has {len(reference_lines)}",
            hint="Line n of both must belong together.",
        )
    pairs = islice(zip(texts, reference_lines, strict=True), limit)
    return _checked(
        documents, [Row(str(n), text, (reference,)) for n, (text, reference) in enumerate(pairs, 1)]
    )


def describe_rows(rows: Sequence[Row]) -> DatasetFacts:
    """Rows, and mean words of documents and references."""
    references = [reference for row in rows for reference in row.references]
    return DatasetFacts(
        rows=len(rows),
        document_words=sum(count_words(row.document) for row in rows) / len(rows),
        reference_words=sum(map(count_words, references)) / len(references),
        references=len(references) / len(rows),
    )


def _json_records(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if not isinstance(record, dict):
            raise InputError(
                f"{path}, line {number}: no JSON object",
                hint='One {"id", "document", "summaries"} a line.',
            )
        yield number, record


def _csv_records(path: Path) -> Iterable[tuple[int, Mapping[str, Any]]]:
    return enumerate(csv.DictReader(_text(path).splitlines(keepends=True)), 1)


def _lines(path: Path) -> list[str]:
    # Not splitlines(): a document on one line may hold U+2028 or a form feed.
    return _text(path).removesuffix("\n").split("\n")


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}", hint="Check the path.") from None
    except UnicodeDecodeError:
        raise InputError(
            f"{path} is not UTF-8", hint="Convert it first, e.g. with iconv."
        ) from None


def _columns_hint(record: Mapping[str, Any]) -> str:
    return f"The row has {', '.join(map(repr, record))}; name yours with --document-column and --summary-column."


def _checked(path: Path, rows: list[Row]) -> tuple[Row, ...]:
    if not rows:
        raise InputError(
            f"{path} holds no rows", hint='One {"id", "document", "summaries"} a line.'
        )
    if len({row.id for row in rows}) < len(rows):
        raise InputError(f"{path} holds an id twice", hint="Every row needs its own id.")
    return tuple(rows)

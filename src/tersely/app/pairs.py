"""Summaries with what they were made of: from a JSONL file, from two folders, or from one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError

SUMMARY_MARKS = (".sum", ".summary")
"""What stands before the suffix of a summary that lies beside its source: report.sum.md"""
_SUFFIXES = (".md", ".txt")
_SUMMARY_KEYS = ("summary", "claim", "answer")
_SOURCE_KEYS = ("source", "document", "text")


@dataclass(frozen=True, slots=True)
class Pair:
    """A summary and its source, each as text (`*_text`) or as a path that is yet to be read."""

    name: str
    summary_path: str = ""
    source_path: str = ""
    summary_text: str = ""
    source_text: str = ""


def is_many(summary: str) -> bool:
    """Whether this INPUT holds many summaries: a folder, or lines of JSON."""
    path = Path(summary)
    return path.is_dir() or (path.suffix.lower() == ".jsonl" and path.is_file())


def pairs(summary: str, source: str | None) -> Iterator[Pair]:
    """The pairs of a JSONL file, of a folder of summaries and the folder (or the one file) of their
    sources, or of one folder that holds both.

    Raises:
        InputError: a line is not such a row, a summary has no source or several, or there are none.
    """
    path = Path(summary)
    if path.is_dir():
        listed = list(_of_folders(path, Path(source) if source else None))
    else:
        listed = list(_of_lines(path))
    if not listed:
        raise InputError(
            f"There are no summaries in {summary!r}.",
            hint="Summaries end in .md or .txt; beside their sources in .sum.md or .summary.md.",
        )
    return iter(listed)


def _of_lines(path: Path) -> Iterator[Pair]:
    """Rows {"summary": ..., "source": ...}, each a text; {"summary_file", "source_file"} are paths
    from the folder of the JSONL file.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise InputError(f"{path} cannot be read.", hint="It must be UTF-8.") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            raise InputError(f"{path}, line {number} is not JSON.", hint=_ROW_HINT) from None
        if not isinstance(row, Mapping):
            raise InputError(f"{path}, line {number} is not a JSON object.", hint=_ROW_HINT)
        yield _row(row, path, number)


_ROW_HINT = 'One object a line, e.g. {"summary": "...", "source": "..."}'


def _row(row: Mapping[str, Any], path: Path, number: int) -> Pair:
    summary, source = _text(row, _SUMMARY_KEYS), _text(row, _SOURCE_KEYS)
    summary_file, source_file = _text(row, ("summary_file",)), _text(row, ("source_file",))
    if not (summary or summary_file) or not (source or source_file):
        raise InputError(f"{path}, line {number} lacks a summary or a source.", hint=_ROW_HINT)
    given = row.get("id")
    name = str(given) if isinstance(given, str | int) else summary_file or f"line {number}"
    return Pair(
        name,
        summary_path=str(path.parent / summary_file) if summary_file else "",
        source_path=str(path.parent / source_file) if source_file else "",
        summary_text=summary,
        source_text=source,
    )


def _text(row: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    values = (row.get(key) for key in keys)
    return next((value for value in values if isinstance(value, str) and value.strip()), "")


def _of_folders(folder: Path, sources: Path | None) -> Iterator[Pair]:
    within = sources or folder
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        is_marked = _marked_stem(path) is not None
        if path.suffix.lower() not in _SUFFIXES or (sources is None and not is_marked):
            continue
        relative = path.relative_to(folder)
        if within.is_file():
            source = within
        else:
            source = _source_of(relative, within, path)
        yield Pair(str(relative), summary_path=str(path), source_path=str(source))


def _source_of(relative: Path, within: Path, summary: Path) -> Path:
    """The source of a summary: a/report.pdf of a/report.pdf.md, a/report.md or a/report.sum.md."""
    stems = [relative.with_suffix("").name, relative.name]
    if marked := _marked_stem(relative):
        stems.insert(0, marked)
    place = within / relative.parent
    beside = [path for path in sorted(place.glob("*")) if path.is_file() and path != summary]
    candidates = [path for path in beside if _marked_stem(path) is None]
    for stem in stems:
        if (exact := place / stem) in candidates:
            return exact
    for stem in stems:
        same = [path for path in candidates if path.stem == stem]
        if len(same) == 1:
            return same[0]
        if same:
            names = ", ".join(path.name for path in same)
            raise InputError(
                f"{summary} has several possible sources: {names}.",
                hint="Name the pairs in a JSONL file with summary_file and source_file.",
            )
    raise InputError(
        f"{summary} has no source in {place}.",
        hint="A source has the same name without the ending of the summary: report.pdf of "
        "report.pdf.md or report.sum.md. Or name the pairs in a JSONL file.",
    )


def _marked_stem(path: Path) -> str | None:
    """ "report" of report.sum.md; None of a file that is not marked as a summary."""
    stem = path.stem
    for mark in SUMMARY_MARKS:
        if stem.lower().endswith(mark) and len(stem) > len(mark):
            return stem[: -len(mark)]
    return None

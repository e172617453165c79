"""The last summaries of this user: a file of lines, private, with what each one cost. The text of a
summary is in it only where the user wants that; the text of a document never is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from .files import PRIVATE, replace_file
from .records import Summary

MOST_ENTRIES = 1_000
"""So many are kept; older ones go when the list is looked at."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One summary: when (seconds since 1970), of what, by whom, how it ended, what it took."""

    at: float
    command: str
    document: str
    source: str
    model: str
    style: str
    status: str
    words: int
    source_words: int
    read_share: float
    flags: int
    calls: int
    reused: int
    input_tokens: int
    output_tokens: int
    cost_usd: float | None
    elapsed_s: float
    text: str = ""


def entry_of(summary: Summary, *, at: float, command: str, with_text: bool) -> Entry:
    """What is noted of a summary."""
    check = summary.check
    return Entry(
        at=at,
        command=command,
        document=summary.document,
        source=summary.source or "",
        model=str(summary.model),
        style=summary.style,
        status=summary.status.value,
        words=summary.words,
        source_words=summary.source_words,
        read_share=summary.receipt.read_share,
        flags=len(check.flags) if check else 0,
        calls=len(summary.calls) - summary.reused,
        reused=summary.reused,
        input_tokens=summary.usage.input_tokens,
        output_tokens=summary.usage.output_tokens,
        cost_usd=summary.cost_usd,
        elapsed_s=summary.elapsed_s,
        text=summary.text if with_text else "",
    )


def note(path: Path, entry: Entry) -> None:
    """Add an entry. One write of one line: commands that run at once do not mix theirs.

    Raises:
        OSError: the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(asdict(entry), ensure_ascii=True) + "\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE)
    try:
        os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)


def entries(path: Path) -> list[Entry]:
    """The last MOST_ENTRIES, the newest first; a line that a crash or a person broke is left out."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except (FileNotFoundError, NotADirectoryError):  # HOME=/dev/null has no files
        return []
    if len(lines) > 2 * MOST_ENTRIES:
        lines = lines[-MOST_ENTRIES:]
        with suppress(OSError):  # it can be read, and may be shortened by somebody else
            replace_file(path, "".join(f"{line}\n" for line in lines), mode=PRIVATE)
    return list(_read(reversed(lines)))[:MOST_ENTRIES]


def clear(path: Path) -> int:
    """Delete all entries; how many there were."""
    count = len(entries(path))
    with suppress(NotADirectoryError):
        path.unlink(missing_ok=True)
    return count


def _read(lines: Iterator[str]) -> Iterator[Entry]:
    known = {field.name: field.type for field in fields(Entry)}
    for line in lines:
        try:
            values = json.loads(line)
            entry = Entry(**{name: values[name] for name in known if name in values})
        except (ValueError, TypeError, RecursionError):
            continue
        if _is_sound(entry):
            yield entry


def _is_sound(entry: Entry) -> bool:
    """Whether every value has the kind that it is shown as."""
    texts = (entry.command, entry.document, entry.source, entry.model, entry.style, entry.status)
    numbers = (entry.at, entry.words, entry.read_share, entry.flags, entry.calls, entry.elapsed_s)
    cost = entry.cost_usd
    return (
        all(isinstance(value, str) for value in (*texts, entry.text))
        and all(_is_number(value) for value in (*numbers, entry.input_tokens, entry.output_tokens))
        and (cost is None or _is_number(cost))
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) < 1e15

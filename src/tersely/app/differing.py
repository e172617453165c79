"""What changed between two versions: read, compared, and on request summarized by a model."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from .. import differences, documents
from ..batch import Skipped
from ..differences import Changes
from ..differences.markdown import summary_line
from ..errors import InputError, UsageError
from ..records import Document, Mark
from .context import Context
from .gathering import gather, read_one

STYLE = "changes"


@dataclass(frozen=True, slots=True)
class Compared:
    """The changes, and the files of two folders that could not be read."""

    changes: Changes
    failed: tuple[Skipped, ...] = ()


def diff(old: str, new: str, context: Context) -> Compared:
    """What changed from one file, URL or folder to another.

    Raises:
        UsageError: one is a folder, the other none.
        InputError: a file cannot be read, or a folder holds nothing that can.
    """
    if os.path.isdir(old) != os.path.isdir(new):
        folder, other = (old, new) if os.path.isdir(old) else (new, old)
        raise UsageError(
            f"{folder} is a folder and {other} is not.",
            hint="Compare two files, or two folders.",
        )
    if not os.path.isdir(old):
        before, after = read_one(old, context), read_one(new, context)
        return Compared(differences.compare(before, after))
    sides = [gather([folder], context) for folder in (old, new)]
    if not any(side.documents for side in sides):
        raise InputError(
            f"Neither {old} nor {new} holds a file that can be read.", hint="Check the paths."
        )
    failed = [file for side in sides for file in side.failed]
    changes = differences.compare(sides[0].documents, sides[1].documents)
    changes = replace(changes, old=documents.legible(old), new=documents.legible(new))
    return Compared(changes, tuple(failed))


def changes_document(changes: Changes) -> Document:
    """The changes as a text for a model: nothing but what was touched. Its headings are the places,
    so that each sentence that is traced leads to a place of both versions.
    """
    pieces: list[str] = []
    marks: list[Mark] = []
    offset = 0
    for difference in changes.differences:
        label = summary_line(difference)
        if difference.file != changes.new:
            label = f"{difference.file}: {label}"
        lines = [f"## {label}", ""]
        if difference.old and difference.kind != "moved":
            lines += ["Before:", difference.old.text, ""]
        if difference.new:
            word = "Moved, unchanged:" if difference.kind == "moved" else "Now:"
            lines += [word, difference.new.text, ""]
        text = "\n".join(lines) + "\n"
        marks.append(Mark("heading", offset, label, 2))
        pieces.append(text)
        offset += len(text)
    name = f"changes from {changes.old} to {changes.new}"
    return Document(name, "".join(pieces), media_type="text/markdown", marks=tuple(marks))

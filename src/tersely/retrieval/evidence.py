"""The chosen passages as the document that is read, each under its file and place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..records import Document, Mark
from .excerpt import Excerpt


def evidence_document(name: str, excerpts: Sequence[Excerpt], files: Mapping[int, str]) -> Document:
    """One document of the excerpts; `files` are the names of their texts. Its place marks are file
    and place, so that whatever is traced to it leads there.
    """
    pieces: list[str] = []
    marks: list[Mark] = []
    offset = 0
    for excerpt in excerpts:
        head = f"## {label_of(excerpt, files)}\n\n"
        marks.append(Mark("heading", offset, label_of(excerpt, files), 2))
        pieces.append(head)
        offset += len(head)
        for passage in excerpt.passages:
            marks.append(Mark("place", offset, f"{files[excerpt.content]}, {passage.place}"))
            text = f"{passage.text}\n\n"
            pieces.append(text)
            offset += len(text)
    marks.sort(key=lambda mark: mark.offset)
    return Document(name, "".join(pieces), media_type="text/markdown", marks=tuple(marks))


def label_of(excerpt: Excerpt, files: Mapping[int, str]) -> str:
    """File and place of an excerpt in one line."""
    return " ".join(f"{files[excerpt.content]}, {excerpt.place}".split())

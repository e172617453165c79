"""From a Draft to a Document, and from several Documents to one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ..errors import InputError
from ..language.fences import fences
from ..language.headings import headings
from ..records import Document, Mark, Recognized, Unread
from ..screen_text import counted
from .account import Account
from .cleaning import clean
from .draft import Draft
from .embedded import without_embedded


def assemble(draft: Draft, *, name: str, source: str | None) -> Document:
    """Cleans each page, joins them and finds the marks. Raises InputError if nothing is left but
    white space.
    """
    removed = +Counter(draft.removed)
    account = Account()
    pieces: list[str] = []
    marks: list[Mark] = []
    offset = 0
    for page in draft.pages:
        text, counts = clean(without_embedded(page.text, account))
        removed += counts
        if page.label:
            text = text.strip("\n")
        if pieces and text:
            gap = _gap(pieces[-1], text)
            pieces.append(gap)
            offset += len(gap)
        if page.label:
            marks.append(Mark("page", offset, page.label))
        if text:
            pieces.append(text)
            offset += len(text)
    text = "".join(pieces)
    if not text or text.isspace():
        raise _nothing(draft, name)
    if draft.headings:
        titles = (
            Mark("heading", heading.offset, heading.label, heading.level)
            for heading in headings(text, fences(text))
        )
        marks = sorted([*marks, *titles], key=lambda mark: mark.offset)
    return Document(
        name,
        text,
        source,
        draft.media_type,
        marks=tuple(marks),
        removed=tuple(sorted(removed.items())),
        unread=draft.unread + account.unread,
        recognized=draft.recognized,
        pages=sum(bool(page.label) for page in draft.pages),
        notes=draft.notes + ((draft.remedy,) if draft.remedy else ()),
    )


def _nothing(draft: Draft, name: str) -> InputError:
    # Pictures without a share may be all that there is.
    parts = [part for part in draft.unread if part.share]
    unread = list(map(str, parts or draft.unread))
    if not unread and draft.removed:
        hidden = ", ".join(counted(count, kind) for kind, count in draft.removed.items())
        return InputError(
            f"{name} has no text that is handed over; left out: {hidden}.",
            hint="Give a file that shows text.",
        )
    if not unread:
        return InputError(f"{name} is empty.", hint="Give a file that holds text.")
    return InputError(
        f"{name} has no text that can be read: {'; '.join(unread)}.",
        hint=draft.remedy or "Give a file that holds text.",
    )


def _gap(before: str, after: str) -> str:
    """A sentence that runs over a page break stays one paragraph."""
    last, first = before[-1], after[0]
    runs_on = first.islower() and (last.isalpha() or last in ",;-")
    return "\n" if runs_on else "\n\n"


def combine(documents: Sequence[Document]) -> Document:
    """Several inputs as one document: each under a heading with its name, its own headings one
    level lower.

    Page labels and places get the name in front ("b.pdf 3"); what is unread weighs as much as its
    document is long. One document is returned as it is.
    """
    if len(documents) == 1:
        return documents[0]
    paged = any(document.pages for document in documents)
    pieces: list[str] = []
    marks: list[Mark] = []
    removed: Counter[str] = Counter()
    recognized: list[Recognized] = []
    notes: list[str] = []
    offset = 0
    for document in documents:
        head = f"# {document.name}\n\n"
        marks.append(Mark("heading", offset, document.name, 1))
        if paged and not document.pages:
            marks.append(Mark("page", offset, document.name))
        start = offset + len(head)
        marks.extend(_shifted(mark, start, document.name) for mark in document.marks)
        tail = document.text.rstrip("\n") + "\n\n"
        pieces += head, tail
        offset = start + len(tail)
        removed += Counter(dict(document.removed))
        notes += (f"{document.name}: {note}" for note in document.notes)
        for part in document.recognized:
            pages = tuple(f"{document.name} {page}" for page in part.pages)
            recognized.append(replace(part, pages=pages))
    return Document(
        ", ".join(document.name for document in documents),
        "".join(pieces),
        None,
        "text/markdown",
        marks=tuple(marks),
        removed=tuple(sorted(removed.items())),
        unread=_unread(documents),
        recognized=tuple(recognized),
        pages=sum(document.pages for document in documents),
        notes=tuple(notes),
    )


def _unread(documents: Sequence[Document]) -> tuple[Unread, ...]:
    # How long each would be if all of it were read; one that is hardly read counts as it is.
    lengths = [len(document.text) / max(0.05, 1 - document.unread_share) for document in documents]
    total = sum(lengths)
    unread: list[Unread] = []
    for document, length in zip(documents, lengths, strict=True):
        for part in document.unread:
            places = tuple(f"{document.name} {place}" for place in part.places)
            share = part.share * length / total
            unread.append(replace(part, places=places, share=share))
    return tuple(unread)


def _shifted(mark: Mark, by: int, name: str) -> Mark:
    offset = mark.offset + by
    if mark.kind == "page":
        return replace(mark, offset=offset, label=f"{name} {mark.label}")
    return replace(mark, offset=offset, level=min(mark.level + 1, 6))

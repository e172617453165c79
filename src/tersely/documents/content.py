"""Bytes with what is known of them, and how they become a Document: alone, or with all that an
archive or a mail has inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..errors import OF_ONE_FILE, InputError
from ..faults import foreseen
from ..records import Document
from ..screen_text import how_many
from .account import RECOGNIZABLE, Account
from .assembly import assemble, combine
from .containers import PackedFile, files_of, is_archive, unpacked
from .detect import format_of, is_known_binary
from .draft import Draft
from .encoding import decode, evident_encoding
from .formats import Format
from .limits import DEFAULT_LIMITS, Limits
from .recognition import DEFAULT_RECOGNITION, Recognition

if TYPE_CHECKING:
    from .slack_export import Export

# Files in files in files: a mail in an archive with a document attached is at the third level.
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """How sources are read. `encoding` is a name that Python knows; text is then decoded by it and
    nothing is guessed.
    """

    limits: Limits = DEFAULT_LIMITS
    encoding: str | None = None
    recognition: Recognition = DEFAULT_RECOGNITION

    def with_room(self, unpacked_bytes: int) -> Reading:
        """The same for what is inside a file of which so many bytes were unpacked already."""
        left = max(0, self.limits.max_unpacked_bytes - unpacked_bytes)
        return replace(self, limits=replace(self.limits, max_unpacked_bytes=left))


@dataclass(frozen=True, slots=True)
class Content:
    """What a file, a page of the web or a stream holds. `name` and `media_type` (with its charset)
    help where the bytes do not tell; `depth` counts the files that it is inside of.
    """

    data: bytes
    name: str
    source: str | None = None
    media_type: str | None = None
    depth: int = 0

    @property
    def charset(self) -> str | None:
        """The encoding that the sender declared."""
        for parameter in (self.media_type or "").split(";")[1:]:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "charset":
                return value.strip(" \"'") or None
        return None


def legible(path: str) -> str:
    """`path` as text that can be sent and written: bytes of a name that are not UTF-8 read \\udcff."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def document_of(content: Content, reading: Reading) -> Document:
    """The document that the bytes hold.

    Raises:
        InputError, MissingExtra: there is none.
        Bug, MachineFailed: a fault of ours, or of the machine. Whoever reads many files goes on.
    """
    with foreseen():
        return _document_of(content, reading)


def _document_of(content: Content, reading: Reading) -> Document:
    if not content.data or content.data.isspace():
        raise _empty(content.name)
    data, inner_name = unpacked(content.data, content.name, reading.limits.max_bytes)
    if is_archive(data):
        return _archive(replace(content, data=data), reading)
    if data is content.data:
        return _file(content, reading)
    inner = replace(content, data=data, name=inner_name)
    if inner_name != content.name:
        inner = replace(inner, media_type=None)  # that of what it was packed in
    return replace(_file(inner, reading), name=content.name)


def _empty(name: str) -> InputError:
    return InputError(f"{name} is empty.", hint="Give a file that holds text.")


def _archive(archive: Content, reading: Reading) -> Document:
    """All files of an archive that can be read, each under its name; the others are unread."""
    files = [
        file
        for file in files_of(archive.data, archive.name, reading.limits.max_unpacked_bytes)
        if not file.is_empty
    ]
    total = sum(len(file.data) for file in files) or 1
    reading = reading.with_room(total)
    documents: list[Document] = []
    account = Account()
    exported: frozenset[str] = frozenset()
    if export := _export_in(files):
        exported = export.files
        documents.append(assemble(export.speech, name=archive.name, source=None))
    read_count = len(exported)
    for file in files:
        if file.name in exported:
            continue
        inner = Content(file.data, legible(file.name), depth=archive.depth + 1)
        outcome = file.problem or _document_or_reason(inner, reading)
        if isinstance(outcome, Document):
            documents.append(outcome)
            read_count += 1
        else:
            share = len(file.data) / total
            account.leave("file", inner.name, reason=outcome, share=share)
    if not documents:
        raise InputError(
            f"{archive.name} is an archive that holds no file which can be read.",
            hint="Unpack it and look at its files.",
        )
    whole = combine(documents)
    read_share = 1 - sum(part.share for part in account.unread)
    unread = (replace(part, share=part.share * read_share) for part in whole.unread)
    note = f"{read_count:,} of {how_many(len(files), 'file')} of the archive"
    return replace(
        whole,
        name=archive.name,
        source=archive.source,
        unread=(*unread, *account.unread),
        notes=(note, *whole.notes),
    )


def _export_in(files: list[PackedFile]) -> Export | None:
    """What is said in an export of Slack, whose files are read together; None for other archives."""
    if not any(file.name.endswith("users.json") for file in files):
        return None
    from .slack_export import slack_export

    return slack_export(files)


def _document_or_reason(content: Content, reading: Reading) -> Document | str:
    """The document of a file inside another one, or why there is none."""
    if content.depth > _DEEPEST:
        return f"more than {_DEEPEST} files deep"
    try:
        return document_of(content, reading)
    except OF_ONE_FILE as error:
        return error.message.removeprefix(f"{content.name} ").rstrip(".")


def _file(content: Content, reading: Reading) -> Document:
    draft = _draft(content, reading)
    document = assemble(draft, name=content.name, source=content.source)
    if draft.attachments:
        return _with_attachments(document, draft, content.depth, reading)
    return document


def _draft(content: Content, reading: Reading) -> Draft:
    """What the reader of the format makes of it, pages recognized where they have to be."""
    data, name, charset = content.data, content.name, content.charset
    if not data or data.isspace():
        raise _empty(name)
    encoding = reading.encoding
    notes: tuple[str, ...] = ()
    # The pixels of an image can look like the letters of UTF-16.
    is_text = not encoding and not is_known_binary(data)
    if is_text and (evident_encoding(data) or "utf-8-sig") != "utf-8-sig":
        # As UTF-8, so that HTML, mail and subtitles are told by their first bytes.
        text, notes = decode(data)
        data, charset = text.encode("utf-8", "replace"), "utf-8"
    row = format_of(data, name=name, media_type=content.media_type, is_text=bool(encoding))
    if encoding and row.is_text:
        text, notes = decode(data, encoding, certain=True)
        data, charset = text.encode("utf-8", "replace"), "utf-8"
    elif encoding:
        notes = (f"--encoding has no effect on {name}, which names its own encoding",)
    draft = _read_by(row, data, name=name, charset=charset, limits=reading.limits)
    if any(part.reason in RECOGNIZABLE for part in draft.unread):
        from .ocr import recognized

        draft = recognized(draft, data, row=row, name=name, recognition=reading.recognition)
    return replace(draft, notes=notes + draft.notes) if notes else draft


def _read_by(row: Format, data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """What the reader of the format makes of it, in a child process where it has to be."""
    if not row.isolated:
        return row.reader()(data, name=name, charset=charset, limits=limits)
    from .isolation import read_isolated

    return read_isolated(row, data, name=name, charset=charset, limits=limits)


def _with_attachments(document: Document, draft: Draft, depth: int, reading: Reading) -> Document:
    """The document, then those of the files attached to it, each under its name."""
    attached_bytes = sum(len(file.data) for file in draft.attachments)
    reading = reading.with_room(attached_bytes)
    account = Account()
    attached = list(_attached(draft, depth + 1, reading, account))
    notes = (
        f"{len(attached):,} of {len(draft.attachments):,} attachments were read",
        *document.notes,
    )
    if not attached:
        return replace(document, unread=document.unread + account.unread, notes=notes)
    whole = combine([document, *attached])
    return replace(
        whole,
        name=document.name,
        source=document.source,
        unread=whole.unread + account.unread,
        notes=(*notes, *whole.notes),
    )


def _attached(draft: Draft, depth: int, reading: Reading, account: Account) -> Iterator[Document]:
    for file in draft.attachments:
        name, media_type = legible(file.name), file.media_type or None
        content = Content(file.data, name, media_type=media_type, depth=depth)
        outcome = _document_or_reason(content, reading)
        if isinstance(outcome, Document):
            yield outcome
        else:
            account.leave("attachment", content.name, reason=outcome)

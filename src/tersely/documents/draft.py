"""What a reader hands over: Markdown by pages, not yet cleaned."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, field

from ..records import Recognized, Unread


@dataclass(frozen=True, slots=True)
class Page:
    """A page, slide, sheet or chapter. An empty label is a stretch without a page of its own."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the source that is to be read too."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """The pages in reading order, with the account of what was dropped and what stays unread (see
    Account), and sentences for stderr.

    `recognized` tells which pages text recognition has read, `remedy` how the unread ones could be.
    `attachments` are there if `Limits.attachments` asks for them.
    `headings` says that lines starting with # are headings (false for logs, code, data).
    """

    pages: tuple[Page, ...]
    media_type: str
    headings: bool = True
    removed: dict[str, int] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()
    recognized: tuple[Recognized, ...] = ()
    remedy: str = ""
    attachments: tuple[Attachment, ...] = ()

    def to_json(self) -> bytes:
        """ASCII JSON; lone surrogates survive."""
        fields = asdict(self)
        for attachment in fields["attachments"]:
            attachment["data"] = b64encode(attachment["data"]).decode("ascii")
        return json.dumps(fields).encode("ascii")

    @classmethod
    def from_json(cls, data: bytes) -> Draft:
        """The inverse of `to_json`; ValueError or TypeError if `data` is not a draft."""
        fields = json.loads(data)
        pages = tuple(Page(**page) for page in fields.pop("pages"))
        unread = []
        for part in fields.pop("unread"):
            part["places"] = tuple(part["places"])
            unread.append(Unread(**part))
        attachments = []
        for file in fields.pop("attachments"):
            file["data"] = b64decode(file["data"])
            attachments.append(Attachment(**file))
        fields.pop("recognized")  # readers recognize nothing
        notes = tuple(fields.pop("notes"))
        return cls(
            pages, unread=tuple(unread), notes=notes, attachments=tuple(attachments), **fields
        )

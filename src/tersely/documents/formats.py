"""The table of the formats that are read: how each is told, and which module reads it.

A new format is one reader, `read(data, *, name, charset, limits) -> Draft`, and one row here.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Protocol

from .draft import Draft
from .limits import Limits


class Reader(Protocol):
    """The function `read` of a format's module. Raises InputError or MissingExtra."""

    def __call__(self, data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
        """What `data` holds; `charset` is what its sender declared."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `name` is also the module of its reader, tersely.documents.NAME.

    What `data` begins with decides first (`magic`), then what a ZIP container holds (`mimetype`,
    its member of that name, or `members`, the start of a member's path) or another `container`,
    then the declared media type, then the suffix. `isolated` readers run in a child process with
    limits: all but those of plain text, which need no parser that a hostile file could break.
    `is_text` is text in an encoding that may have to be guessed; the other formats say how they are
    encoded.
    """

    name: str
    suffixes: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()
    magic: tuple[bytes, ...] = ()
    mimetype: str = ""
    members: str = ""
    container: str = ""
    isolated: bool = True
    is_text: bool = False

    @property
    def told_by_content(self) -> bool:
        """Whether the content alone decides: a file that only its name calls a PDF is none."""
        return bool(self.magic or self.mimetype or self.members or self.container)

    def reader(self) -> Reader:
        """The reader, imported where it is used."""
        read: Reader = importlib.import_module(f"tersely.documents.{self.name}").read
        return read


FORMATS = (
    Format("pdf", (".pdf",), ("application/pdf",), magic=(b"%PDF-",)),
    Format("docx", (".docx", ".docm", ".dotx", ".dotm"), members="word/"),
    Format("pptx", (".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm"), members="ppt/"),
    Format("xlsx", (".xlsx", ".xlsm", ".xltx", ".xltm"), members="xl/"),
    Format("epub", (".epub",), mimetype="application/epub+zip"),
    Format("odt", (".odt", ".ott"), mimetype="application/vnd.oasis.opendocument.text"),
    Format("ods", (".ods", ".ots"), mimetype="application/vnd.oasis.opendocument.spreadsheet"),
    Format("odp", (".odp", ".otp"), mimetype="application/vnd.oasis.opendocument.presentation"),
    Format(
        "flatodf",
        (".fodt", ".fods", ".fodp"),
        tuple(
            f"application/vnd.oasis.opendocument.{kind}-flat-xml"
            for kind in ("text", "spreadsheet", "presentation")
        ),
    ),
    # EBU STL is told in detect: its mark stands behind three other bytes.
    Format("broadcast", (".scc",), magic=(b"Scenarist_SCC", b"\xef\xbb\xbfScenarist_SCC")),
    Format("rtf", (".rtf",), magic=(b"{\\rtf",)),
    # WebP, HEIC and BMP are told in detect: other things begin as they do too.
    Format(
        "image",
        (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".heic", ".heif", ".gif", ".bmp"),
        magic=(
            b"\x89PNG",
            b"\xff\xd8\xff",
            b"GIF87a",
            b"GIF89a",
            b"II*\x00",
            b"MM\x00*",
            b"II+\x00",
            b"MM\x00+",
        ),
    ),
    Format(
        "html", (".htm", ".html", ".xhtml"), ("text/html", "application/xhtml+xml"), is_text=True
    ),
    Format(
        "xmlbook",
        (".fb2", ".docbook", ".dbk", ".opml", ".nxml"),
        ("application/docbook+xml", "text/x-opml", "application/x-fictionbook+xml"),
    ),
    Format("svg", (".svg",), ("image/svg+xml",), is_text=True),
    Format("mbox", (".mbox",), ("application/mbox",)),
    Format("mhtml", (".mht", ".mhtml"), ("multipart/related", "application/x-mimearchive")),
    Format("email", (".eml", ".emlx"), ("message/rfc822",)),
    Format("msg", (".msg",), ("application/vnd.ms-outlook",), container="ole"),
    Format("legacy", (".doc", ".xls", ".ppt", ".xlsb"), container="ole", isolated=False),
    Format("calendar", (".ics",), ("text/calendar",), magic=(b"BEGIN:VCALENDAR",), isolated=False),
    Format(
        "captions",
        (".ass", ".ssa", ".ttml", ".dfxp", ".smi", ".sami", ".sub", ".mpl", ".srv1", ".srv3"),
        ("application/ttml+xml", "text/x-ssa"),
        is_text=True,
    ),
    Format("subtitles", (".srt", ".vtt", ".sbv"), ("text/vtt",), isolated=False, is_text=True),
    Format("lrc", (".lrc",), is_text=True),
    Format(
        "markup",
        (".rst", ".rest", ".org", ".adoc", ".asciidoc", ".tex", ".latex", ".ltx", ".man", ".mdoc"),
        ("text/x-rst", "text/x-tex", "text/asciidoc", "text/troff", "text/x-org"),
        isolated=False,
        is_text=True,
    ),
    Format("notebook", (".ipynb",), ("application/x-ipynb+json",)),
    Format("plain", isolated=False, is_text=True),
)
BY_NAME = {row.name: row for row in FORMATS}
BY_SUFFIX = {suffix: row for row in FORMATS for suffix in row.suffixes}
BY_MEDIA_TYPE = {media_type: row for row in FORMATS for media_type in row.media_types}
PLAIN = BY_NAME["plain"]

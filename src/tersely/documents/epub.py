"""EPUB by the standard library and the HTML reader: the chapters of the spine in order, each a
page.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import unquote
from xml.etree.ElementTree import ParseError
from zipfile import ZipFile

from ..errors import InputError
from ..records import Unread
from .archive import member_xml, open_archive
from .draft import Draft, Page
from .html import html_to_markdown
from .limits import Limits

_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"
_AGAIN = "Copy or download it again."
_XHTML = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """Chapters without text (covers) are left out. Raises InputError for a damaged or DRM-protected
    book.
    """
    pages: list[Page] = []
    removed: Counter[str] = Counter()
    with open_archive(data, name=name, max_unpacked_bytes=limits.max_unpacked_bytes) as archive:
        try:
            chapters = list(dict.fromkeys(_chapters(archive)))
            locked = _encrypted(archive)
        except (KeyError, ParseError):
            raise InputError(
                f"{name} is damaged: its table of chapters cannot be read.", hint=_AGAIN
            ) from None
        present = set(archive.namelist())
        absent = [member for member in chapters if member not in present]
        for member in chapters:
            if member in absent:
                continue
            if member in locked:
                raise InputError(
                    f"{name} is protected by DRM.",
                    hint="Only books without copy protection can be read.",
                )
            text, counts = html_to_markdown(archive.read(member))
            removed.update(counts)
            if text:
                pages.append(Page(text, str(len(pages) + 1)))
    unread = _absent(absent, len(chapters))
    return Draft(tuple(pages), "application/epub+zip", removed=dict(removed), unread=unread)


def _absent(members: Sequence[str], chapters: int) -> tuple[Unread, ...]:
    """Chapters that the spine names and the file lacks, each counted as an average one."""
    if not members:
        return ()
    names = tuple(posixpath.basename(member) for member in members)
    share = len(members) / chapters
    return (Unread("chapter", len(members), names, "missing from the file", share),)


def _chapters(archive: ZipFile) -> Iterator[str]:
    """The members that the spine names, linear or not, be they there or not; the navigation page is
    no text of the book.
    """
    rootfile = member_xml(archive, "META-INF/container.xml").find(f".//{_CONTAINER}rootfile")
    if rootfile is None:
        raise KeyError("rootfile")
    package = rootfile.get("full-path", "")
    folder = posixpath.dirname(package)
    root = member_xml(archive, package)
    items = {item.get("id"): item for item in root.iter(f"{_OPF}item")}
    for reference in root.iter(f"{_OPF}itemref"):
        item = items.get(reference.get("idref"))
        if (
            item is None
            or item.get("media-type") not in _XHTML
            or "nav" in (item.get("properties") or "").split()
        ):
            continue
        yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))


def _encrypted(archive: ZipFile) -> set[str]:
    """Members that META-INF/encryption.xml names (obfuscated fonts among them, which are no
    chapters).
    """
    if "META-INF/encryption.xml" not in archive.namelist():
        return set()
    root = member_xml(archive, "META-INF/encryption.xml")
    return {
        unquote(e.get("URI", ""))
        for e in root.iter("{http://www.w3.org/2001/04/xmlenc#}CipherReference")
    }

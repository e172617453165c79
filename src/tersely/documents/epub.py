"""EPUB by the standard library and the HTML reader: the chapters of the spine in order, each a
page.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError
from zipfile import ZipFile

from ..errors import InputError
from .account import Account
from .archive import member_xml, open_archive
from .draft import Draft, Page
from .html import html_to_markdown
from .limits import Limits

_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"
_AGAIN = "Copy or download it again."
_SUFFIXES = (".xhtml", ".html", ".htm")
_XHTML = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


@dataclass(frozen=True, slots=True)
class _Book:
    """The members of a book: `chapters` in their order (be they there or not), and its pages of
    contents, which are no text.
    """

    chapters: tuple[str, ...]
    contents: frozenset[str]


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """Chapters without text (covers) are left out. Raises InputError for a damaged or DRM-protected
    book.
    """
    pages: list[Page] = []
    account = Account()
    with open_archive(data, name=name, max_unpacked_bytes=limits.max_unpacked_bytes) as archive:
        try:
            book = _book(archive)
            locked = _encrypted(archive)
        except (KeyError, ParseError):
            raise InputError(
                f"{name} is damaged: its table of chapters cannot be read.", hint=_AGAIN
            ) from None
        present = frozenset(archive.namelist())
        for member in book.chapters:
            if member in locked:
                raise InputError(
                    f"{name} is protected by DRM.",
                    hint="Only books without copy protection can be read.",
                )
            text = html_to_markdown(archive.read(member), account) if member in present else ""
            if text:
                pages.append(Page(text, str(len(pages) + 1)))
    _account_for(book, present, account)
    return account.draft(pages, "application/epub+zip")


def _account_for(book: _Book, present: frozenset[str], account: Account) -> None:
    """Names chapters that the file lacks, each an average one, and those that no order names."""
    account.remove("tables of contents", len(book.contents & present))
    for member in book.chapters:
        if member not in present:
            title = posixpath.basename(member)
            share = 1 / len(book.chapters)
            account.leave("chapter", title, reason="missing from the file", share=share)
    for member in sorted(present - book.contents.union(book.chapters)):
        if member.lower().endswith(_SUFFIXES):
            title = posixpath.basename(member)
            account.leave("chapter", title, reason="not in the order of reading")


def _book(archive: ZipFile) -> _Book:
    """What the spine names, linear or not."""
    rootfile = member_xml(archive, "META-INF/container.xml").find(f".//{_CONTAINER}rootfile")
    if rootfile is None:
        raise KeyError("rootfile")
    package = rootfile.get("full-path", "")
    folder = posixpath.dirname(package)
    root = member_xml(archive, package)
    items = {item.get("id"): item for item in root.iter(f"{_OPF}item")}

    def member(item: Element) -> str:
        path = posixpath.join(folder, unquote(item.get("href", "")))
        return posixpath.normpath(path)

    pages = [item for item in items.values() if item.get("media-type") in _XHTML]
    contents = frozenset(member(item) for item in pages if _is_navigation(item))
    chapters: dict[str, None] = {}
    for reference in root.iter(f"{_OPF}itemref"):
        name = reference.get("idref") or ""
        item = items.get(name)
        if item is None:
            chapters[name] = None  # a chapter that the file lacks, and named as one
        elif item in pages:
            chapters[member(item)] = None
    text = tuple(path for path in chapters if path not in contents)
    return _Book(text, contents)


def _is_navigation(item: Element) -> bool:
    return "nav" in (item.get("properties") or "").split()


def _encrypted(archive: ZipFile) -> set[str]:
    """Members that META-INF/encryption.xml names (obfuscated fonts among them, which are no
    chapters).
    """
    if "META-INF/encryption.xml" not in archive.namelist():
        return set()
    root = member_xml(archive, "META-INF/encryption.xml")
    references = root.iter("{http://www.w3.org/2001/04/xmlenc#}CipherReference")
    return {unquote(reference.get("URI", "")) for reference in references}

"""ODT (OpenDocument text) by the standard library."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from ..errors import InputError
from .archive import member_xml, open_archive
from .draft import Draft, Page
from .limits import Limits
from .tables import markdown_table

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_NOT_TEXT = frozenset(
    {
        f"{_OFFICE}annotation",
        f"{_TEXT}tracked-changes",
        f"{_TEXT}sequence-decls",
        f"{_TEXT}note-citation",
        f"{_TEXT}hidden-text",
        f"{_TEXT}hidden-paragraph",
        f"{_SVG}title",
        f"{_SVG}desc",
    }
)


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """Headings, paragraphs, lists, tables; notes stand in brackets where they are cited."""
    with open_archive(data, name=name, max_unpacked_bytes=limits.max_unpacked_bytes) as archive:
        try:
            if b"manifest:encryption-data" in archive.read("META-INF/manifest.xml"):
                raise InputError(
                    f"{name} is password-protected.", hint="Save a copy without the password."
                )
            root = member_xml(archive, "content.xml")
        except (KeyError, ParseError):
            raise InputError(
                f"{name} is damaged: it holds no ODT text.", hint="Save it again."
            ) from None
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    blocks = list(_blocks(body)) if body is not None else []
    return Draft(
        (Page("\n\n".join(filter(None, blocks))),), "application/vnd.oasis.opendocument.text"
    )


def _blocks(parent: Element) -> Iterator[str]:
    for element in parent:
        if element.tag == f"{_TEXT}h":
            level = min(int(element.get(f"{_TEXT}outline-level", "1")), 6)
            if title := " ".join(_inline(element).split()):
                yield "#" * level + " " + title
        elif element.tag == f"{_TEXT}p":
            yield _inline(element).strip()
            for box in element.iter("{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}text-box"):
                yield from _blocks(box)
        elif element.tag == f"{_TEXT}list":
            yield "\n".join(_items(element, 0))
        elif element.tag == f"{_TABLE}table":
            yield markdown_table([_cells(row) for row in element.iter(f"{_TABLE}table-row")])
        elif element.tag not in _NOT_TEXT:
            yield from _blocks(element)


def _items(parent: Element, depth: int) -> Iterator[str]:
    for item in parent:
        first = True
        for element in item:
            if element.tag == f"{_TEXT}list":
                yield from _items(element, depth + 1)
            elif text := _inline(element).strip():
                yield "  " * depth + ("- " if first else "  ") + text
                first = False


def _cells(row: Element) -> list[str]:
    cells = (cell for cell in row if cell.tag == f"{_TABLE}table-cell")
    return [" ".join(_inline(p) for p in cell.iter(f"{_TEXT}p")) for cell in cells]


def _inline(element: Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(int(child.get(f"{_TEXT}c", "1")), 100))
        elif child.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag == f"{_TEXT}note":
            parts.append(f" [{_inline(child).strip()}]")
        elif not child.tag.endswith("}text-box") and child.tag not in _NOT_TEXT:
            parts.append(_inline(child))
        parts.append(child.tail or "")
    return "".join(parts)

"""ODT (OpenDocument text) by the standard library."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from zipfile import ZipFile

from ..errors import InputError
from .account import Account
from .archive import member_xml, open_archive
from .draft import Draft, Page
from .limits import Limits
from .odtnumbers import OdtNumbers
from .odtstyles import OdtStyles
from .symbols import in_symbol_font
from .tables import markdown_table

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_MATH = "{http://www.w3.org/1998/Math/MathML}"
_NOT_TEXT = frozenset(
    {
        f"{TEXT}tracked-changes",
        f"{TEXT}sequence-decls",
        f"{TEXT}note-citation",
        f"{_SVG}title",
        f"{_SVG}desc",
        f"{_DRAW}text-box",
    }
)
_HIDDEN = frozenset({f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph"})
_ROW_GROUPS = tuple(
    f"{_TABLE}{name}" for name in ("table-header-rows", "table-rows", "table-row-group")
)
_MOST_REPEATS = 60
_LIST_ITEM = re.compile(r" *(?:-|\(?[\w.]{1,12}[.)]) ")


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """Heads, the text with lists, tables and comments, feet; notes stand in brackets where they are
    cited.
    """
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
        styles = _styles(archive)
        reader = _Reader(archive, OdtNumbers([root, styles]), OdtStyles([root, styles]))
        reader.find_ends_of_comments(root)
        body = root.find(f"{_OFFICE}body/{_OFFICE}text")
        blocks = [
            *reader.margins(styles, "header"),
            *(reader.blocks(body) if body is not None else ()),
            *reader.margins(styles, "footer"),
        ]
    return Draft(
        (Page(_spaced(blocks)),),
        "application/vnd.oasis.opendocument.text",
        removed=reader.account.removed,
        unread=reader.account.unread,
    )


def _styles(archive: ZipFile) -> Element:
    try:
        return member_xml(archive, "styles.xml")
    except (KeyError, ParseError):
        return Element("none")


class _Reader:
    """The elements of a text as Markdown blocks."""

    def __init__(self, archive: ZipFile, numbers: OdtNumbers, styles: OdtStyles) -> None:
        self._archive = archive
        self._numbers = numbers
        self._styles = styles
        self.account = Account()
        # A comment on a range stands where the range begins; it is read where it ends.
        self._ends: set[str] = set()
        self._waiting: dict[str, str] = {}

    def find_ends_of_comments(self, root: Element) -> None:
        """Notes which comments are on a range of text."""
        self._ends = {
            end.get(f"{_OFFICE}name", "") for end in root.iter(f"{_OFFICE}annotation-end")
        }

    def blocks(self, parent: Iterable[Element]) -> Iterator[str]:
        """The children of an element, in order."""
        for element in parent:
            if element.tag == f"{TEXT}h":
                level = _number(element.get(f"{TEXT}outline-level"), 1)
                if title := " ".join(self._inline(element).split()):
                    number = self._numbers.heading(level)
                    yield "#" * min(level, 6) + " " + (f"{number} " if number else "") + title
            elif element.tag == f"{TEXT}p":
                yield from self._paragraph(element)
            elif element.tag == f"{TEXT}list":
                yield "\n".join(self._items(element, 0, element.get(f"{TEXT}style-name", "")))
            elif element.tag == f"{_TABLE}table":
                yield markdown_table(list(self._rows(element)))
            elif element.tag not in _NOT_TEXT and not self._is_hidden(element):
                yield from self.blocks(element)

    def margins(self, styles: Element, kind: str) -> Iterator[str]:
        """Each different head or foot of the page styles once."""
        seen: set[str] = set()
        for margin in styles.iter():
            if margin.tag.removesuffix("-left").removesuffix("-first") != f"{_STYLE}{kind}":
                continue
            numbered = any(True for _ in margin.iter(f"{TEXT}page-number"))
            text = " | ".join(
                " ".join(block.split()) for block in self.blocks(margin) if block.strip()
            )
            if text and text not in seen and sum(map(str.isalpha, text)) >= (8 if numbered else 1):
                seen.add(text)
                yield f"[{kind.capitalize()}] {text}"

    def _paragraph(self, element: Element) -> Iterator[str]:
        text = self._inline(element).strip()
        is_title = self._styles.is_title(element.get(f"{TEXT}style-name", ""))
        yield f"# {text}" if is_title and text else text
        for box in _boxes(element):
            yield from self.blocks(box)

    def _items(self, parent: Element, depth: int, style: str) -> Iterator[str]:
        self._numbers.begin(parent, depth)
        for item in parent:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            label = self._numbers.item(item, depth, style) if item.tag.endswith("item") else " "
            for element in item:
                if element.tag == f"{TEXT}list":
                    inner = element.get(f"{TEXT}style-name", style)
                    yield from self._items(element, depth + 1, inner)
                    continue
                for block in self.blocks([element]):
                    if block:
                        yield "  " * depth + label + " " + block
                        label = " " * len(label)

    def _rows(self, table: Element) -> Iterator[list[str]]:
        """The rows of a table, not those of tables in its cells."""
        for row in table:
            if row.tag in _ROW_GROUPS:
                yield from self._rows(row)
            elif row.tag == f"{_TABLE}table-row":
                cells: list[str] = []
                for cell in row:
                    if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                        repeats = _number(cell.get(f"{_TABLE}number-columns-repeated"), 1)
                        cells += [self._cell(cell)] * min(repeats, _MOST_REPEATS)
                yield cells

    def _cell(self, cell: Element) -> str:
        parts: list[str] = []
        for element in cell:
            if element.tag == f"{_TABLE}table":
                rows = (", ".join(filter(None, row)) for row in self._rows(element))
                parts.append("; ".join(rows))
            else:
                parts += self.blocks([element])
        return " ".join(filter(None, (part.lstrip("#").strip() for part in parts)))

    def _is_hidden(self, element: Element) -> bool:
        if element.tag in _HIDDEN or element.get(f"{TEXT}display") == "none":
            self.account.remove("hidden text runs")
            return True
        return False

    def _inline(self, element: Element) -> str:
        parts = [element.text or ""]
        for child in element:
            parts.append(self._inline_child(child))
            parts.append(child.tail or "")
        return "".join(parts)

    def _inline_child(self, child: Element) -> str:
        if child.tag == f"{TEXT}s":
            return " " * min(_number(child.get(f"{TEXT}c"), 1), 100)
        if child.tag == f"{TEXT}tab":
            return "\t"
        if child.tag == f"{TEXT}line-break":
            return "\n"
        if child.tag == f"{TEXT}note":
            return f" [{self._inline(child).strip()}]"
        if child.tag == f"{TEXT}ruby":
            base, above = child.find(f"{TEXT}ruby-base"), child.find(f"{TEXT}ruby-text")
            reading = f"({self._inline(above)})" if above is not None else ""
            return (self._inline(base) if base is not None else "") + reading
        if child.tag == f"{_OFFICE}annotation":
            return self._comment(child)
        if child.tag == f"{_OFFICE}annotation-end":
            return self._waiting.pop(child.get(f"{_OFFICE}name", ""), "")
        if child.tag == f"{_DRAW}frame":
            return self._frame(child)
        if child.tag in _NOT_TEXT or self._is_hidden(child):
            return ""
        text = self._inline(child)
        style = child.get(f"{TEXT}style-name", "") if child.tag == f"{TEXT}span" else ""
        if text.strip() and self._styles.strikes_out(style):
            self.account.remove("struck-out text runs")
            return ""
        if text.strip() and self._styles.hides(style):
            self.account.remove("hidden text runs")
            return ""
        return in_symbol_font(text, self._styles.font(style))

    def _comment(self, element: Element) -> str:
        author = element.findtext(f"{_DC}creator") or ""
        said = " ".join(" ".join(self._inline(p) for p in element.iter(f"{TEXT}p")).split())
        comment = f" [Comment{f' by {author}' if author else ''}: {said}]" if said else ""
        name = element.get(f"{_OFFICE}name", "")
        if name not in self._ends:
            return comment
        self._waiting[name] = comment
        return ""

    def _frame(self, frame: Element) -> str:
        """A formula, or a picture with what its author wrote about it; text boxes are blocks."""
        title = " ".join(
            (frame.findtext(f"{_SVG}desc") or frame.findtext(f"{_SVG}title") or "").split()
        )
        for child in frame:
            if child.tag == f"{_DRAW}object":
                if formula := self._formula(child):
                    return formula
                self.account.leave("embedded object", title)
            elif child.tag == f"{_DRAW}image" and frame.find(f"{_DRAW}object") is None:
                self.account.leave("picture", title)
                return f"[Picture: {title}]" if title else ""
        return ""

    def _formula(self, element: Element) -> str:
        member = element.get(f"{_XLINK}href", "").removeprefix("./")
        try:
            root = member_xml(self._archive, f"{member}/content.xml")
        except (KeyError, ParseError):
            return ""
        # What LibreOffice's editor shows: {a + b} over 2.
        source: Any = root.find(f".//{_MATH}annotation")
        if source is not None and source.text:
            return " ".join(str(source.text).split())
        return " ".join("".join(root.itertext()).split()) if root.tag.startswith(_MATH) else ""


def _boxes(element: Element) -> Iterator[Element]:
    """The text boxes of a paragraph, not those in a box."""
    for child in element:
        if child.tag == f"{_DRAW}text-box":
            yield child
        elif child.tag != f"{_OFFICE}annotation":
            yield from _boxes(child)


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and 0 < len(text) < 6 and int(text) else default


def _spaced(blocks: list[str]) -> str:
    """Blank lines between blocks, none between the items of lists."""
    out: list[str] = []
    for block in filter(None, blocks):
        if out:
            items = _LIST_ITEM.match(block) and _LIST_ITEM.match(out[-1].rpartition("\n")[2])
            out.append("\n" if items else "\n\n")
        out.append(block)
    return "".join(out)

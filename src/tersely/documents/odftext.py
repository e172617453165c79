"""The elements of OpenDocument files as Markdown blocks: paragraphs, lists, tables, notes,
comments, formulas, charts, text boxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from zipfile import ZipFile

from ..language.words import one_spaced
from .account import Account
from .archive import member_xml
from .odfnumbers import OdfNumbers
from .odfstyles import OdfStyles
from .scripts import raised
from .symbols import in_symbol_font
from .tables import markdown_table

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_CHART = "{urn:oasis:names:tc:opendocument:xmlns:chart:1.0}"
_DR3D = "{urn:oasis:names:tc:opendocument:xmlns:dr3d:1.0}"
PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_MATH = "{http://www.w3.org/1998/Math/MathML}"
_NOT_TEXT = frozenset(
    {
        f"{TEXT}tracked-changes",
        f"{TEXT}sequence-decls",
        f"{TEXT}note-citation",
        f"{_SVG}title",
        f"{_SVG}desc",
        f"{DRAW}text-box",
    }
)
_SHAPES = frozenset(
    DRAW + name
    for name in "custom-shape rect ellipse circle polygon regular-polygon path polyline line connector"
    " caption measure g".split()
)
_HIDDEN = frozenset({f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph"})
_ROW_GROUPS = tuple(
    f"{TABLE}{name}" for name in ("table-header-rows", "table-rows", "table-row-group")
)
_MOST_REPEATS = 60
# "Page 3 of 9" without its numbers.
_FEWEST_LETTERS_IN_MARGIN = 8
_MOST_DIGITS = 7
_LIST_ITEM = re.compile(r" *(?:-|\(?[\w.]{1,12}[.)]) ")


class OdfText:
    """One file: knows its styles, its numbers, and which comments wait for the end of their range."""

    def __init__(self, archive: ZipFile, numbers: OdfNumbers, styles: OdfStyles) -> None:
        self._archive = archive
        self._numbers = numbers
        self._styles = styles
        self.account = Account()
        # A comment on a range stands where the range begins; it is read where it ends.
        self._ends: set[str] = set()
        self._waiting: dict[str, str] = {}

    def prepare(self, root: Element) -> None:
        """Notes which comments are on a range of text, and counts what tracked changes have
        deleted, which stands apart from the body.
        """
        self._ends = {
            end.get(f"{_OFFICE}name", "") for end in root.iter(f"{_OFFICE}annotation-end")
        }
        texts = ("".join(part.itertext()) for part in _deletions(root))
        deletions = sum(bool(text.strip()) for text in texts)
        self.account.remove("deleted text runs", deletions)

    def blocks(self, parent: Iterable[Element]) -> Iterator[str]:
        """The children of an element, in order."""
        for element in parent:
            if element.tag == f"{TEXT}h":
                level = _number(element.get(f"{TEXT}outline-level"), 1)
                if title := one_spaced(self._inline(element)):
                    words = [self._numbers.heading(level), title]
                    yield "#" * min(level, 6) + " " + " ".join(filter(None, words))
            elif element.tag == f"{TEXT}p":
                yield from self._paragraph(element)
            elif element.tag == f"{TEXT}list":
                style = element.get(f"{TEXT}style-name", "")
                yield "\n".join(self._items(element, 0, style))
            elif element.tag == f"{TABLE}table":
                yield markdown_table(list(self._rows(element)))
            elif element.tag.startswith((DRAW, _DR3D)):
                yield from self.drawn([element])
            elif element.tag not in _NOT_TEXT and not self._is_hidden(element):
                yield from self.blocks(element)

    def margins(self, styles: Element, kind: str) -> Iterator[str]:
        """Each different head or foot of the page styles once."""
        seen: set[str] = set()
        for margin in styles.iter():
            if margin.tag.removesuffix("-left").removesuffix("-first") != f"{_STYLE}{kind}":
                continue
            numbered = any(True for _ in margin.iter(f"{TEXT}page-number"))
            text = " | ".join(filter(None, map(one_spaced, self.blocks(margin))))
            letters = sum(map(str.isalpha, text))
            fewest = _FEWEST_LETTERS_IN_MARGIN if numbered else 1
            if letters >= fewest and text not in seen:
                seen.add(text)
                yield f"[{kind.capitalize()}] {text}"

    def drawn(self, parent: Iterable[Element]) -> Iterator[str]:
        """What drawings hold: text boxes, shapes with text, tables, pictures, charts; a list or
        several paragraphs of one shape stay together.
        """
        for element in parent:
            if element.tag == f"{DRAW}frame":
                boxes = element.findall(f"{DRAW}text-box")
                tables = element.findall(f"{TABLE}table")
                for box in boxes:
                    yield "\n".join(filter(None, self.blocks(box)))
                yield from self.blocks(tables)
                if not boxes and not tables:
                    yield self._frame(element)
            elif element.tag in (f"{DRAW}g", f"{DRAW}a"):
                yield from self.drawn(element)
            elif element.tag.startswith((DRAW, _DR3D)):
                texts = [part for part in element if part.tag.startswith(TEXT)]
                yield "\n".join(filter(None, self.blocks(texts)))

    def comment(self, element: Element) -> str:
        """A comment that is on no range of text, in brackets."""
        return self._comment(element).strip()

    def _paragraph(self, element: Element) -> Iterator[str]:
        text = self._inline(element).strip()
        is_title = self._styles.is_title(element.get(f"{TEXT}style-name", ""))
        yield f"# {text}" if is_title and text else text
        for box in _boxes(element):
            if box.tag == f"{DRAW}text-box":
                yield from self.blocks(box)
            else:
                yield from self.drawn([box])

    def _items(self, parent: Element, depth: int, style: str) -> Iterator[str]:
        self._numbers.begin(parent, depth)
        for item in parent:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            is_item = item.tag == f"{TEXT}list-item"
            label = self._numbers.item(item, depth, style) if is_item else " "
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
            elif row.tag == f"{TABLE}table-row":
                cells: list[str] = []
                for cell in row:
                    if cell.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                        repeats = _number(cell.get(f"{TABLE}number-columns-repeated"), 1)
                        cells += [self._cell(cell)] * min(repeats, _MOST_REPEATS)
                yield cells

    def _cell(self, cell: Element) -> str:
        parts: list[str] = []
        for element in cell:
            if element.tag == f"{TABLE}table":
                rows = [", ".join(filter(None, row)) for row in self._rows(element)]
                parts.append("; ".join(rows))
            else:
                parts += self.blocks([element])
        texts = [part.lstrip("#").strip() for part in parts]
        return " ".join(filter(None, texts))

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
            return self._ruby(child)
        if child.tag == f"{_OFFICE}annotation":
            return self._comment(child)
        if child.tag == f"{_OFFICE}annotation-end":
            return self._waiting.pop(child.get(f"{_OFFICE}name", ""), "")
        if child.tag == f"{DRAW}frame":
            return self._frame(child)
        if child.tag in _NOT_TEXT or child.tag in _SHAPES or self._is_hidden(child):
            return ""
        text = self._inline(child)
        style = child.get(f"{TEXT}style-name", "") if child.tag == f"{TEXT}span" else ""
        if text.strip() and self._styles.strikes_out(style):
            self.account.remove("struck-out text runs")
            return ""
        if text.strip() and self._styles.hides(style):
            self.account.remove("hidden text runs")
            return ""
        text = in_symbol_font(text, self._styles.font(style))
        return raised(text) if self._styles.raises(style) else text

    def _ruby(self, ruby: Element) -> str:
        """A word with its reading in brackets."""
        base, above = ruby.find(f"{TEXT}ruby-base"), ruby.find(f"{TEXT}ruby-text")
        word = self._inline(base) if base is not None else ""
        reading = f"({self._inline(above)})" if above is not None else ""
        return word + reading

    def _comment(self, element: Element) -> str:
        author = element.findtext(f"{_DC}creator") or ""
        paragraphs = map(self._inline, element.iter(f"{TEXT}p"))
        words = one_spaced(" ".join(paragraphs))
        by = f" by {author}" if author else ""
        comment = f" [Comment{by}: {words}]" if words else ""
        name = element.get(f"{_OFFICE}name", "")
        if name not in self._ends:
            return comment
        self._waiting[name] = comment
        return ""

    def _frame(self, frame: Element) -> str:
        """A formula, or a picture with what its author wrote about it; text boxes are blocks."""
        description = frame.findtext(f"{_SVG}desc") or frame.findtext(f"{_SVG}title")
        title = one_spaced(description or "")
        for child in frame:
            if child.tag == f"{DRAW}object":
                if text := self._object(child):
                    return text
                self.account.leave("embedded object", title)
            elif child.tag == f"{DRAW}image" and frame.find(f"{DRAW}object") is None:
                self.account.leave("picture", title)
                return f"[Picture: {title}]" if title else ""
        return ""

    def _object(self, element: Element) -> str:
        """A formula, a chart or a table that stands in a file of its own; "" for other things."""
        root = self._inner(element)
        if root is None:
            return ""
        source: Any = root.find(f".//{_MATH}annotation")
        if source is not None and source.text:  # what LibreOffice's editor shows: {a + b} over 2
            return one_spaced(str(source.text))
        if root.tag.startswith(_MATH):
            return one_spaced("".join(root.itertext()))
        tables = [list(self._rows(table)) for table in root.iter(f"{TABLE}table")]
        if not tables:
            return ""
        blocks = [_chart_title(root), *map(markdown_table, tables)]
        return "\n\n".join(filter(None, blocks))

    def _inner(self, element: Element) -> Element | None:
        """The root of an embedded file, which is another member or stands right here."""
        for child in element:
            if child.tag.startswith((_OFFICE, _MATH)):
                return child
        member = element.get(f"{_XLINK}href", "").removeprefix("./")
        try:
            return member_xml(self._archive, f"{member}/content.xml")
        except (KeyError, ParseError):
            return None


def _deletions(root: Element) -> Iterator[Element]:
    """The deleted paragraphs of tracked changes; beside them stand the author and the date."""
    for changes in root.iter(f"{TEXT}tracked-changes"):
        infos = changes.iter(f"{_OFFICE}change-info")
        signed = {part for info in infos for part in info.iter()}
        for part in changes.iter():
            if part.tag in (f"{TEXT}p", f"{TEXT}h") and part not in signed:
                yield part


def _chart_title(root: Element) -> str:
    """ "Chart: title" of an embedded chart, "" for what is none."""
    if not root.find(f".//{_CHART}chart"):
        return ""
    titles = ("".join(part.itertext()) for part in root.iter(f"{_CHART}title"))
    return one_spaced(" ".join(("Chart:", *titles))).removesuffix(":")


def _boxes(element: Element) -> Iterator[Element]:
    """The text boxes and shapes of a paragraph, not those in a box."""
    for child in element:
        if child.tag == f"{DRAW}text-box" or child.tag in _SHAPES:
            yield child
        elif child.tag != f"{_OFFICE}annotation":
            yield from _boxes(child)


def count_of(element: Element, attribute: str) -> int:
    """A number of repeats, 1 where there is none."""
    return _number(element.get(attribute), 1)


def _number(text: str | None, default: int) -> int:
    if not text or not text.isdecimal() or len(text) > _MOST_DIGITS:
        return default
    return int(text) or default


def spaced(blocks: list[str]) -> str:
    """Blank lines between blocks, none between the items of lists."""
    out: list[str] = []
    for block in filter(None, blocks):
        if out:
            last_line = out[-1].rpartition("\n")[2]
            items = _LIST_ITEM.match(block) and _LIST_ITEM.match(last_line)
            out.append("\n" if items else "\n\n")
        out.append(block)
    return "".join(out)

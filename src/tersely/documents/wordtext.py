"""The XML of Word as Markdown blocks: paragraphs, lists with their numbers, tables, text boxes,
formulas, charts. What is hidden, deleted or struck out is left out and counted.

Paragraphs are walked in XML, because python-docx's own `paragraphs` and `text` skip content
controls, tracked insertions and text boxes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from ..language.words import one_spaced
from .charts import chart_text, diagram_text, drawn_text
from .tables import markdown_table
from .wordruns import DELETED, MC, NOT_TEXT, Paragraph, Word
from .wordstyles import W, value

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_NEW_CHART = "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart"
_CANVAS = "{http://schemas.openxmlformats.org/drawingml/2006/lockedCanvas}lockedCanvas"
_BOXES = (f"{W}txbxContent", f"{W}object", _CHART, _NEW_CHART, _DIAGRAM, _PICTURE, _CANVAS)
_WIDEST_SPAN = 62
_LONGEST_TITLE = 200


class WordText:
    """The text of one part: the body, a header, a footer, the notes."""

    def __init__(self, word: Word, part: Any) -> None:
        self._word = word
        self._part = part
        self._drop_cap = ""

    def blocks(self, parent: Any) -> Iterator[str]:
        """The Markdown blocks of the children of an element, in order."""
        for element in parent:
            if element.tag == f"{W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{W}tbl":
                yield markdown_table(list(self._rows(element)))
            elif element.tag == f"{W}altChunk":
                self._word.account.leave("embedded file", reason="a document in the document")
            elif element.tag in DELETED:
                self._word.account.remove("deleted text runs")
            elif element.tag not in NOT_TEXT:
                yield from self.blocks(element)  # content controls, insertions, custom XML

    def _rows(self, table: Any) -> Iterator[list[str]]:
        """The rows of a table, not those of tables in its cells."""
        for row in _children(table, f"{W}tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                self._word.account.remove("deleted table rows")
                continue
            cells = map(self._cells, _children(row, f"{W}tc"))
            yield list(chain.from_iterable(cells))

    def _cells(self, cell: Any) -> list[str]:
        """The text of a cell, and an empty one for each further column that it covers."""
        span = value(cell, "w:tcPr/w:gridSpan") or "1"
        covered = int(span) - 1 if span.isdecimal() and len(span) < 4 else 0
        text = " ".join(self._in_cell(cell))
        return [text] + [""] * min(covered, _WIDEST_SPAN)

    def _in_cell(self, cell: Any) -> Iterator[str]:
        for element in cell:
            if element.tag == f"{W}tbl":
                rows = [", ".join(filter(None, row)) for row in self._rows(element)]
                yield "; ".join(rows)
            elif element.tag == f"{W}p":
                yield from self._paragraph(element, in_cell=True)
            elif element.tag not in NOT_TEXT and element.tag not in DELETED:
                yield from self._in_cell(element)

    def _paragraph(self, element: Any, *, in_cell: bool = False) -> Iterator[str]:
        text = self._drop_cap + self.text(element).strip()
        frame = element.find(f"{W}pPr/{W}framePr")
        # A first letter that Word has put into a paragraph of its own.
        is_drop_cap = frame is not None and frame.get(f"{W}dropCap") in ("drop", "margin")
        self._drop_cap = text if is_drop_cap else ""
        if text and not is_drop_cap:
            prefix = self._prefix(element)
            yield (prefix.lstrip("# ") if in_cell else prefix) + text
        for box in element.iter(*_BOXES):
            if not _in_fallback(box) and _paragraph_of(box) is element:
                yield from self._box(box)

    def _box(self, box: Any) -> Iterator[str]:
        """What a paragraph holds beside its text."""
        account = self._word.account
        if box.tag == f"{W}txbxContent":
            yield from self.blocks(box)
        elif box.tag == _CHART:
            root = self._related(box.get(f"{_R}id"))
            yield chart_text(root, account) if root is not None else ""
        elif box.tag == f"{W}object":
            account.leave("embedded object")
        elif box.tag == _NEW_CHART:
            account.leave("chart", reason="of a kind that is not read")
        elif box.tag == _DIAGRAM:
            root = self._related(box.get(f"{_R}dm"))
            yield diagram_text(root) if root is not None else ""
        elif box.tag == _CANVAS:
            yield drawn_text(box)
        else:
            title = _title_of(box)
            account.leave("picture", title)
            yield f"[Picture: {title}]" if title else ""

    def _related(self, relation: str | None) -> Any:
        """The root of a related XML part; None if it is absent or damaged."""
        from lxml import etree

        if relation not in self._part.rels:
            return None
        try:
            parser = etree.XMLParser(resolve_entities=False)
            return etree.fromstring(self._part.rels[relation].target_part.blob, parser)
        except (etree.XMLSyntaxError, ValueError):
            return None

    def _prefix(self, paragraph: Any) -> str:
        """The Markdown of a heading or of a list item, with its number."""
        properties = paragraph.find(f"{W}pPr")
        style_id = value(properties, "w:pStyle")
        outline = value(properties, "w:outlineLvl")
        heading = self._word.styles.heading_level(style_id)
        if outline:
            heading = int(outline) + 1 if outline in "012345" else 0
        label, level = self._label(properties, style_id)
        if heading:
            number = f"{label} " if label not in ("", "-") else ""
            return "#" * heading + " " + number
        if label:
            return "  " * level + label + " "
        return ""

    def _label(self, properties: Any, style_id: str | None) -> tuple[str, int]:
        styles, numbering = self._word.styles, self._word.numbering
        number_id = value(properties, "w:numPr/w:numId")
        level_text = value(properties, "w:numPr/w:ilvl")
        inherited, inherited_level, source = styles.numbering(style_id)
        level_text = level_text or inherited_level
        if number_id is None:
            number_id = inherited
        if number_id is None:
            is_list = styles.name(style_id).startswith("list ")
            return "-" if is_list else "", 0
        linked = str(numbering.level_of(number_id, source)) if level_text is None else level_text
        level = int(linked) if len(linked) == 1 and linked in "012345678" else 0
        return numbering.next_label(number_id, level) or "", level

    def text(self, element: Any) -> str:
        """The visible text of one paragraph, text boxes apart."""
        style_id = value(element, "w:pPr/w:pStyle") if element.tag == f"{W}p" else None
        return Paragraph(self._word, style_id).text(element)


def _children(parent: Any, tag: str) -> Iterator[Any]:
    """The children of this kind, also those in content controls and insertions."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}moveTo"):
            yield from _children(element, tag)


def _paragraph_of(element: Any) -> Any:
    return next(element.iterancestors(f"{W}p"), None)


def _in_fallback(element: Any) -> bool:
    return next(element.iterancestors(f"{MC}Fallback"), None) is not None


def _title_of(picture: Any) -> str:
    """What the author wrote about a picture, else nothing."""
    for ancestor in picture.iterancestors():
        properties = ancestor.find(_DRAWING)
        if properties is not None:
            words = properties.get("descr") or properties.get("title") or ""
            return one_spaced(words)[:_LONGEST_TITLE]
        if ancestor.tag == f"{W}p":
            break
    return ""

"""The XML of Word as Markdown blocks: paragraphs, lists with their numbers, tables, text boxes,
formulas, charts. What is hidden, deleted or struck out is left out and counted.

Paragraphs are walked in XML, because python-docx's own `paragraphs` and `text` skip content
controls, tracked insertions and text boxes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .account import Account
from .charts import chart_text, diagram_text
from .formulas import formula_text
from .scripts import raised
from .symbols import TICKED, UNTICKED, in_symbol_font, symbol
from .tables import markdown_table
from .wordstyles import Numbering, Styles, W, flag, value

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_NEW_CHART = "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart"
_BOXES = (f"{W}txbxContent", f"{W}object", _CHART, _NEW_CHART, _DIAGRAM, _PICTURE)
_SPACES = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_NOT_TEXT = frozenset(
    {f"{W}pPr", f"{W}rPr", f"{W}tblPr", f"{W}tblGrid", f"{W}tcPr", f"{W}sdtPr", f"{_MC}Fallback"}
)
_DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
_PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES")
_WIDEST_SPAN = 62


@dataclass(frozen=True, slots=True)
class Word:
    """What all parts of a Word file share. `comments` are by their number, and each is taken out
    where it is read.
    """

    styles: Styles
    numbering: Numbering
    account: Account
    comments: dict[str, str] = field(default_factory=dict)
    note_numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def note_number(self, kind: str, note_id: str) -> int:
        """The number that a foot- or endnote shows: they count from 1 in the order of the text."""
        return self.note_numbers.setdefault((kind, note_id), len(self.note_numbers) + 1)


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
            elif element.tag in _DELETED:
                self._word.account.remove("deleted text runs")
            elif element.tag not in _NOT_TEXT:
                yield from self.blocks(element)  # content controls, insertions, custom XML

    def _rows(self, table: Any) -> Iterator[list[str]]:
        """The rows of a table, not those of tables in its cells."""
        for row in _children(table, f"{W}tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                self._word.account.remove("deleted table rows")
                continue
            yield [text for cell in _children(row, f"{W}tc") for text in self._cells(cell)]

    def _cells(self, cell: Any) -> list[str]:
        """The text of a cell, and an empty one for each further column that it covers."""
        span = value(cell, "w:tcPr/w:gridSpan") or "1"
        covered = int(span) - 1 if span.isdecimal() and len(span) < 4 else 0
        return [" ".join(self._in_cell(cell)), *[""] * min(covered, _WIDEST_SPAN)]

    def _in_cell(self, cell: Any) -> Iterator[str]:
        for element in cell:
            if element.tag == f"{W}tbl":
                yield "; ".join(", ".join(filter(None, row)) for row in self._rows(element))
            elif element.tag == f"{W}p":
                yield from self._paragraph(element, in_cell=True)
            elif element.tag not in _NOT_TEXT and element.tag not in _DELETED:
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
            return "#" * heading + " " + (f"{label} " if label not in ("", "-") else "")
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
                return ("-", 0) if styles.name(style_id).startswith("list ") else ("", 0)
        linked = str(numbering.level_of(number_id, source)) if level_text is None else level_text
        level = int(linked) if len(linked) == 1 and linked in "012345678" else 0
        return numbering.next_label(number_id, level) or "", level

    def text(self, element: Any) -> str:
        """The visible text of one paragraph, text boxes apart."""
        style_id = value(element, "w:pPr/w:pStyle") if element.tag == f"{W}p" else None
        return _Inline(self._word, style_id).text(element)


class _Inline:
    """The text of one paragraph; knows the field that is open."""

    def __init__(self, word: Word, style_id: str | None) -> None:
        self._word = word
        self._style_id = style_id
        self._fields: list[str] = []
        self._in_result = False

    def text(self, element: Any) -> str:
        """The text of an element and of those in it."""
        parts: list[str] = []
        for child in element:
            tag = child.tag
            if tag == f"{W}t":
                parts.append("" if self._is_page_number() else child.text or "")
            elif tag in _SPACES:
                parts.append(_SPACES[tag])
            elif tag == f"{W}r":
                parts.append(self._run(child))
            elif tag in (f"{_M}oMath", f"{_M}oMathPara"):
                parts.append(formula_text(child))
            elif tag == f"{W}sdt":
                parts.append(self._control(child))
            elif tag == f"{W}ruby":
                parts.append(self._ruby(child))
            elif tag in _SIGNS:
                parts.append(_SIGNS[tag](self, child))
            elif tag in _DELETED:
                self._word.account.remove("deleted text runs")
            elif tag == f"{W}fldSimple" and _is_page_field(child.get(f"{W}instr", "")):
                continue
            elif tag not in _NOT_TEXT and tag != f"{W}txbxContent":
                parts.append(self.text(child))
        return "".join(parts)

    def _run(self, run: Any) -> str:
        text = self.text(run)
        if not text.strip():
            return text
        properties = run.find(f"{W}rPr")
        if self._says(properties, "vanish"):
            self._word.account.remove("hidden text runs")
            return ""
        if self._says(properties, "strike") or self._says(properties, "dstrike"):
            self._word.account.remove("struck-out text runs")
            return ""
        fonts = properties.find(f"{W}rFonts") if properties is not None else None
        text = in_symbol_font(text, fonts.get(f"{W}ascii", "") if fonts is not None else "")
        return raised(text) if value(properties, "w:vertAlign") == "superscript" else text

    def _says(self, properties: Any, name: str) -> bool:
        """An on/off property of a run: its own, else that of its style, else of the paragraph's."""
        said = flag(properties, name)
        if said is None:
            said = self._word.styles.run_flag(value(properties, "w:rStyle"), name)
        if said is None:
            said = self._word.styles.run_flag(self._style_id, name)
        return bool(said)

    def _control(self, control: Any) -> str:
        box = control.find(f"{W}sdtPr/{_W14}checkbox/{_W14}checked")
        if box is not None:
            return TICKED if box.get(f"{_W14}val") in ("1", "true", "on") else UNTICKED
        content = control.find(f"{W}sdtContent")
        return self.text(content) if content is not None else ""

    def _ruby(self, ruby: Any) -> str:
        base, reading = ruby.find(f"{W}rubyBase"), ruby.find(f"{W}rt")
        above = self.text(reading) if reading is not None else ""
        return (self.text(base) if base is not None else "") + (f"({above})" if above else "")

    def _symbol(self, element: Any) -> str:
        place = element.get(f"{W}char", "")
        font = element.get(f"{W}font", "")
        try:
            sign = symbol(font, int(place[:6], 16))
        except ValueError:
            sign = None
        if sign is None:
            self._word.account.leave("symbol", f"{font} {place}")
        return sign or ""

    def _comment(self, element: Any) -> str:
        comment = self._word.comments.pop(element.get(f"{W}id", ""), "")
        return f" [{comment}]" if comment else ""

    def _note(self, element: Any) -> str:
        kind = "footnote" if element.tag == f"{W}footnoteReference" else "endnote"
        return f"[{self._word.note_number(kind, element.get(f'{W}id', ''))}]"

    def _field(self, element: Any) -> str:
        """The bounds of a field. Of a check box of old forms only its field knows the tick."""
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append("")
            box = element.find(f"{W}ffData/{W}checkBox")
            if box is not None:
                ticked = flag(box, "checked")
                return TICKED if (flag(box, "default") if ticked is None else ticked) else UNTICKED
        elif kind == "separate":
            self._in_result = True
        elif kind == "end" and self._fields:
            self._fields.pop()
            self._in_result = bool(self._fields)
        return ""

    def _instruction(self, element: Any) -> str:
        if self._fields:
            self._fields[-1] += element.text or ""
        return ""

    def _is_page_number(self) -> bool:
        return self._in_result and bool(self._fields) and _is_page_field(self._fields[-1])


_SIGNS = {
    f"{W}sym": _Inline._symbol,
    f"{W}commentReference": _Inline._comment,
    f"{W}footnoteReference": _Inline._note,
    f"{W}endnoteReference": _Inline._note,
    f"{W}fldChar": _Inline._field,
    f"{W}instrText": _Inline._instruction,
}


def _is_page_field(instruction: str) -> bool:
    words = instruction.split()
    return bool(words) and words[0].upper() in _PAGE_FIELDS


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
    return next(element.iterancestors(f"{_MC}Fallback"), None) is not None


def _title_of(picture: Any) -> str:
    """What the author wrote about a picture, else nothing."""
    for ancestor in picture.iterancestors():
        properties = ancestor.find(_DRAWING)
        if properties is not None:
            return " ".join((properties.get("descr") or properties.get("title") or "").split())[
                :200
            ]
        if ancestor.tag == f"{W}p":
            break
    return ""

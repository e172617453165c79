"""The text of one Word paragraph: runs, fields, symbols, check boxes, formulas. What is hidden,
deleted or struck out is left out and counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .account import Account
from .formulas import formula_text
from .scripts import raised
from .symbols import TICKED, UNTICKED, in_symbol_font, symbol
from .whitetext import is_white_on_white
from .wordstyles import Numbering, Styles, W, flag, value

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_RUN_PROPERTIES = f"{W}rPr"
_SPACES = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
NOT_TEXT = frozenset(
    {f"{W}pPr", f"{W}rPr", f"{W}tblPr", f"{W}tblGrid", f"{W}tcPr", f"{W}sdtPr", f"{MC}Fallback"}
)
DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
_PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES")


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
        following = len(self.note_numbers) + 1
        return self.note_numbers.setdefault((kind, note_id), following)


def _font(properties: Any) -> str:
    fonts = properties.find(f"{W}rFonts") if properties is not None else None
    return fonts.get(f"{W}ascii", "") if fonts is not None else ""


class Paragraph:
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
                parts.append(self._words(child.text or ""))
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
            elif tag in DELETED:
                self._word.account.remove("deleted text runs")
            elif tag == f"{W}fldSimple" and _is_page_field(child.get(f"{W}instr", "")):
                self._word.account.remove("page numbers")
            elif tag not in NOT_TEXT and tag != f"{W}txbxContent":
                parts.append(self.text(child))
        return "".join(parts)

    def _run(self, run: Any) -> str:
        text = self.text(run)
        if not text.strip():
            return text
        properties = run.find(_RUN_PROPERTIES)
        run_style = value(properties, "w:rStyle")
        if self._says(properties, run_style, "vanish"):
            self._word.account.remove("hidden text runs")
            return ""
        is_struck = self._says(properties, run_style, "strike")
        if is_struck or self._says(properties, run_style, "dstrike"):
            self._word.account.remove("struck-out text runs")
            return ""
        if is_white_on_white(run, properties, self._style_id, self._word.styles):
            self._word.account.remove("white text runs")
            return ""
        if not text.isascii():
            text = in_symbol_font(text, _font(properties))
        return raised(text) if value(properties, "w:vertAlign") == "superscript" else text

    def _says(self, properties: Any, run_style: str | None, name: str) -> bool:
        """An on/off property of a run: its own, else that of its style, else of the paragraph's."""
        said = flag(properties, name)
        if said is None and run_style is not None:
            said = self._word.styles.run_flag(run_style, name)
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
        text = self.text(base) if base is not None else ""
        above = self.text(reading) if reading is not None else ""
        return f"{text}({above})" if above else text

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
                if ticked is None:
                    ticked = flag(box, "default")
                return TICKED if ticked else UNTICKED
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

    def _words(self, text: str) -> str:
        """`text`, unless it is the number of the page, which changes with the paper."""
        if self._in_result and self._fields and _is_page_field(self._fields[-1]):
            self._word.account.remove("page numbers")
            return ""
        return text


_SIGNS = {
    f"{W}sym": Paragraph._symbol,
    f"{W}commentReference": Paragraph._comment,
    f"{W}footnoteReference": Paragraph._note,
    f"{W}endnoteReference": Paragraph._note,
    f"{W}fldChar": Paragraph._field,
    f"{W}instrText": Paragraph._instruction,
}


def _is_page_field(instruction: str) -> bool:
    words = instruction.split()
    return bool(words) and words[0].upper() in _PAGE_FIELDS

"""RTF by a reader of our own: text with its headings and lists, tables, notes, comments, formulas
and signs of symbol fonts. Libraries for RTF read the running text only.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ..language.words import one_spaced
from .account import Account
from .draft import Draft, Page
from .limits import Limits
from .rtffields import Field
from .rtfmath import BEGINNINGS, FormulaBuilder
from .rtfstyles import NO_FONT, RtfStyles
from .rtftable import RtfTables
from .rtftokens import Token, tokens_of
from .scripts import BULLETS, raised
from .symbols import symbol

# Groups that hold no text of the document. Those that a reader may skip (\*) are skipped too, but
# for the ones in _KEPT.
_SKIPPED = frozenset(
    "fonttbl colortbl stylesheet info sp themedata listtable listoverridetable rsidtbl fldinst nonshppict"
    " nonesttables shprslt xe tc txe rxe pntxta pntxtb ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn".split()
)
_KEPT = frozenset("annotation shpinst shptxt shppict ud nesttableprops".split()) | BEGINNINGS
_BRACKETED = {"footnote": "Note", "annotation": "Comment"}
_MARGINS = {
    name + side: title
    for name, title in (("header", "Header"), ("footer", "Footer"))
    for side in ("", "l", "r", "f")
}
_SIGNS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_PARAGRAPH_ENDS = frozenset({"par", "page", "sect", "column"})
# Text with a line through it, deleted in a tracked change, or hidden.
_UNSHOWN = {
    "strike": "struck-out text runs",
    "striked": "struck-out text runs",
    "deleted": "deleted text runs",
    "v": "hidden text runs",
}
_FEWEST_LETTERS_IN_MARGIN = 8  # "Page 3 of 9" without its numbers


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group, and ends with it."""

    is_skipped: bool = False
    unshown: str = ""
    font: int = NO_FONT
    fallback_characters: int = 1  # that follow a \u
    is_raised: bool = False
    capture: str = ""  # what the text of the group becomes when it ends
    is_choice: bool = False  # {\upr{bytes}{\*\ud Unicode}}: the first is for old programs


class _Around(NamedTuple):
    """What is open around a note: see _Writer."""

    blocks: list[str]
    parts: list[str]
    level: int


@dataclass(slots=True)
class _Writer:
    """The text so far: blocks, the paragraph that is open, and those around a note."""

    tables: RtfTables
    blocks: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    level: int = 0
    around: list[_Around] = field(default_factory=list)
    margins: dict[str, None] = field(default_factory=dict)


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """Heads, the text with its notes where they are cited, feet; formatting is left out."""
    reader = _Reader(RtfStyles.of(data))
    for token in tokens_of(data):
        reader.take(token)
    page = Page(reader.whole().translate(BULLETS))
    return reader.account.draft([page], "application/rtf")


class _Reader:
    """Takes one token after the other."""

    def __init__(self, styles: RtfStyles) -> None:
        self.account = Account()
        self._styles = styles
        self._state = _State()
        self._stack: list[_State] = []
        self._writer = _Writer(RtfTables())
        self._bytes = b""
        self._left_to_skip = 0
        self._is_starred = False
        self._formula: FormulaBuilder | None = None
        self._field = Field()

    def whole(self) -> str:
        """All blocks, heads first."""
        self._end_paragraph()
        self._end_table()
        writer = self._writer
        heads = [text for text in writer.margins if text.startswith("[Header")]
        feet = [text for text in writer.margins if text.startswith("[Footer")]
        return "\n\n".join([*heads, *writer.blocks, *feet])

    def take(self, token: Token) -> None:
        """The next token."""
        if token.kind == "text":
            self._take_bytes(token.data)
            return
        self._flush_bytes()
        if token.kind == "{":
            self._begin_group()
        elif token.kind == "}":
            self._end_group()
        elif token.kind == "sign":
            self._sign(token.word)
        elif token.word == "u":
            self._add(_character(token.number or 0))
            self._left_to_skip = self._state.fallback_characters
        else:
            self._left_to_skip = 0
            self._word(token)

    def _take_bytes(self, data: bytes) -> None:
        if self._left_to_skip and not self._bytes:
            skipped = min(self._left_to_skip, len(data))
            self._left_to_skip -= skipped
            data = data[skipped:]
        self._bytes += data

    def _flush_bytes(self) -> None:
        """Bytes are decoded together: two of them can be one character."""
        data, self._bytes = self._bytes, b""
        if not data or self._state.is_skipped:
            self._field.hear(data)
            return
        font = self._state.font
        name = self._styles.symbol_fonts.get(font)
        if name is not None:
            signs = (symbol(name, place) or chr(place) for place in data)
            self._add("".join(signs))
            return
        encoding = self._styles.encodings.get(font, self._styles.encoding)
        self._add(data.decode(encoding, "replace"))

    def _begin_group(self) -> None:
        self._left_to_skip = 0
        self._stack.append(self._state)
        self._state = replace(self._state, capture="", is_choice=False)
        if self._stack[-1].is_choice:
            self._state = replace(self._state, is_skipped=True)
        if self._formula:
            self._formula.begin_group()

    def _end_group(self) -> None:
        self._left_to_skip = 0
        ended = self._state
        self._state = self._stack.pop() if self._stack else _State()
        if self._formula and not self._formula.end_group():
            formula, self._formula = self._formula, None
            self._add(f" {formula.text} ")
        if ended.capture:
            self._end_capture(ended.capture)

    def _sign(self, sign: str) -> None:
        self._left_to_skip = 0
        if sign == "*":
            self._is_starred = True
        elif sign == "~":
            self._add(" ")
        elif sign == "_":
            self._add("-")
        elif sign in "\\{}":
            self._add(sign)
        elif sign in "\r\n":
            self._end_paragraph()

    def _word(self, token: Token) -> None:
        word, number = token.word, token.number
        starred, self._is_starred = self._is_starred, False
        if word == "ud":
            self._state = replace(self._state, is_skipped=self._stack[-2].is_skipped)
        elif word in _SKIPPED or (starred and word not in _KEPT):
            self._state = replace(self._state, is_skipped=True)
        if self._state.is_skipped:
            self._field.tell(word, number)
            return
        if word == "fldrslt":
            self._add(self._field.taken())
        elif word in BEGINNINGS and not self._formula:
            self._formula = FormulaBuilder()
        elif self._formula:
            self._formula.name_group(word)
        elif word in _SIGNS:
            self._add(_SIGNS[word])
        elif word in _PARAGRAPH_ENDS:
            self._end_paragraph()
        elif word in _BRACKETED or word in _MARGINS:
            self._begin_capture(word)
        elif word in ("pict", "object"):
            kind = "picture" if word == "pict" else "embedded object"
            self.account.leave(kind)
            self._state = replace(self._state, is_skipped=True)
        elif not self._table_word(word) and not self._paragraph_word(word, number):
            self._character_word(word, number)

    def _table_word(self, word: str) -> bool:
        tables = self._writer.tables
        if word in ("cell", "nestcell"):
            tables.end_cell(self._taken(), nested=word == "nestcell")
        elif word in ("row", "nestrow"):
            tables.end_row(nested=word == "nestrow")
        elif word == "intbl":
            tables.is_open = True
        else:
            return False
        return True

    def _paragraph_word(self, word: str, number: int | None) -> bool:
        writer = self._writer
        if word == "pard":
            writer.tables.is_open = False
            writer.level = 0
        elif word == "s":
            writer.level = self._styles.headings.get(number or 0, 0)
        elif word == "outlinelevel" and number is not None:
            writer.level = number + 1 if 0 <= number < 6 else 0
        elif word == "shptxt":
            self._begin_capture(word)
        else:
            return False
        return True

    def _character_word(self, word: str, number: int | None) -> None:
        state = self._state
        if word in _UNSHOWN:
            self._state = replace(state, unshown="" if number == 0 else _UNSHOWN[word])
        elif word == "plain":
            self._state = replace(state, unshown="", font=NO_FONT, is_raised=False)
        elif word == "f":
            self._state = replace(state, font=NO_FONT if number is None else number)
        elif word == "uc":
            self._state = replace(state, fallback_characters=number or 0)
        elif word == "super":
            self._state = replace(state, is_raised=number != 0)
        elif word in ("nosupersub", "sub"):
            self._state = replace(state, is_raised=False)
        elif word == "upr":
            self._state = replace(state, is_choice=True)

    def _add(self, text: str) -> None:
        state = self._state
        if state.is_skipped or not text:
            return
        if self._formula:
            self._formula.add(text)
        elif state.unshown:
            if text.strip():
                self.account.remove(state.unshown)
        else:
            self._writer.parts.append(raised(text) if state.is_raised else text)

    def _taken(self) -> str:
        """The open paragraph, which is empty afterwards."""
        text = "".join(self._writer.parts)
        self._writer.parts.clear()
        return text

    def _end_paragraph(self) -> None:
        writer = self._writer
        if writer.tables.is_open:
            writer.parts.append("\n")
            return
        text = self._taken().strip(" \n")
        self._end_table()
        if text.strip():
            signs = "#" * writer.level + " " if writer.level else ""
            writer.blocks.append(signs + text)

    def _end_table(self) -> None:
        if table := self._writer.tables.taken():
            self._writer.blocks.append(table)

    def _begin_capture(self, word: str) -> None:
        writer = self._writer
        writer.around.append(_Around(writer.blocks, writer.parts, writer.level))
        writer.blocks, writer.parts, writer.level = [], [], 0
        self._state = replace(self._state, capture=word, unshown="")

    def _end_capture(self, word: str) -> None:
        writer = self._writer
        was_open, writer.tables.is_open = writer.tables.is_open, False
        text = self._taken().strip()
        blocks = [*writer.blocks, *filter(None, [text])]
        writer.blocks, writer.parts, writer.level = writer.around.pop()
        writer.tables.is_open = was_open
        if word == "shptxt":
            writer.blocks.extend(blocks)
            return
        said = one_spaced(" ".join(blocks))
        if word in _BRACKETED:
            writer.parts.append(f" [{_BRACKETED[word]}: {said}]" if said else "")
        elif sum(map(str.isalpha, said)) >= _FEWEST_LETTERS_IN_MARGIN:
            writer.margins[f"[{_MARGINS[word]}] {said}"] = None
        else:
            self.account.remove("page numbers", bool(said))


def _character(code: int) -> str:
    """What \\u means: 16 bits with a sign; halves of a pair come one after the other."""
    return chr(code % 0x10000)

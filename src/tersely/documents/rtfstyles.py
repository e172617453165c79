"""What the tables at the head of an RTF file say: the encodings and names of fonts, and which
styles are headings.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

# A style of the style sheet that is a heading, by its name or its level in outlines (0 is the
# highest).
_HEADING_STYLE = re.compile(
    rb"\{(?:\\\*)?\\s(\d{1,9})(?![^{}]{0,400}\\outlinelevel9)"
    rb"(?:[^{}]{0,400}?\\outlinelevel([0-5])(?!\d)[^{}]{0,400}|[^{}]{0,400}?\bheading ([1-6]));\}",
    re.IGNORECASE,
)
_FONT = re.compile(rb"\\f(\d{1,9})(?![A-Za-z])((?:[^{};]|\{[^{}]*\}){0,400});")
_CHARSET = re.compile(rb"\\fcharset(\d{1,3})")
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{1,5})")
_GROUPS_AND_WORDS = re.compile(rb"\{[^{}]*\}|\\\*|\\[A-Za-z]{1,32}-?\d{0,10} ?|[\r\n]")
_SYMBOLS = 2  # the charset of fonts whose places are signs
_DEFAULT_CHARSET = 1  # the encoding of the file
NO_FONT = -1  # the number of none
# \fcharset to code page, section "Font Table" of the specification.
_CODE_PAGES = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "cp1361", 134: "gbk", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RtfStyles:
    """`headings` are levels by the number of the style; `fonts` names of symbol fonts, and
    `encodings` those of the others, by the number of the font.
    """

    encoding: str = "cp1252"
    headings: dict[int, int] = field(default_factory=dict)
    encodings: dict[int, str] = field(default_factory=dict)
    symbol_fonts: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: bytes) -> RtfStyles:
        """The tables of a file."""
        headings: dict[int, int] = {}
        for heading in _HEADING_STYLE.finditer(data):
            style, outline, level = heading.groups()
            headings[int(style)] = int(outline) + 1 if outline else int(level)
        encodings: dict[int, str] = {}
        symbols: dict[int, str] = {}
        start = data.find(b"\\fonttbl")
        end = data.find(b"\\colortbl", start)
        for font in _FONT.finditer(data, max(0, start), len(data) if end < 0 else end):
            number, about = int(font[1]), font[2]
            charset = _CHARSET.search(about)
            kind = int(charset[1]) if charset else _DEFAULT_CHARSET
            if kind == _SYMBOLS:
                name = _GROUPS_AND_WORDS.sub(b"", about)
                symbols[number] = name.decode("latin-1").strip()
            elif kind in _CODE_PAGES:
                encodings[number] = _CODE_PAGES[kind]
        return cls(_encoding(data), headings, encodings, symbols)


def _encoding(data: bytes) -> str:
    """That of text in a font which names none."""
    stated = _CODE_PAGE.search(data, 0, 2_000)
    if stated:
        try:
            return codecs.lookup(f"cp{stated[1].decode()}").name
        except LookupError:
            pass
    head = data[:2_000]
    if b"\\mac" in head:
        return "mac_roman"
    return "cp437" if b"\\pc" in head and b"\\pca" not in head else "cp1252"

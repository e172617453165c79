"""Signs that Office files keep as places in a symbol font, as the characters that they look like."""

from __future__ import annotations

import re

_GREEK = dict(
    zip(
        "abgdezhqiklmnxoprstufcywABGDEZHQIKLMNXOPRSTUFCYW",
        "αβγδεζηθικλμνξοπρστυφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ",
        strict=True,
    )
)
_SYMBOL = {ord(latin): greek for latin, greek in _GREEK.items()} | {
    0x22: "∀", 0x24: "∃", 0x27: "∋", 0x2D: "−", 0x40: "≅", 0x56: "ς", 0x5C: "∴", 0x5E: "⊥", 0xA3: "≤",
    0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB3: "≥",
    0xB4: "×", 0xB5: "∝", 0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…",
    0xC5: "⊕", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0xCC: "⊂", 0xCE: "∈", 0xCF: "∉", 0xD1: "∇", 0xD2: "®",
    0xD3: "©", 0xD4: "™", 0xD5: "∏", 0xD6: "√", 0xD7: "⋅", 0xD8: "¬", 0xD9: "∧", 0xDA: "∨", 0xDB: "⇔",
    0xDE: "⇒", 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
_WINGDINGS = {
    0x28: "☎", 0x2A: "✉", 0x46: "☞", 0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "☐",
    0x76: "❖", 0x9F: "•", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE8: "➔", 0xF0: "⇨",
    0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "•", 0xA2: "■", 0xA3: "☐",
}  # fmt: skip
_WEBDINGS = {0x61: "✓", 0x63: "☐", 0x67: "■", 0x72: "✗"}
_FONTS = {
    "symbol": _SYMBOL,
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "webdings": _WEBDINGS,
}
_IN_PRIVATE_USE = re.compile("[\uf000-\uf0ff]")
_PRIVATE_USE = 0xF000  # where symbol fonts keep their 256 places
TICKED, UNTICKED = "☒", "☐"


def symbol(font: str, place: int) -> str | None:
    """The character at `place` of a symbol font, or None if it is not known.

    >>> symbol("Wingdings", 0xF0FE), symbol("Symbol", 0x61), symbol("Wingdings", 0x21)
    ('☑', 'α', None)
    """
    if place & 0xFF00 == _PRIVATE_USE:
        place &= 0xFF
    signs = _FONTS.get(font.strip().lower())
    if signs is None:
        return chr(place) if 0x20 < place < 0xD800 else None
    return signs.get(place)


def in_symbol_font(text: str, font: str = "") -> str:
    """`text` whose private places are those of `font`, by default Wingdings: check boxes, arrows.

    >>> in_symbol_font("\uf0fe yes")
    '☑ yes'
    """
    if text.isascii() or not _IN_PRIVATE_USE.search(text):
        return text
    name = font if font.strip().lower() in _FONTS else "Wingdings"
    return "".join(
        symbol(name, ord(character)) or character
        if _PRIVATE_USE <= ord(character) < _PRIVATE_USE + 256
        else character
        for character in text
    )

"""Removing what a reader of the page would not see, and counting it.

ZWJ and ZWNJ stay: words of Persian, Hindi and others are misspelt without them.
"""

from __future__ import annotations

import re
from collections import Counter

from ..screen_text import SIGNS

_ANSI = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC: titles, hyperlinks
    r"|[ -/]+[0-~]|[0-Z\\^-~])"
)
_ANY = re.compile(f"[{''.join(SIGNS.values())}]")
# The first bytes, in UTF-8, of signs beyond ASCII, and all bytes with which none of SIGNS begins.
_FIRST_BYTES = b"\xc2\xd8\xe1\xe2\xed\xef\xf3"
_HARMLESS_ASCII = bytes(byte for byte in range(128) if not _ANY.match(chr(byte)))
_HARMLESS = _HARMLESS_ASCII + bytes(range(128, 256)).translate(None, _FIRST_BYTES)
_SIGNS = {name: re.compile(f"[{signs}]") for name, signs in SIGNS.items()}
# (class, what must be there for it to occur, what is removed), in this order: escapes and the
# letters that man pages overstrike must go before their control characters do.
_CLASSES = (
    ("ANSI escapes", re.compile("\x1b"), _ANSI),
    ("overstruck characters", re.compile("\x08"), re.compile(r"[^\n]\x08")),
    *((name, sign, sign) for name, sign in _SIGNS.items()),
)


def _signs_in(text: str) -> str:
    """The characters of `text` that are to be removed, each once."""
    data = text.encode("utf-8", "surrogatepass")
    if not data.translate(None, _HARMLESS):
        return ""  # told in a tenth of the time that the pattern takes
    rest = data.translate(None, _HARMLESS_ASCII).decode("utf-8", "surrogatepass")
    return "".join(set(_ANY.findall(rest)))


def clean(text: str) -> tuple[str, Counter[str]]:
    """`text` with line ends as "\\n" and without invisible characters, and how many of each class
    were removed.
    """
    removed: Counter[str] = Counter()
    present = _signs_in(text)
    for name, sign, pattern in _CLASSES if present else ():
        if sign.search(present):
            text, removed[name] = pattern.subn("", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for line_end in ("\f", "\v", "\x85"):
        if line_end in text:
            text = text.replace(line_end, "\n")
    return text, +removed

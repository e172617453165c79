"""Removing what a reader of the page would not see, and counting it.

ZWJ and ZWNJ stay: words of Persian, Hindi and others are misspelt without them.
"""

from __future__ import annotations

import re
from collections import Counter

_ANSI = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC: titles, hyperlinks
    r"|[ -/]+[0-~]|[0-Z\\^-~])"
)
# In this order: an overstruck letter (man pages) must go before its backspace does.
_CLASSES = (
    ("ANSI escapes", _ANSI),
    ("overstruck characters", re.compile(r"[^\n]\x08")),
    ("control characters", re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]")),
    ("bidi controls", re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")),
    ("tag characters", re.compile("[\U000e0000-\U000e007f]")),
    ("zero-width spaces", re.compile("[\u200b\u2060-\u2064]")),
    ("byte order marks", re.compile("\ufeff")),
    ("soft hyphens", re.compile("\u00ad")),
)
# One character class finds out quickly that nothing is to be done; every pattern above needs one of these.
_ANY = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


def clean(text: str) -> tuple[str, Counter[str]]:
    """`text` with line ends as "\\n" and without invisible characters, and how many of each class were removed."""
    removed: Counter[str] = Counter()
    if _ANY.search(text):
        for name, pattern in _CLASSES:
            text, count = pattern.subn("", text)
            if count:
                removed[name] = count
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\f" in text or "\v" in text or "\x85" in text:
        text = text.replace("\f", "\n").replace("\v", "\n").replace("\x85", "\n")
    return text, removed

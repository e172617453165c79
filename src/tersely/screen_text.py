"""What may reach a screen: text without anything that a terminal or a browser obeys.

The one sanitizer. It goes by effect, not by Unicode category: the signs of Arabic numbers and
verses (U+0600 to U+0605, U+06DD) are format characters like the bidi overrides, and visible.
"""

from __future__ import annotations

import json
import re
from typing import Any

# By class, as ranges of a pattern; documents/cleaning counts them by these names.
SIGNS = {
    "control characters": "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffb\ufffe\uffff\ud800-\udfff",
    "bidi controls": "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f",
    "tag characters": "\U000e0000-\U000e007f",
    "zero-width spaces": "\u180e\u200b\u2060-\u2064",
    "byte order marks": "\ufeff",
    "soft hyphens": "\u00ad",
}
# A document's line ends other than the newline have become newlines; elsewhere they move the
# cursor.
_LINE_ENDS = "\x0b\x0c\r\x85\u2028\u2029"
# Whole sequences, that no rest of one is left as text. A string without its end is none: what
# stands behind it is text.
_SEQUENCES = (
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)"  # titles, clipboard
    r"|\x1b[ -/]+[0-~]|\x1b[0-Z\\^-~]"
)
_OBEYED = re.compile(f"{_SEQUENCES}|[{SIGNS['control characters']}]")
_SIGN = f"[{''.join(SIGNS.values())}{_LINE_ENDS}]"
UNSHOWABLE = re.compile(f"{_SEQUENCES}|{_SIGN}")
# In JSON each sign for itself: a sequence that a text leaves open would take the quotation mark.
_UNSHOWABLE_SIGN = re.compile(_SIGN)


def shown(text: str, instead: str = "") -> str:
    """`text` with `instead` for what a screen would obey; line feeds, tabs and joiners stay.

    >>> shown("\\x1b[31mred\\x1b[0m \\u202eno\\u06dd\\x07")
    'red no\\u06dd'
    """
    return UNSHOWABLE.sub(instead, text)


def without_sequences(text: str) -> str:
    """`text` without what a terminal obeys, all other signs as they are: what a model writes
    becomes part of our sentences, where the end of a sequence that it left open may come from
    elsewhere.

    >>> without_sequences("\\x1b]0;name\\x07 one\\u200b two\\x1b]")
    ' one\\u200b two]'
    """
    return _OBEYED.sub("", text)


def json_text(value: Any, *, indent: int | None = 2) -> str:
    """`value` as JSON that may reach a screen: every character is there, and what a screen would
    obey is escaped.

    >>> print(json_text({"name": "caf\u00e9 \u202efdp\x9b"}, indent=None))
    {"name": "café \\u202efdp\\u009b"}
    """
    return _UNSHOWABLE_SIGN.sub(
        lambda match: json.dumps(match[0])[1:-1],
        json.dumps(value, ensure_ascii=False, indent=indent),
    )


def excerpt(text: str, characters: int) -> str:
    """The text on one line; of a longer one the beginning, cut at a word where there is one."""
    line = " ".join(text.split())
    if len(line) <= characters:
        return line
    return f"{line[:characters].rsplit(' ', 1)[0]} …"


_PHRASE = re.compile(r" (?:of|that|before|in|outside|without|read)\b")
_PLURALS = (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("feet", "foot"), ("s", ""))


def counted(count: int, kind: str) -> str:
    """What a plural phrase names, counted, e.g. "1 HTML comment", "1 line of macros", "1 repeated
    header or footer", "2 hidden sheets".
    """
    if count != 1:
        return f"{count:,} {kind}"
    rest = _PHRASE.search(kind)
    head, tail = (kind[: rest.start()], kind[rest.start() :]) if rest else (kind, "")
    nouns = []
    for part in head.split(" and "):
        before, space, noun = part.rpartition(" ")
        nouns.append(before + space + _singular(noun))
    return f"1 {' or '.join(nouns)}{tail.replace(' that were ', ' that was ')}"


def _singular(noun: str) -> str:
    for plural, singular in _PLURALS:
        if noun.endswith(plural):
            return noun.removesuffix(plural) + singular
    return noun


def how_many(count: int, noun: str, plural: str = "") -> str:
    """E.g. "1 claim", "1,204 claims"; a noun that takes no s has its `plural` said."""
    return f"{count:,} {noun if count == 1 else plural or f'{noun}s'}"

"""Pictures and other files inside a text, as base64 or in data: URIs. They cost tens of thousands
of tokens and say nothing: they are left out, and counted as unread.
"""

from __future__ import annotations

import re

from ..language.words import one_spaced
from .account import Account

_BASE64 = r"[A-Za-z0-9+/_-]"
_DATA_URI = re.compile(
    r"(?:!\[(?P<title>[^\]\n]{0,300})\]\(\s{0,9}<?)?"
    r"data:(?P<type>[\w.+-]{1,40}/[\w.+-]{1,80})?(?:;[\w=.+-]{1,80}){0,5}?"
    rf"(?:;base64,(?:%[0-9A-Fa-f]{{2}}|{_BASE64}|=)*(?:\r?\n[ \t]{{0,8}}{_BASE64}{{40,}})*"
    rf"(?:\r?\n[ \t]{{0,8}}{_BASE64}{{1,79}}={{1,2}})?=*|,[^\s\"'<>()]{{200,}})"
    r"(?(title)>?(?:\s{1,9}\"[^\"\n]{0,300}\")?\))",
    re.IGNORECASE,
)
# Without a name: one run without a space, or lines of the lengths that encoders write. A number of
# hexadecimal digits has no capitals beside small letters, a sequence of bases no digits.
_SHORTEST_RUN = 1000
_RUN = re.compile(rf"(?<!{_BASE64})[A-Za-z0-9+/]{{{_SHORTEST_RUN},}}={{0,2}}")
_LINES = re.compile(
    r"(?m)^(?P<indent>[ \t]{0,8})[A-Za-z0-9+/]{60,76}\r?\n(?:(?P=indent)[A-Za-z0-9+/]{60,76}\r?\n){9,}"
    r"(?:(?P=indent)[A-Za-z0-9+/]{1,76}={0,2}(?:\r?\n|\Z))?"
)
# From any place in the first nine lines of such a block, or in the first half of a run. Either has
# at least 500 characters.
_WITHIN = re.compile(
    rf"[A-Za-z0-9+/]{{{_SHORTEST_RUN // 2}}}|[ \t]{{0,8}}[A-Za-z0-9+/]{{0,76}}\r?\n[ \t]{{0,8}}[A-Za-z0-9+/]{{60}}"
)
_LOOK_EVERY_CHARACTERS = _SHORTEST_RUN // 2
_CLASSES = tuple(re.compile(pattern) for pattern in ("[A-Z]", "[a-z]", "[0-9]"))
_CLASS_SAMPLE = 400


def without_embedded(text: str, account: Account) -> str:
    """`text` with the title of each picture in its place; they are left in `account` as unread."""

    def uri(match: re.Match[str]) -> str:
        is_picture = (match["type"] or "").lower().startswith("image/")
        title = one_spaced(match["title"])
        account.leave("picture" if is_picture else "embedded file", title)
        return title

    def block(match: re.Match[str]) -> str:
        sample = match[0][:_CLASS_SAMPLE]
        if not all(pattern.search(sample) for pattern in _CLASSES):
            return match[0]
        account.leave("block", reason="base64")
        return ""

    if "data:" in text or "DATA:" in text:
        text = _DATA_URI.sub(uri, text)
    if _may_hold_a_block(text):
        text = _LINES.sub(block, _RUN.sub(block, text))
    return text


def _may_hold_a_block(text: str) -> bool:
    """A look at every 500th place is enough to see that there is none: a search through 100 MB
    takes more than a second.
    """
    places = range(0, len(text), _LOOK_EVERY_CHARACTERS)
    return any(_WITHIN.match(text, place) for place in places)

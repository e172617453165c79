"""The tokens of RTF: groups, control words, symbols, bytes, text (RTF specification 1.9.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?"
    rb"|\\'(?P<byte>[0-9A-Fa-f]{2})|\\(?P<sign>[^A-Za-z])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)"
)


class Token(NamedTuple):
    """One token: `kind` is "{", "}", "word" (with its number, if it has one), "sign" ("*", "~" ...)
    or "text" (bytes in the encoding of the font).
    """

    kind: str
    word: str = ""
    number: int | None = None
    data: bytes = b""


def tokens_of(data: bytes) -> Iterator[Token]:
    """The tokens in their order; binary data are passed over."""
    place = 0
    while match := _TOKEN.search(data, place):
        place = match.end()
        if match["word"]:
            number = int(match["number"]) if match["number"] else None
            if match["word"] == b"bin":
                place += max(0, number or 0)
                continue
            yield Token("word", match["word"].decode("ascii"), number)
        elif match["byte"]:
            yield Token("text", data=bytes.fromhex(match["byte"].decode("ascii")))
        elif match["sign"]:
            yield Token("sign", match["sign"].decode("latin-1"))
        elif match["brace"]:
            yield Token(match["brace"].decode("ascii"))
        else:
            yield Token("text", data=match["text"])

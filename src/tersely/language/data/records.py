"""Records of data: their beginnings, and the comments between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..lines import LineKind, kind_of

Part = tuple[int, int, LineKind]
Parts = Iterator[Part]

PROSE_WORDS = 7  # a value of fewer is none
SHOWN_CHARACTERS = 200  # of a record
COMMENT = re.compile(r"(?:#+|;+|//+)[ \t]*")


def record(text: str, start: int, end: int) -> Part:
    """The beginning of text[start:end], up to the last word that is whole."""
    start = min(after_space(text, start), end)
    if end - start > SHOWN_CHARACTERS:
        limit = start + SHOWN_CHARACTERS
        end = max(
            text.rfind(" ", start, limit),
            text.rfind(",", start, limit),
            text.rfind("\n", start, limit),
        )
        end = end if end > start else limit
    return start, end, "record" if start < end else "blank"


def after_space(text: str, start: int) -> int:
    while text[start : start + 1].isspace():
        start += 1
    return start


def comment(text: str, start: int, end: int) -> Part:
    mark = COMMENT.match(text, after_space(text, start), end)
    start = mark.end() if mark else start
    body = text[start:end].strip()
    return start, end, kind_of(body) if body else "blank"


def line_ends(text: str) -> Iterator[int]:
    pos = 0
    while (end := text.find("\n", pos)) >= 0:
        yield end
        pos = end + 1
    yield len(text)

"""XML, told by its beginning."""

from __future__ import annotations

import re
from heapq import merge
from itertools import pairwise

from .records import PROSE_WORDS, Parts, record

XML = re.compile(r"\s*(?:<\?xml\s|<!DOCTYPE\s|<([A-Za-z][\w:.-]*)(?:\s[^<>]*)?>\s*<(?!/\1))")
_TAG = re.compile(
    r"<(?:!--(?P<comment>[^<]*(?:<(?!!--)[^<]*)*?)--|[?!][^<>]*|(?P<end>/)?(?P<name>[A-Za-z_])[^<>]*?(?P<empty>/)?)>"
    r"|<!DOCTYPE[^<>]*\["
)
_FOREIGN = re.compile(r"<([\w:.-]+)\s(?:[^<>]*\s)?xml:lang=")


def elements(text: str) -> Parts:
    """Children of the root up to the first of their longer texts; texts and comments, wherever they
    are.
    """
    parts = merge(_children(text), _texts(text))
    for (start, end, kind), (cut, _, _) in pairwise([*parts, (len(text), len(text), "blank")]):
        yield record(text, start, min(end, cut)) if kind == "record" else (start, end, kind)


def _children(text: str) -> Parts:
    depth = start = 0
    for tag in _TAG.finditer(text):
        if tag["name"] and not tag["end"]:
            start = tag.start() if depth == 1 else start
            depth += 1
        if tag["end"] or tag["empty"]:
            depth = max(0, depth - 1)
            if depth == 1:
                yield start, tag.end(), "record"
    if depth > 1:
        yield start, len(text), "record"


def _texts(text: str) -> Parts:
    """Longer texts and comments, and where elements in another language begin, which are left out.

    A text goes on over the tags in it, as in "see <b>this</b> page"; tags with nothing between them
    end it.
    """
    start = -1  # of the open text
    last = stop = resume = 0
    within_root = False
    for tag in _TAG.finditer(text):
        at, end = tag.span()
        if at < resume:
            continue
        if text[last:at].strip():
            start, stop = last if start < 0 else start, at
        if start >= 0 and (stop < at or tag["comment"]):
            if _is_long(text[start:stop]):
                yield start, stop, "item"
            start = -1
        if tag["comment"] and _is_long(tag["comment"]):
            yield *tag.span("comment"), "item"
        last = end
        foreign = _FOREIGN.match(text, at, end) if within_root and not tag["empty"] else None
        if foreign:
            yield at, at, "blank"
            closing = text.find(f"</{foreign[1]}", end)
            resume = last = closing if closing > 0 else len(text)
        within_root = within_root or tag["name"] is not None
    if start >= 0 and _is_long(text[start:stop]):
        yield start, stop, "item"


def _is_long(text: str) -> bool:
    return len(text.split()) >= PROSE_WORDS

"""XML, told by its beginning."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from heapq import merge

from ...screen_text import how_many
from ..patterns import lazy
from .records import PROSE_WORDS, Data, Part, record

_BEGINNING = lazy(
    r"\s*(?:<\?xml\s|<!DOCTYPE\s(?!html)|<([A-Za-z][\w:.-]*)(?:\s[^<>]*)?>\s*<(?!/\1))",
    re.IGNORECASE,
)
_TAG = lazy(
    r"<(?P<end>/)?(?P<name>[A-Za-z_][\w:.-]*)[^<>]*?(?P<empty>/)?>|<!--.*?(?:-->|\Z)", re.DOTALL
)
# Text goes on over tags that stand within a line of it, as in "see <b>this</b> page".
_INLINE = r"</?[A-Za-z][\w:.-]{0,20}(?:\s[^<>]{0,200})?>"
_TEXT = lazy(
    rf"(?:>|<!--)([^<>]*[^<>\s][^<>]*(?:{_INLINE}[^<>\s][^<>]*|</?[A-Za-z][\w:.-]{{0,20}}> [^<>]*)*)"
)
_COMMENT_END = "--"
_SHOWN_NAMES = 5


def read_xml(text: str) -> Data | None:
    """The children of the root, up to the first of their longer texts; texts and comments of many
    words. None for a text that does not begin as XML.
    """
    if not _BEGINNING.match(text):
        return None
    names: Counter[str] = Counter()
    merged = list(merge(_children(text, names), _texts(text)))
    if not names:
        return None
    parts: list[Part] = []
    next_starts = [start for start, _, _ in merged[1:]] + [len(text)]
    for part, next_start in zip(merged, next_starts, strict=True):
        start, end, kind = part
        is_text = kind != "record"
        parts.append(part if is_text else record(text, start, min(end, next_start)))
    listed = ", ".join(f"{count:,} {name}" for name, count in names.most_common(_SHOWN_NAMES))
    size = how_many(names.total(), "element")
    return Data(f"XML with {size} below its root: {listed}.", parts)


def _children(text: str, names: Counter[str]) -> Iterator[Part]:
    depth = start = 0
    for tag in _TAG.finditer(text):
        if tag["name"] and not tag["end"]:
            if depth == 1:
                start = tag.start()
                names[tag["name"]] += 1
            depth += 1
        if tag["end"] or tag["empty"]:
            depth = max(0, depth - 1)
            if depth == 1:
                yield start, tag.end(), "record"
    if depth > 1:
        yield start, len(text), "record"


def _texts(text: str) -> Iterator[Part]:
    for match in _TEXT.finditer(text):
        words = match[1].removesuffix(_COMMENT_END)
        if len(words.split()) >= PROSE_WORDS:
            yield match.start(1), match.start(1) + len(words), "item"

"""The licence that Project Gutenberg puts around a book: it is no text of the book."""

from __future__ import annotations

import re

_START = re.compile(
    r"\*\*\* ?START OF (?:THE|THIS) PROJECT GUTENBERG[^\n*]{0,300}(?:\n[^\n*]{1,300})?\*\*\*[^\n]*\n",
    re.I,
)
_END = re.compile(
    r"\n[ \t]*(?:\*\*\* ?END OF (?:THE|THIS) PROJECT GUTENBERG|End of (?:the )?Project Gutenberg's)",
    re.I,
)
_HEAD_CHARACTERS = 20_000


def without_licence(text: str) -> tuple[str, int]:
    """The book, and how many words of the licence stood around it (0 for other texts)."""
    if "***" not in text[:_HEAD_CHARACTERS]:
        return text, 0
    start = _START.search(text, 0, _HEAD_CHARACTERS)
    if not start:
        return text, 0
    begin = start.end()
    end_mark = _END.search(text, begin)
    end = end_mark.start() if end_mark else len(text)
    around = (text[:begin], text[end:])
    words = sum(len(part.split()) for part in around)
    return text[begin:end].strip("\n"), words

"""JSON, also one value a line, told by its beginning."""

from __future__ import annotations

import re

from .records import PROSE_WORDS, Parts, after_space, record

JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:["{]|\[\s*["\[{\d-]|-?\d[\d.eE+-]*\s*,))')
_JSON_LINES = re.compile(r"\s*\{.*\}\s*\n\s*\{")
_LISTS = (["["], ["{", "["])
_TOKEN = re.compile(r'"(?:[^"\\]|\\[\s\S])*+(?:"|\\?\Z)|[\[\]{},]')
_PARAGRAPH_END = r"\n\n"  # as JSON writes it


def members(text: str) -> Parts:
    """Members of the outermost object or array, objects in a list among them, and longer texts
    wherever they are.
    """
    nested = ["["] if _JSON_LINES.match(text) else []
    start = -1  # of the open member
    for token in _TOKEN.finditer(text):
        sign, at, end = token[0], token.start(), token.end()
        if sign[0] == '"':
            if sign.count(" ") >= PROSE_WORDS:
                if start >= 0 and len(nested) > 1:
                    yield record(text, start, at)
                    start = -1
                if start >= 0:
                    yield after_space(text, start), end, "item"
                else:
                    yield from _paragraphs(text, at + 1, end - 1)
                start = -1
        elif sign in "[{":
            if sign == "{" and nested in _LISTS:
                if start >= 0:
                    yield record(text, start, at)
                start = at
            nested.append(sign)
            start = end if len(nested) == 1 else start
        elif sign == ",":
            if len(nested) == 1:
                if start >= 0:
                    yield record(text, start, at)
                start = end
        else:
            del nested[-1:]
            if start >= 0 and (not nested or (sign == "}" and nested in _LISTS)):
                yield record(text, start, end if nested else at)
                start = -1
    if start >= 0:
        yield record(text, start, len(text))


def _paragraphs(text: str, start: int, end: int) -> Parts:
    """The paragraphs of a string of JSON."""
    for part in text[start:end].split(_PARAGRAPH_END):
        yield start, start + len(part), "item"
        start += len(part) + len(_PARAGRAPH_END)

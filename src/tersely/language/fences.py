"""Code fences of Markdown: where lines are code."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from math import inf

from .patterns import lazy

MARKDOWN = ("```", "~~~")
# Patterns that start with plain characters: `re` then skips to them ten times faster than to a
# class or an anchor.
_FENCE = {marker: lazy(rf"({marker}{marker[0]}*)([^\n]*)[\r\n]*") for marker in MARKDOWN}
_INDENT = 3  # spaces that a fence may be indented by outside of lists


def fences(
    text: str, markers: Sequence[str] = MARKDOWN, max_indent: int = _INDENT
) -> list[tuple[int, int]]:
    """[start, end) of each code fence, its marker lines included; one that is never closed is none.

    A marker with a language, or between a blank line and a line of text, opens; one between a line
    of text and a blank line closes. So a marker that is missing misleads about one fence, not about
    all that follow.
    """
    found = []
    start, opened = 0, ""
    there = [
        marker for marker in markers if marker[0] in text
    ]  # one sign is looked for faster than three
    matches = [match for marker in there for match in _FENCE[marker].finditer(text)]
    for match in matches if len(there) == 1 else sorted(matches, key=re.Match.start):
        line = pos = match.start()
        if pos and text[pos - 1] != "\n":
            line = text.rfind("\n", max(0, pos - max_indent - 1), pos) + 1
            if pos - line > max_indent or text[line:pos].strip(" "):
                continue
        if opened and not match[1].startswith(opened):
            continue
        if match[2].strip():  # a language
            start, opened = line, match[1]
            continue
        end = match.end(2)
        above, below = text[max(0, line - 2) : line].strip(), text[end : end + 2].strip()
        if opened and (above or not below):
            found.append((start, match.end()))
            opened = ""
        elif below or not above:
            start, opened = line, match[1]
    return found


def fenced(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    """Whether `offset` lies in one of the ascending spans."""
    k = bisect_right(spans, (offset, inf))
    return k > 0 and offset < spans[k - 1][1]

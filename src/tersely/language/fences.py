"""Code fences of Markdown: where lines are code."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
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
    spans = []
    start, opener = 0, ""
    for line, match in _marker_lines(text, markers, max_indent):
        marker, language = match[1], match[2].strip()
        if opener and not marker.startswith(opener):
            continue
        if language:
            start, opener = line, marker
            continue
        end = match.end(2)
        above = text[max(0, line - 2) : line].strip()
        below = text[end : end + 2].strip()
        if opener and (above or not below):
            spans.append((start, match.end()))
            opener = ""
        elif below or not above:
            start, opener = line, marker
    return spans


def _marker_lines(
    text: str, markers: Sequence[str], max_indent: int
) -> Iterator[tuple[int, re.Match[str]]]:
    """(start of the line, match of its marker), in order."""
    # One sign is looked for faster than three.
    present = [marker for marker in markers if marker[0] in text]
    matches: list[re.Match[str]] = []
    for marker in present:
        matches += _FENCE[marker].finditer(text)
    if len(present) > 1:
        matches.sort(key=re.Match.start)
    for match in matches:
        line = place = match.start()
        if place and text[place - 1] != "\n":
            line = text.rfind("\n", max(0, place - max_indent - 1), place) + 1
            if place - line > max_indent or text[line:place].strip(" "):
                continue
        yield line, match


def fenced(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    """Whether `offset` lies in one of the ascending spans."""
    after = bisect_right(spans, (offset, inf))
    return after > 0 and offset < spans[after - 1][1]

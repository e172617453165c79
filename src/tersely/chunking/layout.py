"""The structure that cuts respect: headings, code fences, and texts in which every line is a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..records import Mark
from .headings import headings_of

_ROW_TYPES = frozenset(
    """text/csv text/tab-separated-values text/x-log text/x-source text/x-diff text/vtt application/x-subrip
    application/json application/jsonl application/yaml application/toml""".split()  # noqa: SIM905 - a list of words
)
# Patterns that start with plain characters: `re` then skips to them ten times faster than to a class or an anchor.
_TITLE = re.compile(r"\n\n#(?=#{0,5} +\S)")
_HEADING_LINES = re.compile(r"[^\n]*\n?(?:[=-]+[ \t\r]*(?:\n|\Z))?(?:[ \t\r]*\n)*")
_FENCE = re.compile(r"(`{3,}|~{3,})([^\n]*)[\r\n]*")
_INDENT = 3  # spaces that a fence may be indented by


@dataclass(frozen=True, slots=True)
class Layout:
    """Offsets into a text: where its headings start, and [start, end) of its code fences, each in order.

    With `rows`, every line is a table row, a record, a line of code or a cue.
    """

    headings: Sequence[int] = ()
    fences: Sequence[tuple[int, int]] = ()
    rows: bool = False


def heading_end(text: str, start: int) -> int:
    """Where the text begins below the heading that starts at `start`, which takes one line, or two if it is underlined."""
    found = _HEADING_LINES.match(text, start)
    return found.end() if found else start


def layout_of(text: str, marks: Sequence[Mark], media_type: str) -> tuple[Layout, list[Mark]]:
    """The layout, and the headings that name places. A "#" line of plain text may be a title; it only helps to cut."""
    headings = headings_of(text, marks, media_type)
    offsets = [mark.offset for mark in headings]
    rows = media_type in _ROW_TYPES
    # In plain text a line of tildes is an underline.
    fences = [] if rows else _fences(text, ("```", "~~~") if media_type == "text/markdown" else ("```",))
    if not offsets and media_type == "text/plain":
        offsets = _outside([match.end() - 1 for match in _TITLE.finditer(text)], fences)
    return Layout(offsets, fences, rows), headings


def _fences(text: str, markers: Sequence[str]) -> list[tuple[int, int]]:
    """[start, end) of each code fence, its marker lines included; one that is never closed is none.

    A marker with a language, or between a blank line and a line of text, opens; one between a line of text and a blank
    line closes. So a marker that is missing misleads about one fence, not about all that follow.
    """
    found = []
    start, opened = 0, ""
    for pos in sorted(match.start() for marker in markers for match in re.finditer(marker, text)):
        indent = text[max(0, pos - _INDENT - 1) : pos].rpartition("\n")[2]
        match = None if len(indent) > _INDENT or indent.strip(" ") else _FENCE.match(text, pos)
        if match is None or (opened and not match[1].startswith(opened)):
            continue
        line, end = pos - len(indent), match.end(2)
        above, below = text[max(0, line - 2) : line].strip(), text[end : end + 2].strip()
        language = match[2].strip()
        if not opened or language or (below and not above):
            if language or below or not above:
                start, opened = line, match[1]
        else:
            found.append((start, match.end()))
            opened = ""
    return found


def _outside(offsets: Sequence[int], spans: Sequence[tuple[int, int]]) -> list[int]:
    """The offsets that lie in none of the spans; both ascend."""
    found = []
    following = iter(spans)
    span = next(following, None)
    for offset in offsets:
        while span and span[1] <= offset:
            span = next(following, None)
        if span is None or offset <= span[0]:
            found.append(offset)
    return found

"""The structure that cuts respect: headings, code fences, and texts in which every line is a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..language import fences as markdown
from ..language.headings import headings
from ..records import Mark

_ROW_TYPES = frozenset(
    """text/csv text/tab-separated-values text/x-log text/x-source text/x-diff text/vtt application/x-subrip
    application/json application/jsonl application/yaml application/toml""".split()
)
# Patterns that start with plain characters: `re` then skips to them ten times faster than to a
# class or an anchor.
_TITLE = re.compile(r"\n\n#(?=#{0,5} +\S)")
_HEADING_LINES = re.compile(r"[^\n]*\n?(?:[=-]+[ \t\r]*(?:\n|\Z))?(?:[ \t\r]*\n)*")


@dataclass(frozen=True, slots=True)
class Layout:
    """Offsets into a text: where its headings start, and [start, end) of its code fences, each in
    order.

    With `rows`, every line is a table row, a record, a line of code or a cue.
    """

    headings: Sequence[int] = ()
    fences: Sequence[tuple[int, int]] = ()
    rows: bool = False


def heading_end(text: str, start: int) -> int:
    """Where the text begins below the heading that starts at `start`, which takes one line, or two
    if it is underlined.
    """
    heading = _HEADING_LINES.match(text, start)
    return heading.end() if heading else start


def layout_of(text: str, marks: Sequence[Mark], media_type: str) -> tuple[Layout, list[Mark]]:
    """The layout, and the headings that name places in order of offset: the marks, or for Markdown
    that comes without any, the headings outside its code fences. A "#" line of plain text may be a
    title; it only helps to cut.
    """
    rows = media_type in _ROW_TYPES
    # In plain text a line of tildes is an underline.
    markers = markdown.MARKDOWN if media_type == "text/markdown" else ("```",)
    fences = [] if rows else markdown.fences(text, markers)
    marked = [mark for mark in marks if mark.kind == "heading" and 0 <= mark.offset < len(text)]
    marked.sort(key=lambda mark: mark.offset)
    if not marked and media_type == "text/markdown":
        marked = [
            Mark("heading", heading.offset, heading.label, heading.level)
            for heading in headings(text, fences)
        ]
    offsets = [mark.offset for mark in marked]
    if not offsets and media_type == "text/plain":
        titles = (match.end() - 1 for match in _TITLE.finditer(text))
        offsets = [offset for offset in titles if not markdown.fenced(fences, offset)]
    return Layout(offsets, fences, rows), marked

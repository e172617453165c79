"""Headings of Markdown text: ATX and Setext, outside code fences and front matter."""

from __future__ import annotations

import re

from ..language.fences import fenced, fences
from ..records import Mark

# Starting with a newline, the pattern lets `re` skip from line to line instead of trying each
# character.
_LINE = re.compile(
    r"\n {0,3}(?:(?P<hashes>#{1,6})[ \t]+(?P<title>[^\n]*)|(?P<rule>=+|-{2,})[ \t]*(?=\n|\Z))"
)
_UNDERLINED = re.compile(r" {0,3}[^\s#>|`~*+=-][^\n]*\Z")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_CLOSING = re.compile(r"(?<![ \t])[ \t]++#++[ \t]*+$")
_MARKUP = re.compile(
    r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}|!?\[([^\[\]\n]*)\]\([^)\n]{0,2000}\)|\{#[^{}\n]*\}\s*$"
)
_STANDS_ALONE = re.compile(r"(?:\A|\n[ \t]*\n) {0,3}#{1,6} [^\n]+(?:\n[ \t]*\n|\Z)")


def heading_marks(text: str) -> tuple[Mark, ...]:
    """The headings of Markdown `text`, each at the start of its line.

    >>> [(mark.offset, mark.label) for mark in heading_marks("# One\\n\\nText.\\n\\nTwo\\n---\\n")]
    [(0, 'One'), (14, 'Two')]
    """
    front = _FRONT_MATTER.match(text)
    first = front.end() if front else 0
    marks: list[Mark] = []
    spans = fences(text)
    for match in _LINE.finditer("\n" + text, first):
        start = match.start()
        if fenced(spans, start):
            continue
        if match["hashes"]:
            _append(marks, start, match["title"], len(match["hashes"]))
        elif start > first:
            above = text.rfind("\n", 0, start - 1) + 1
            if above >= first and _UNDERLINED.match(text[above : start - 1]):
                _append(marks, above, text[above : start - 1], 1 if match["rule"][0] == "=" else 2)
    return tuple(marks)


def _append(marks: list[Mark], offset: int, title: str, level: int) -> None:
    if label := _plain(title):
        marks.append(Mark("heading", offset, label, level))


def looks_like_markdown(text: str) -> bool:
    """Whether text without a telling name has a heading that stands alone, as no comment in a
    script does.
    """
    start = text[:1_000_000].replace("\r\n", "\n")
    return not start.startswith("#!") and _STANDS_ALONE.search(start) is not None


def _plain(title: str) -> str:
    return _MARKUP.sub(lambda match: match[1] or "", _CLOSING.sub("", title)).strip()

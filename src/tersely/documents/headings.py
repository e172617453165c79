"""Headings of Markdown text: ATX and Setext, outside code fences and front matter."""

from __future__ import annotations

import re

from ..records import Mark

# Every alternative starts with a newline: `re` then skips from line to line instead of trying each character.
_LINE = re.compile(
    r"\n {0,3}(?:"
    r"(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)"
    r"|(?P<hashes>#{1,6})[ \t]+(?P<title>[^\n]*)"
    r"|(?P<text>[^\s#>|`~*+-][^\n]*)\n {0,3}(?P<rule>=+|-{2,})[ \t]*(?=\n|\Z)"
    r")"
)
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_CLOSING = re.compile(r"[ \t]+#+[ \t]*$")
_MARKUP = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}|!?\[([^\]\n]*)\]\([^)\n]*\)|\{#[^}\n]*\}\s*$")
_PARAGRAPH_BREAK = re.compile(r"(?:\A|\n[ \t]*\n) {0,3}#{1,6} [^\n]+(?:\n[ \t]*\n|\Z)")


def heading_marks(text: str) -> tuple[Mark, ...]:
    """The headings of Markdown `text`, each at the start of its line.

    >>> heading_marks("# One\\n\\nText.\\n\\nTwo\\n---\\n")
    (Mark(kind='heading', offset=0, label='One', level=1), Mark(kind='heading', offset=14, label='Two', level=2))
    """
    front = _FRONT_MATTER.match(text)
    marks: list[Mark] = []
    fence = ""
    for match in _LINE.finditer("\n" + text, front.end() if front else 0):
        if mark := match["fence"]:
            closes = mark[0] == fence[:1] and len(mark) >= len(fence) and not match["info"].strip()
            if not fence:
                fence = mark
            elif closes:
                fence = ""
        elif not fence:
            title = match["title"] if match["hashes"] else match["text"]
            level = len(match["hashes"]) if match["hashes"] else 1 if match["rule"][0] == "=" else 2
            if label := _plain(title):
                marks.append(Mark("heading", match.start(), label, level))
    return tuple(marks)


def looks_like_markdown(text: str) -> bool:
    """Whether text without a telling name has a heading that stands alone, as no comment in a script does."""
    return not text.startswith("#!") and _PARAGRAPH_BREAK.search(text[:1_000_000]) is not None


def _plain(title: str) -> str:
    return _MARKUP.sub(lambda match: match[1] or "", _CLOSING.sub("", title)).strip()

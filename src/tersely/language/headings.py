"""Headings of Markdown text: ATX and Setext, outside code fences and front matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .fences import fenced
from .patterns import lazy

# Starting with a newline, the pattern lets `re` skip from line to line instead of trying each
# character.
_LINE = lazy(
    r"\n {0,3}(?:(?P<hashes>#{1,6})[ \t]+(?P<title>[^\n]*)|(?P<rule>=+|-{2,})[ \t]*(?=\n|\Z))"
)
_UNDERLINED = lazy(r" {0,3}[^\s#>|`~*+=-][^\n]*\Z")
_CLOSING = lazy(r"(?<![ \t])[ \t]++#++[ \t]*+$")
_MARKUP = lazy(
    r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}|!?\[([^\[\]\n]*)\]\([^)\n]{0,2000}\)|\{#[^{}\n]*\}\s*$"
)
_SIGNS_OF_MARKUP = frozenset("*_`[{")
# Up to a hundred lines of keys, lists and comments: a rule at the beginning of prose opens none,
# and neither does one with an empty line below it (as pandoc reads it).
_FRONT_MATTER = lazy(
    r"---[ \t]*\n(?!\s*\n)(?:(?:[\w\"' .-]{1,60}:|[ \t]+\S|- |#)[^\n]*\n|[ \t]*\n){1,100}?"
    r"(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
)
_STANDS_ALONE = lazy(r"(?:\A|\n[ \t]*\n) {0,3}#{1,6} [^\n]+(?:\n[ \t]*\n|\Z)")
_SAMPLE_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: where its line starts, its words without markup, and its level, 1 to 6."""

    offset: int
    label: str
    level: int


def headings(text: str, fences: Sequence[tuple[int, int]]) -> Iterator[Heading]:
    """The headings of Markdown `text` outside its code fences, in order.

    >>> [(each.offset, each.label) for each in headings("# One\\n\\nText.\\n\\nTwo\\n---\\n", ())]
    [(0, 'One'), (14, 'Two')]
    """
    first = front_matter_end(text)
    for match in _LINE.finditer("\n" + text, first):
        start = match.start()
        if fenced(fences, start):
            continue
        if match["hashes"]:
            offset, title, level = start, match["title"], len(match["hashes"])
        else:
            offset = text.rfind("\n", 0, max(0, start - 1)) + 1
            title, level = text[offset : max(0, start - 1)], 1 if match["rule"][0] == "=" else 2
            if start <= first or offset < first or not _UNDERLINED.match(title):
                continue
        if label := _plain(title):
            yield Heading(offset, label, level)


def front_matter_end(text: str) -> int:
    """Where the settings end that a Markdown file may begin with, between two lines "---"; 0 if
    there are none.
    """
    if not text.startswith("---") or not (front := _FRONT_MATTER.match(text)):
        return 0
    return front.end()


def looks_like_markdown(text: str) -> bool:
    """Whether text without a telling name has a heading that stands alone, as no comment in a
    script does.
    """
    start = text[:_SAMPLE_CHARACTERS].replace("\r\n", "\n")
    if "#" not in start or start.startswith("#!"):
        return False
    return _STANDS_ALONE.search(start) is not None


def _plain(title: str) -> str:
    title = title.strip()
    if title.endswith("#"):
        title = _CLOSING.sub("", title)
    if _SIGNS_OF_MARKUP.isdisjoint(title):
        return title
    return _MARKUP.sub(lambda match: match[1] or "", title).strip()

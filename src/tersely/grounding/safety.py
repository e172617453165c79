"""Making a summary harmless to show: no foreign images or links, no live HTML, no terminal
controls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property

from ..records import Document
from ..screen_text import shown
from .foreign import is_vouched
from .index import Index

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_FENCE = re.compile(r"(?P<fence>`{3,}(?=[^`]*$)|~{3,})")
_INDENTED_FENCE = re.compile(r"^[ \t>*+\d.)-]+(?:```|~~~)", re.MULTILINE)
_INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)")
# What is replaced never holds a line end: a fence behind it would be one no longer.
_LINK = re.compile(
    r"!?\[(?P<text>[^\[\]\n]*)\]\([ \t]*<?(?P<url>[^\s()>]*(?:\([^\s()]*\)[^\s()>]*)*)>?(?:[ \t][^)\n]*)?\)"
)
_DEFINITION = re.compile(
    r"^(?P<before>[ >*+\d.)-]*)\[(?!\^)(?P<text>[^\]\n]+)\]:[ \t]*<?(?P<url>[^\s>]+)>?.*$",
    re.MULTILINE,
)
# The middle of any other link or definition: a blank there undoes it.
_JOINT = re.compile(r"(?P<note>\[\^\d+)?\](?=(?P<kind>[(:])\s{0,99}<?(?P<url>[^\s)>]{0,99}))")
_ADDRESS = re.compile(r"[:/\\&]")
_AUTOLINK = re.compile(r"<(?P<url>[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>]*)>")
_BARE = re.compile(r"(?P<url>(?<!\w)(?:(?:https?|ftp)://|www\.)[^\s<>\"')\]]+)", re.IGNORECASE)
_TAG = re.compile(r"<(?=[a-zA-Z/!?])")
_WEB = re.compile(r"(?:(?:https?:)?//|(?=www\.))(?:[^/@\s]*@)?(?P<host>[^/:?#\s]+)", re.IGNORECASE)


_LONGEST_SCHEME = 20
Shown = Callable[[re.Match[str]], str]


class MarkdownSanitizer:
    """Makes what a model wrote about one source harmless to show. The source is indexed when the
    first link comes.
    """

    def __init__(self, source: Document | Index | str) -> None:
        self._source = source

    def __call__(self, markdown: str) -> str:
        """`markdown` with nothing in it that acts, in a terminal or in a Markdown renderer.

        Links and images to hosts that the source does not name become their text and the bare host;
        HTML tags are escaped; control characters, ANSI escapes, bidi and tag controls go. Code is
        left as it is but for the controls.
        """
        text, before = shown(markdown), ""
        while text != before:  # what was taken away may have been what kept a fence from being one
            pieces, before = list(_pieces(text)), text
            whole = all(is_code or _closes_its_code(piece) for is_code, piece in pieces)
            text = "".join(
                piece if is_code else self._around_code(piece, whole) for is_code, piece in pieces
            )
        return text

    @cached_property
    def _index(self) -> Index:
        return self._source if isinstance(self._source, Index) else Index(self._source)

    def _around_code(self, text: str, whole: bool) -> str:
        """`text` defused but for its code spans. They are trusted only where all close in their
        line (`whole`).
        """
        if not whole:
            return self._prose(text)
        done, position = "", 0
        for match in _INLINE_CODE.finditer(text):
            done += self._prose(text[position : match.start()]) + match[0]
            position = match.end()
        return done + self._prose(text[position:])

    def _prose(self, text: str) -> str:
        text = self._unless_safe(_AUTOLINK, text, _bare_address, kept=_url_of)
        text = _TAG.sub("&lt;", text)
        text = self._unless_safe(_LINK, text, _dead_link)
        text = self._unless_safe(_DEFINITION, text, _dead_definition)
        text = self._unless_safe(_JOINT, text, _undone)
        return self._unless_safe(_BARE, text, _bare_address)

    def _unless_safe(
        self, form: re.Pattern[str], text: str, dead: Shown, *, kept: Shown = re.Match.group
    ) -> str:
        """The text with `dead` in place of each link of a form that may not stay."""

        def shown_of(link: re.Match[str]) -> str:
            return kept(link) if self._is_safe(link["url"]) else dead(link)

        return form.sub(shown_of, text)

    def _is_safe(self, url: str) -> bool:
        """Whether a link may stay: an anchor of the summary itself, or the web address of a host
        that the source names.
        """
        if url.startswith("#"):
            return True
        web = _WEB.match(url)
        return web is not None and is_vouched(web["host"], self._index)


def defuse(markdown: str, source: Document | Index | str) -> str:
    """`markdown` with nothing in it that acts; see `MarkdownSanitizer`."""
    return MarkdownSanitizer(source)(markdown)


def literal(text: str) -> str:
    """`text` as one that Markdown shows as it stands: no link, image, code or HTML begins in it.
    Not for code.
    """
    return re.sub(r"([\\`*_\[\]<])", r"\\\1", text)


def _url_of(link: re.Match[str]) -> str:
    return link["url"]


def _bare_address(link: re.Match[str]) -> str:
    return _dead(link["url"])


def _dead_link(link: re.Match[str]) -> str:
    return f"{link['text']} ({_dead(link['url'])})".strip()


def _dead_definition(link: re.Match[str]) -> str:
    return f"{link['before']}{link['text']}: {_dead(link['url'])}"


def _undone(joint: re.Match[str]) -> str:
    """The joint with a blank behind it, but for a footnote, whose first word is no address."""
    is_footnote = bool(joint["note"]) and joint["kind"] == ":"
    is_kept = is_footnote and not _ADDRESS.search(joint["url"])
    return joint[0] if is_kept else f"{joint[0]} "


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """(is code, text) in turn. A fence away from the margin may end where its list or quotation
    does: then none counts.
    """
    if _INDENTED_FENCE.search(text):
        yield False, text
        return
    end, held = None, ""
    for line in _LINE.findall(text):
        opening = None if end else _FENCE.match(line)
        if opening:
            yield False, held
            mark = opening["fence"]
            end, held = re.compile(rf" {{0,3}}{mark[0]}{{{len(mark)},}}\s*$"), line
        elif end and end.match(line):
            yield True, held + line
            end, held = None, ""
        else:
            held += line
    yield end is not None, held


def _closes_its_code(text: str) -> bool:
    """Whether every run of backticks is closed in its line, so that no parser can pair them in
    another way.
    """
    return "\\`" not in text and "`" not in _INLINE_CODE.sub("", text)


def _dead(url: str) -> str:
    """What is shown of a removed address: its host, or its scheme if it has none, unfit to be
    clicked.
    """
    web = _WEB.match(url)
    scheme, *_ = url.split(":")
    shown_host = web["host"].replace(".", "[.]") if web else scheme[:_LONGEST_SCHEME]
    return f"link removed: {shown_host}"

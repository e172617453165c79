"""Books, articles and outlines in XML as Markdown: FictionBook (FB2), DocBook, JATS, OPML.

Each element becomes the one of HTML that means the same; `elements` writes the Markdown.
"""

from __future__ import annotations

import html
import re
from typing import Any

from ..errors import InputError
from .account import Account
from .draft import Draft, Page
from .elements import markdown_of
from .limits import Limits
from .xmlnames import (
    AROUND,
    BLOCKS,
    BLOCKS_WITH_LABELS,
    INLINE,
    PICTURES,
    SECTIONS,
    SILENT,
    local_name,
)

_HEADS = frozenset("title subtitle book-title article-title".split())
_AROUND_TITLES = ("title-info", "title-group")
_DEEPEST = 200
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not in any tree
# Halves of signs beyond U+FFFF: lxml takes them in and cannot hand them out.
_HALF_SIGN = re.compile(
    rb"(?i)&#(?:x0{0,6}d[89a-f][0-9a-f]{2}|0{0,6}5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]));"
)
_BLANKS = re.compile(r"\s+")


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """The text by its sections; pictures are unread, what describes the file is counted."""
    from lxml import etree

    parser = etree.XMLParser(
        encoding=charset, resolve_entities=False, no_network=True, huge_tree=True, recover=True
    )
    try:
        whole_signs = _HALF_SIGN.sub(b"", data.lstrip())
        root = etree.fromstring(whole_signs, parser=parser)
    except (etree.XMLSyntaxError, LookupError, ValueError):
        root = None
    if root is None:
        raise InputError(f"{name} is damaged: it holds no XML.", hint="Save or download it again.")
    account = Account()
    text = markdown_of(_Converter(root, account).page())
    return account.draft([Page(text)], "text/xml")


class _Converter:
    """One file on its way to HTML."""

    def __init__(self, root: Any, account: Account) -> None:
        self._root = root
        self._account = account
        table = root.getroottree().docinfo.internalDTD
        entities = table.iterentities() if table is not None else ()
        self._entities = {entity.name: entity.content or "" for entity in entities}

    def page(self) -> Any:
        """The body of a page of HTML with all that is text."""
        import lxml.html

        body = lxml.html.Element("body")
        if _local(self._root) == "opml":
            self._outline(self._root, body)
        else:
            self._add(self._root, body, 1, 0)
        return body

    def _add(self, source: Any, target: Any, level: int, depth: int) -> None:
        """What `source` holds goes into `target`; `level` is that of a heading in it."""
        self._say(target, source.text)
        for child in source:
            self._child(child, target, level, depth + 1)
            self._say(target, child.tail)

    def _child(self, child: Any, target: Any, level: int, depth: int) -> None:
        name = _local(child)
        if not name:
            self._unusual(child, target)
        elif depth > _DEEPEST:
            self._say(target, " ".join(child.itertext()))
        elif name in SILENT:
            has_text = bool("".join(child.itertext()).strip())
            self._account.remove("fields about the file", has_text)
        elif name in PICTURES:
            self._picture(child)
        elif name in _HEADS and (name != "article-title" or _is_in(child, "title-group")):
            self._head(child, target, level, depth)
        elif name in SECTIONS:
            self._add(child, _element(target, "div"), level + (name not in AROUND), depth)
        elif name in ("footnote", "fn"):
            self._say(target, f" ({self._line(child, level, depth)})")
        elif name in ("entry", "th", "td"):
            is_head = name == "th" or _local(child.getparent().getparent()) == "thead"
            cell = _element(target, "th" if is_head else "td")
            self._add(child, cell, level, depth)
        elif name in BLOCKS_WITH_LABELS:
            block = _element(target, "blockquote")
            _element(block, "p").text = f"{name.capitalize()}:"
            self._add(child, block, level, depth)
        else:
            kind = BLOCKS.get(name) or INLINE.get(name, "span")
            is_table = name in ("table", "informaltable")
            if is_table and not child.xpath("*[local-name()='tgroup']"):
                kind = "table"
            self._add(child, _element(target, kind), level, depth)

    def _unusual(self, child: Any, target: Any) -> None:
        from lxml import etree

        if child.tag is etree.Entity:
            meaning = self._entities.get(child.name)
            self._say(target, html.unescape(child.text) if meaning is None else meaning)
        elif child.tag is etree.Comment:
            self._account.remove("comments", bool((child.text or "").strip()))

    def _picture(self, picture: Any) -> None:
        address = ""
        for key, value in picture.items():
            if key.endswith(("href", "fileref")):
                address = value
                break
        self._account.leave("picture", address.lstrip("#").rpartition("/")[2])

    def _head(self, head: Any, target: Any, level: int, depth: int) -> None:
        """A heading is one line, whatever stands in it. Titles of tables, pictures and notes are
        none.
        """
        words = self._line(head, level, depth)
        around = _local(head.getparent())
        is_heading = around in SECTIONS or around in _AROUND_TITLES
        if head.getparent() is self._root:
            is_heading = True
        is_main = _local(head) in ("book-title", "article-title")
        number = 1 if is_main else min(level + (_local(head) == "subtitle"), 6)
        kind = f"h{number}" if is_heading else "p"
        if words:
            _element(target, kind).text = words

    def _line(self, source: Any, level: int, depth: int) -> str:
        """Its words in one line."""
        import lxml.html

        inside = lxml.html.Element("div")
        self._add(source, inside, level, depth)
        return _BLANKS.sub(" ", " ".join(inside.itertext())).strip()

    def _outline(self, source: Any, target: Any) -> None:
        """OPML: the words are attributes."""
        waiting = [(source, target, 0)]
        while waiting:
            element, place, depth = waiting.pop()
            below = []
            items = None
            for child in element:
                name = _local(child)
                text = (child.text or "").strip()
                if name == "title" and text:
                    _element(place, "h1").text = _ILLEGAL.sub("", text)
                elif name in ("head", "body"):
                    below.append((child, _element(place, "div"), depth))
                elif name == "outline" and depth < _DEEPEST:
                    items = items if items is not None else _element(place, "ul")
                    item = _element(items, "li")
                    title = child.get("text") or child.get("title")
                    words = " ".join(filter(None, (title, child.get("_note"))))
                    item.text = _ILLEGAL.sub("", words)
                    below.append((child, item, depth + 1))
                elif name and text:
                    self._account.remove("fields about the file")
            waiting += reversed(below)

    def _say(self, target: Any, text: str | None) -> None:
        if not text:
            return
        text = _ILLEGAL.sub("", text)
        if len(target):
            target[-1].tail = (target[-1].tail or "") + text
        else:
            target.text = (target.text or "") + text


def _element(parent: Any, kind: str) -> Any:
    import lxml.html

    element = lxml.html.Element(kind)
    parent.append(element)
    return element


def _is_in(element: Any, name: str) -> bool:
    return _local(element.getparent()) == name


def _local(element: Any) -> str:
    """A name without its namespace; "" for a comment, an entity or nothing."""
    return local_name(getattr(element, "tag", None))

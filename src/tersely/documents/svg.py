"""Drawings (SVG): their labels, and what their author wrote about them. Shapes say nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import InputError
from ..language.words import one_spaced
from .account import Account
from .draft import Draft, Page
from .htmltree import tag_of
from .limits import Limits

_TEXTS = ("title", "desc", "text", "foreignobject")
_BLOCKS = ("p", "div", "li")


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """Each label as a line; pictures inside are unread. Raises InputError for a file that is no
    drawing, or has no label.
    """
    from lxml import etree

    parser = etree.XMLParser(
        recover=True, resolve_entities=False, huge_tree=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(data, parser)
    if root is None or tag_of(root) != "svg":
        raise InputError(f"{name} is damaged: it holds no drawing.", hint="Save it again as SVG.")
    account = Account()
    lines = list(dict.fromkeys(_labels(root, account)))
    if not lines:
        raise InputError(
            f"{name} is a drawing without text.", hint="Save it as PNG; --vision can describe it."
        )
    return account.draft([Page("\n".join(lines))], "image/svg+xml")


def _labels(root: Any, account: Account) -> Iterator[str]:
    """The lines of all texts in the order of the file, hidden ones apart."""
    for element in root.iter():
        tag = tag_of(element)
        if tag == "image":
            account.leave("picture", element.get("{http://www.w3.org/1999/xlink}title") or "")
        elif tag in _TEXTS and not _is_inside(element, _TEXTS):
            if _is_hidden(element):
                account.remove("hidden text runs")
            else:
                yield from _lines_of(element)


def _lines_of(element: Any) -> Iterator[str]:
    """A text may place each of its lines by an element of its own."""
    from lxml import etree

    line = ""
    for event, part in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if _starts_line(part) and line.strip():
                yield one_spaced(line)
                line = ""
            line += part.text or ""
        elif part is not element:
            line += part.tail or ""
    if line.strip():
        yield one_spaced(line)


def _starts_line(part: Any) -> bool:
    tag = tag_of(part)
    if tag == "tspan":
        return bool(part.get("y") or part.get("dy"))
    return tag in _BLOCKS


def _is_inside(element: Any, tags: tuple[str, ...]) -> bool:
    return any(tag_of(around) in tags for around in element.iterancestors())


def _is_hidden(element: Any) -> bool:
    """Whether it or what it is in is not displayed; definitions are drawn where they are used."""
    return any(map(_hides, (element, *element.iterancestors())))


def _hides(part: Any) -> bool:
    if part.get("display") == "none" or part.get("visibility") == "hidden":
        return True
    return "display:none" in (part.get("style") or "").replace(" ", "")

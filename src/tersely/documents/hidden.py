"""Parts of an HTML page that its reader does not see: the usual hiding places of injected
instructions.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

_SILENT = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "head",
        "iframe",
        "object",
        "canvas",
        "select",
    }
)
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|(?:^|;)opacity:0(?:\.0+)?(?:;|!|$)|font-size:0(?:\.0+)?(?:px|pt|em|rem|%)?(?:;|!|$)"
    r"|(?:left|top|text-indent):-\d{3,}|clip:rect\(0|clip-path:inset\((?:50|100)%|(?:^|;)color:transparent"
)
_COLOR = re.compile(r"(?:^|;)color:([^;!]+)")
_BACKGROUND = re.compile(r"background(?:-color)?:(#[0-9a-f]{3,6}|[a-z]+|rgba?\([^)]*\))")
_WHITE = frozenset({"white", "#fff", "#ffffff", "rgb(255,255,255)", "rgba(255,255,255,1)"})
_AT_RULE = re.compile(r"@[^{;]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE_SELECTOR = re.compile(r"[.#][\w-]+")


def drop_hidden(root: Any) -> Counter[str]:
    """Removes from an lxml.html tree what is not shown, in place, and counts hidden elements and
    comments.

    Seen are the attributes `hidden` and `aria-hidden`, inline styles, and rules of the page's own
    style sheet for one class or id. White text counts as hidden unless it or an element around it
    has another background. Scripts, styles and the head are dropped without being counted: they are
    no text.
    """
    from lxml import etree

    removed: Counter[str] = Counter()
    hiding = _hiding_selectors(root)
    doomed: list[tuple[str, Any]] = []
    for element in root.iter():
        if element.tag is etree.Comment or element.tag is etree.ProcessingInstruction:
            doomed.append(("HTML comments", element))
        elif element.tag in _SILENT:
            doomed.append(("", element))
        elif element.tag not in ("html", "body") and _is_hidden(element, hiding):
            doomed.append(("hidden HTML elements", element))
    for name, element in doomed:
        shown = name != "HTML comments" or bool((element.text or "").strip())
        if element.getparent() is not None:
            _drop(element)
            if name and shown:
                removed[name] += 1
    return removed


def _drop(element: Any) -> None:
    """Removes an element or comment but keeps the text that follows it."""
    parent, tail = element.getparent(), element.tail
    if tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
    parent.remove(element)


def _is_hidden(element: Any, hiding: frozenset[str]) -> bool:
    if element.get("hidden") is not None or (element.get("aria-hidden") or "").lower() == "true":
        return True
    if hiding and not hiding.isdisjoint(_selectors_of(element)):
        return True
    style = element.get("style")
    if style is None and element.tag != "font":
        return False
    style = "".join((style or "").lower().split())
    return bool(_HIDING.search(style)) or _is_unseen_colour(element, style)


def _is_unseen_colour(element: Any, style: str) -> bool:
    match = _COLOR.search(style)
    colour = (
        match[1] if match else (element.get("color") or "").lower() if element.tag == "font" else ""
    )
    if not colour:
        return False
    own = _BACKGROUND.search(style)
    if own:
        return own[1] == colour or (own[1] in _WHITE and colour in _WHITE)
    return colour in _WHITE and not any(
        _has_background(around) for around in element.iterancestors()
    )


def _has_background(element: Any) -> bool:
    style = "".join((element.get("style") or "").lower().split())
    match = _BACKGROUND.search(style)
    colour = match[1] if match else (element.get("bgcolor") or "").lower()
    return (
        bool(element.get("class"))
        or bool(colour and colour not in _WHITE)
        or "background-image" in style
    )


def _hiding_selectors(root: Any) -> frozenset[str]:
    """ ".class" and "#id" that the page's style sheets hide everywhere (not only in print or on
    small screens).
    """
    found: set[str] = set()
    for sheet in root.iter("style"):
        for selectors, body in _RULE.findall(_AT_RULE.sub("", sheet.text or "")):
            if _HIDING.search("".join(body.lower().split())):
                found.update(
                    s for s in map(str.strip, selectors.split(",")) if _SIMPLE_SELECTOR.fullmatch(s)
                )
    return frozenset(found)


def _selectors_of(element: Any) -> set[str]:
    names = {f".{name}" for name in (element.get("class") or "").split()}
    if element.get("id"):
        names.add(f"#{element.get('id')}")
    return names

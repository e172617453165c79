"""Parts of an HTML page that its reader does not see: the usual hiding places of injected
instructions.
"""

from __future__ import annotations

import re
from typing import Any

from .account import Account
from .cascade import Cascade, inline_style
from .htmltree import word_count

_SILENT = frozenset({"script", "style", "head"})
_UNSHOWN = frozenset({"noscript", "template", "datalist"})  # text that browsers do not show
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|(?:^|;)opacity:0(?:\.0+)?(?:;|!|$)|font-size:0(?:\.0+)?(?:px|pt|em|rem|%)?(?:;|!|$)"
    r"|(?:left|top|text-indent):-\d{3,}|clip:rect\(0|clip-path:inset\((?:50|100)%|(?:^|;)color:transparent"
)
_COLOR = re.compile(r"(?:^|;)color:([^;!]+)")
_BACKGROUND = re.compile(r"background(?:-color)?:(#[0-9a-f]{3,6}|[a-z]+|rgba?\([^)]*\))")
_WHITE = frozenset({"white", "#fff", "#ffffff", "rgb(255,255,255)", "rgba(255,255,255,1)"})
# Decoration for the eye: icons, bullets. Longer text is read out elsewhere, but all can see it.
_FEWEST_WORDS_FOR_THE_EYE = 4
# A script shows these when they scroll into view.
_FADES_IN = re.compile(
    r"fade|anim|reveal|appear|aos|scroll|lazy|wow|slide|transition", re.IGNORECASE
)
_OPACITY = re.compile(r"(?:^|;)opacity:0(?:\.0+)?(?=;|!|$)")
# A click shows these: a tab, an answer, the rest of a text.
_OPENS = re.compile(
    r"\b(?:tab-?(?:pane|panel|content)|accordion|collaps\w*|faq|expand\w*|read-?more|spoiler)",
    re.IGNORECASE,
)
_OVERLAY = re.compile(
    r"modal|menu|nav|dropdown|popup|popover|tooltip|cookie|consent|dialog|overlay|search",
    re.IGNORECASE,
)
_CONTROLLING = ("a", "button", "label", "li", "div", "h2", "h3", "h4", "span")
_CONTROLS = ("aria-controls", "data-target", "data-bs-target", "data-tab", "href")
# So little is seen, and so much more hidden, that a script must be meant to show the page.
_FEW_WORDS, _TIMES_MORE = 30, 5


def drop_hidden(root: Any, account: Account) -> None:
    """Removes from an lxml.html tree what is not shown, in place, and counts hidden elements, their
    words, and comments in `account`.

    Seen are the attribute `hidden`, inline styles, and the page's style sheets as they win over
    each other. What a click or scrolling shows is kept. White text counts as hidden unless it or an
    element around it has another background. Scripts, styles and the head are dropped without being
    counted: they are no text.
    """
    from lxml import etree

    page = _Page(root)
    silent: list[Any] = []
    unshown: list[Any] = []
    hidden: list[Any] = []
    for element in root.iter():
        if element.tag is etree.Comment or element.tag is etree.ProcessingInstruction:
            silent.append(element)
            account.remove("HTML comments", bool((element.text or "").strip()))
        elif element.tag in _SILENT:
            silent.append(element)
        elif element.tag in _UNSHOWN:
            unshown.append(element)
        elif element.tag not in ("html", "body") and page.hides(element):
            hidden.append(element)
    unshown = _outermost([element for element in unshown if _is_within(element, root)])
    account.remove("hidden words", sum(map(word_count, unshown)))
    for element in (*silent, *unshown):
        if element.getparent() is not None:
            _drop(element)
    before = word_count(root)
    tops = _outermost([element for element in hidden if _is_within(element, root)])
    words = sum(map(word_count, tops))
    if before - words < _FEW_WORDS and words > _TIMES_MORE * _FEW_WORDS:
        account.remove("hidden HTML elements that were read, for little else is there", len(tops))
        return
    for element in tops:
        _drop(element)
    account.remove("hidden HTML elements", len(tops))
    account.remove("hidden words", words)


def _is_within(element: Any, root: Any) -> bool:
    return element.getparent() is not None and element.getroottree().getroot() is root


def _outermost(elements: list[Any]) -> list[Any]:
    """Those that are in none of the others; `elements` are in the order of the document."""
    inside: set[Any] = set()
    tops: list[Any] = []
    for element in elements:
        if element not in inside:
            tops.append(element)
            inside.update(element.iter())
    return tops


class _Page:
    """What hides and shows on one page."""

    def __init__(self, root: Any) -> None:
        self._cascade = Cascade(root)
        self._opened: set[str] = set()
        for element in root.iter(*_CONTROLLING):
            for name in _CONTROLS:
                if reference := element.get(name):
                    self._opened.add(reference.rpartition("#")[2])
        # Of something invisible a part can be visible again.
        self._shown_inside: set[Any] = set()
        for element in root.iter():
            if isinstance(element.tag, str) and "visibility:visible" in self._style(element):
                for around in element.iterancestors():
                    if around in self._shown_inside:
                        break
                    self._shown_inside.add(around)

    def hides(self, element: Any) -> bool:
        is_for_the_eye = (element.get("aria-hidden") or "").lower() == "true"
        if is_for_the_eye and word_count(element) < _FEWEST_WORDS_FOR_THE_EYE:
            return True
        style = self._style(element)
        shows = style and "display:" in style and "display:none" not in style
        if element.get("hidden") is not None and not shows:
            return not self._opens(element)
        if not style and element.tag != "font":
            return False
        match = _HIDING.search(style)
        if match:
            return not self._is_shown_later(element, style, match[0])
        return _is_unseen_colour(element, style)

    def _is_shown_later(self, element: Any, style: str, hiding: str) -> bool:
        if "visibility" in hiding and element in self._shown_inside:
            return True
        if _OPACITY.search(style):
            fades = any(_FADES_IN.search(f"{name} {text}") for name, text in element.items())
            return fades or "transition:" in style or "animation:" in style
        return self._opens(element)

    def _opens(self, element: Any) -> bool:
        """Whether a click opens it: something names it as what it controls, or it is a tab."""
        names = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
        if _OVERLAY.search(names):
            return False
        if element.get("role") == "tabpanel" or element.get("id") in self._opened:
            return True
        return _OPENS.search(names) is not None

    def _style(self, element: Any) -> str:
        return self._cascade.style_of(element)


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


def _is_unseen_colour(element: Any, style: str) -> bool:
    declared = _COLOR.search(style)
    if declared:
        colour = declared[1]
    elif element.tag == "font":
        colour = (element.get("color") or "").lower()
    else:
        return False
    background = _BACKGROUND.search(style)
    if background:
        both_white = background[1] in _WHITE and colour in _WHITE
        return bool(colour) and (background[1] == colour or both_white)
    return colour in _WHITE and not any(map(_has_background, element.iterancestors()))


def _has_background(element: Any) -> bool:
    if element.get("class"):
        return True
    style = inline_style(element)
    declared = _BACKGROUND.search(style)
    colour = declared[1] if declared else (element.get("bgcolor") or "").lower()
    if colour and colour not in _WHITE:
        return True
    return "background-image" in style

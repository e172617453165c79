"""Pages that do not hold what they show: sets of frames, pages that a script fills, paywalls."""

from __future__ import annotations

import re
from typing import Any

from ..errors import InputError

# What frameworks fill with the page: <div id="root"></div> and no other text.
_EMPTY_ROOTS = frozenset("root app __next __nuxt ___gatsby main-app ember-app q-app svelte".split())
_FEW_WORDS = 25
_SCRIPT_NEEDED = re.compile(r"(?i)javascript|java script|ecmascript")
_NOT_FREE = re.compile(r"\"isAccessibleForFree\"\s*:\s*\"?(?:false|no)\b", re.IGNORECASE)
_TIERS = "//meta[@name='article:content_tier' or @property='article:content_tier']"
_SILENT = ("script", "style", "noscript", "template", "head")


def refuse_empty(root: Any, name: str) -> None:
    """Raises InputError for a page whose text is elsewhere."""
    frames = [frame.get("src", "") for frame in root.iter("frame")]
    if frames:
        raise InputError(
            f"{name} is a set of frames; its text is in other pages: {', '.join(frames[:6])}.",
            hint="Give the address or the file of the frame that you want.",
        )
    words = _words_outside(root)
    has_script = next(root.iter("script"), None) is not None
    if words < _FEW_WORDS and has_script and _waits_for_script(root):
        raise InputError(
            f"{name} is filled by a script when a browser shows it; the page itself holds {words} words.",
            hint="Save or print the page to PDF in a browser, and give that file.",
        )


def page_notes(root: Any) -> tuple[str, ...]:
    """What the page says of itself that a reader of the summary should know."""
    data = " ".join(script.text or "" for script in root.iter("script") if _is_data(script))
    tiers = set()
    for meta in root.xpath(_TIERS):
        tiers.add((meta.get("content") or "").strip().lower())
    if _NOT_FREE.search(data) or not tiers.isdisjoint(("locked", "metered")):
        return ("the page calls its article not free (a paywall): the text may be cut",)
    return ()


def _is_data(script: Any) -> bool:
    return "ld+json" in (script.get("type") or "").lower()


def _waits_for_script(root: Any) -> bool:
    for block in root.iter("noscript"):
        if _SCRIPT_NEEDED.search(block.text_content()):
            return True
    for element in root.iter("div", "main", "app-root"):
        is_root = (element.get("id") or "").lower() in _EMPTY_ROOTS
        if is_root and not element.text_content().strip():
            return True
    return False


def _words_outside(root: Any) -> int:
    """The words of the page that are not in scripts, styles and the like."""
    from lxml import etree

    words = 0
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_silent = element.tag in _SILENT or not isinstance(element.tag, str)
        silent += is_silent if event == "start" else -is_silent
        text = element.text if event == "start" else element.tail
        if text and not silent:
            words += len(text.split())
    return words

"""What an HTML page embeds and a reader sees though it is no paragraph: drawings (SVG), frames,
lists to choose from, fields, recordings. What holds text becomes text, the rest is named in the account.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..language.words import one_spaced
from .account import Account
from .hidden import drop_hidden
from .htmltree import tag_of, text_of

_MOST_FRAMES_IN_FRAMES = 3
_LONGEST_ADDRESS = 120
_PIXELS = ("0", "1", "0px", "1px")  # the size of frames and pictures that only count visitors
_SILENT_FIELDS = frozenset("hidden password submit button reset image file color range".split())
_LARGE_PX = 100  # smaller pictures are icons
_SIZE = re.compile(r"\d{1,5}")


def embeds_as_text(root: Any, account: Account) -> None:
    """Replaces the embedded elements of an lxml.html tree, in place."""
    for element in list(root.iter(*_EMBEDS)):
        if element.getparent() is not None:
            _EMBEDS[element.tag](element, account)


def _drawing(svg: Any, account: Account) -> None:
    """The labels of a drawing with what its author wrote about it; an icon says nothing."""
    labels = [text_of(part) for part in svg.iter() if tag_of(part) in ("text", "foreignobject")]
    about = [text_of(part) for part in svg if tag_of(part) in ("title", "desc")]
    is_told = any(labels) or any(" " in text for text in about)
    if svg.get("aria-hidden") == "true" or not is_told:
        _replace(svg, "")
        return
    texts = filter(None, (*about, *labels))
    _replace(svg, f"[Drawing: {'; '.join(texts)}]")


def _picture(image: Any, account: Account) -> None:
    """What its author wrote about a picture stands for it. A picture without words is unread if it
    is a figure or large; icons, and what is marked as decoration (alt=""), say nothing.
    """
    words = _words_of(image)
    if " " in words:
        _replace(image, f"[Picture: {words}]", inline=True)
        return
    is_decoration = image.get("alt") == "" or image.get("aria-hidden") == "true"
    if not is_decoration and (_is_large(image) or _is_in(image, "figure")):
        account.leave("picture", words or _file_name(image))
    _replace(image, words if words and _is_in(image, "a") else "", inline=True)


def _words_of(image: Any) -> str:
    return one_spaced(image.get("alt") or image.get("title"))


def _is_in(element: Any, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None


def _is_large(image: Any) -> bool:
    for side in ("width", "height"):
        size = _SIZE.match(image.get(side) or "")
        if not size or int(size[0]) < _LARGE_PX:
            return False
    return True


def _file_name(image: Any) -> str:
    """The end of the picture's address; "" for one that is in the page as data."""
    address = image.get("src") or image.get("data-src") or ""
    if address.startswith("data:"):
        return ""
    name = address.partition("?")[0].rpartition("/")[2]
    return one_spaced(name)[:_LONGEST_ADDRESS]


def _frame(frame: Any, account: Account) -> None:
    """The page inside a frame if it is given with it, else its address as unread."""
    document = frame.get("srcdoc") or ""
    depth = sum(1 for around in frame.iterancestors() if around.get("data-was-frame"))
    if document.strip() and depth < _MOST_FRAMES_IN_FRAMES:
        _insert_page(frame, document, account)
        return
    address = one_spaced(frame.get("src"))
    is_counter = frame.get("width") in _PIXELS or frame.get("height") in _PIXELS
    if document.strip() or (address and address != "about:blank" and not is_counter):
        account.leave("frame", address[:_LONGEST_ADDRESS])
    _replace(frame, "")


def _insert_page(frame: Any, document: str, account: Account) -> None:
    import lxml.html

    page = lxml.html.document_fromstring(document.encode("utf-8", "replace"))
    drop_hidden(page, account)
    body = page.find("body")
    block = lxml.html.Element("div", {"data-was-frame": "1"})
    if body is not None:
        block.text = body.text
        block.extend(list(body))
    block.tail = frame.tail
    frame.getparent().replace(frame, block)
    embeds_as_text(block, account)


def _choices(select: Any, account: Account) -> None:
    """What is chosen, else the first choice, which is what browsers show."""
    options = list(select.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    if not chosen and select.get("multiple") is None:
        chosen = options[:1]
    account.remove("choices of lists that are not chosen", len(options) - len(chosen))
    words = filter(None, map(text_of, chosen))
    _replace(select, ", ".join(words), inline=True)


def _field(field: Any, account: Account) -> None:
    """What stands in a field of a form, or whether a box is ticked."""
    kind = (field.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        text = "[x]" if field.get("checked") is not None else "[ ]"
    elif kind in _SILENT_FIELDS:
        text = ""
    else:
        text = one_spaced(field.get("value"))
    if text and (field.tail or "a")[0].isalnum():  # its frame is what divides it from the next word
        text += " "
    _replace(field, text, inline=True)


def _struck(element: Any, account: Account) -> None:
    """Text that is struck out is marked: it is there to be seen, and no longer valid."""
    if not text_of(element):
        return
    element.text = "~~" + (element.text or "").lstrip()
    if len(element):
        last = element[-1]
        last.tail = (last.tail or "").rstrip() + "~~"
    else:
        element.text = element.text.rstrip() + "~~"


def _recording(element: Any, account: Account) -> None:
    sources = (part.get("src") for part in (element, *element.iter("source", "video", "audio")))
    source = next(filter(None, sources), "")
    account.leave("recording", one_spaced(source)[:_LONGEST_ADDRESS])
    _replace(element, "")


def _object(element: Any, account: Account) -> None:
    address = one_spaced(element.get("data") or element.get("src"))
    account.leave("embedded object", address[:_LONGEST_ADDRESS])
    _replace(element, "")


def _canvas(element: Any, account: Account) -> None:
    account.leave("drawing", element.get("aria-label") or "", reason="made by a script")
    _replace(element, "")


_EMBEDS: dict[str, Callable[[Any, Account], None]] = {
    "svg": _drawing,
    "img": _picture,
    "iframe": _frame,
    "select": _choices,
    "input": _field,
    "s": _struck,
    "strike": _struck,
    "del": _struck,
    "video": _recording,
    "audio": _recording,
    "object": _object,
    "embed": _object,
    "canvas": _canvas,
}


def _replace(element: Any, text: str, *, inline: bool = False) -> None:
    """Puts text (or nothing) where an element stands; what follows it stays."""
    import lxml.html

    stand_in = lxml.html.Element("span" if inline or not text else "p")
    stand_in.text = text
    stand_in.tail = element.tail
    element.getparent().replace(element, stand_in)

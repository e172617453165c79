"""HTML pages: hidden parts dropped and counted, then the main text as Markdown."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from ..errors import InputError
from .account import Account
from .chats_html import chat_rooms
from .draft import Draft, Page
from .elements import markdown_of
from .embeds import embeds_as_text
from .encoding import decode
from .hidden import drop_hidden
from .limits import Limits
from .maintext import drop_furniture, smallest_holding
from .messages import as_speech
from .pagekind import page_notes, refuse_empty

_META_CHARSET = re.compile(rb"(?i)<meta[^>]+charset\s*=\s*[\"']?([\w-]+)")
_WORD = re.compile(r"[^\W_]\S*")
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\ufffe\uffff]")
_SHORT_PAGE_CHARACTERS = 600
_WIDEST_ROW = 2_000
_DEEPEST_LIST = 40  # no page that people read has as many lists in each other


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """The main text of the page: the smallest part of it that holds what trafilatura takes for it,
    without navigation, forms and the like; the whole page where trafilatura finds nothing.

    A note says how much was left out. Raises InputError for a page that has no text of its own: a
    set of frames, or one that a script fills.
    """
    account = Account()
    root, notes = parse_html(data, charset, account)
    notes += page_notes(root)
    refuse_empty(root, name)
    drop_hidden(root, account)
    if rooms := chat_rooms(data, root, account):
        return as_speech(rooms, account, notes)
    embeds_as_text(root, account)
    main_words = _main_words(root)
    words = len(_WORD.findall(root.text_content()))
    drop_furniture(root)
    whole = main = markdown_of(root)
    if words and not whole:
        # Nothing but forms or navigation: read as it stands.
        whole = main = html_to_markdown(data, Account(), charset)
    if len(whole) > _SHORT_PAGE_CHARACTERS:
        main = markdown_of(smallest_holding(main_words, root)) or whole
    kept = len(_WORD.findall(main))
    account.remove("words outside the main text", max(0, words - kept))
    if kept < 0.95 * words:
        notes += (f"kept the main text of the page, {kept:,} of {words:,} words",)
    return account.draft([Page(main)], "text/html", notes=notes)


def parse_html(data: bytes, charset: str | None, account: Account) -> tuple[Any, tuple[str, ...]]:
    """The lxml.html tree of a page and notes on its encoding; control characters, which lxml reads
    but lets nobody write, are dropped into `account`. Raises InputError where libxml2 would drop
    what is nested more than 2,048 deep.
    """
    import lxml.html
    from lxml.etree import ParserError

    if not charset and (declared := _META_CHARSET.search(data[:4096])):
        charset = declared[1].decode()
    text, notes = decode(data, charset)
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    text = text.replace("\x00", "").replace("\f", " ")
    legal, controls = _CONTROLS.subn(_blank, text)
    account.remove("control characters", controls)
    clean = legal.encode("utf-8", "replace").strip()
    try:
        root = lxml.html.document_fromstring(clean or b"<p></p>", parser=parser)
    except ParserError:  # nothing but a comment, a doctype or an instruction
        root = lxml.html.document_fromstring(b"<html><body>" + clean, parser=parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise InputError(
            "The HTML is nested too deeply to be read whole.", hint="Save the page as text."
        )
    return root, notes


def _blank(control: re.Match[str]) -> str:
    """Some control characters part words."""
    return " " if control[0].isspace() else ""


def html_to_markdown(data: bytes, account: Account, charset: str | None = None) -> str:
    """All visible text of a page or a part of one (a chapter, the body of a mail); the rest is in
    `account`.
    """
    root, _ = parse_html(data, charset, account)
    drop_hidden(root, account)
    embeds_as_text(root, account)
    return markdown_of(root)


def _depth_of_lists(root: Any) -> int:
    """How many lists the innermost one stands in, itself included."""
    from lxml.etree import iterwalk

    depth = deepest = 0
    lists = iterwalk(root, events=("start", "end"), tag=("ul", "ol", "dl"))
    for event, _list in lists:
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _main_words(root: Any) -> str:
    """The text that trafilatura takes for the main one, as plain text; "" for a page with a row of
    thousands of cells, on which its time grows with their square, or with lists in lists, for which
    it calls itself.
    """
    cells = Counter(cell.getparent() for cell in root.iter("td", "th"))
    if cells and max(cells.values()) > _WIDEST_ROW:
        return ""
    if _depth_of_lists(root) > _DEEPEST_LIST:
        return ""
    from copy import deepcopy

    import trafilatura

    text = trafilatura.extract(
        deepcopy(root),
        output_format="txt",
        include_comments=False,
        include_tables=True,
        favor_recall=True,
    )
    return text or ""

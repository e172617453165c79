"""HTML pages: hidden parts dropped and counted, then the main text as Markdown."""

from __future__ import annotations

import re
from typing import Any

from ..errors import InputError
from .draft import Draft, Page
from .elements import markdown_of
from .encoding import decode
from .headings import heading_marks
from .hidden import drop_hidden
from .limits import Limits
from .scripts import flatten_scripts

_META_CHARSET = re.compile(rb"(?i)<meta[^>]+charset\s*=\s*[\"']?([\w-]+)")
_CODE = re.compile(r"(?ms)(^```.*?^```$|(?<!\\)`[^`\n]+`)")
# What trafilatura escapes so that Markdown shows it as it is; here nothing is shown, and file_name
# is no file\_name.
_ESCAPED = re.compile(r"(\\+)([*_`~\[\]<])")
_ESCAPED_START = re.compile(r"(?m)^( *\d{0,9})\\([>+.)-])")
_FURNITURE = ("nav", "footer", "aside", "form", "button", "dialog")
_HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """The main text of the page as trafilatura finds it, or all of it but navigation, forms and the
    like where trafilatura loses too much. A note says how much was left out.
    """
    root, notes = parse_html(data, charset)
    removed = drop_hidden(root)
    flatten_scripts(root)
    main = _main_text(root)
    for element in list(root.iter(*_FURNITURE)):
        if element.getparent() is not None:
            element.drop_tree()
    whole = markdown_of(root)
    if _loses_too_much(main, whole, root):
        main = whole
    kept, words = len(main.split()), len(whole.split())
    if kept < 0.95 * words:
        notes += (f"kept the main text of the page, {kept:,} of {words:,} words",)
    return Draft((Page(main),), "text/html", removed=dict(removed), notes=notes)


def _loses_too_much(main: str, whole: str, root: Any) -> bool:
    """Too few of the words outside links; or nearly all words but not the headings (as on pages
    made by DocBook).
    """
    kept = len(main.split())
    linked = sum(len(link.text_content().split()) for link in root.iter("a"))
    if kept < 0.6 * (len(whole.split()) - linked):
        return True
    headings = sum(1 for _ in root.iter(*_HEADING_TAGS))
    return len(heading_marks(main)) < 0.5 * headings and kept > 0.6 * len(whole.split())


def parse_html(data: bytes, charset: str | None) -> tuple[Any, tuple[str, ...]]:
    """The lxml.html tree of a page and notes on its encoding. Raises InputError where libxml2 would
    drop what is nested more than 2,048 deep.
    """
    import lxml.html

    declared = _META_CHARSET.search(data[:4096])
    text, notes = decode(data, charset or (declared[1].decode() if declared else None))
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    clean = text.replace("\x00", "").encode("utf-8", "replace")
    root = lxml.html.document_fromstring(clean.strip() or b"<p></p>", parser=parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise InputError(
            "The HTML is nested too deeply to be read whole.", hint="Save the page as text."
        )
    return root, notes


def html_to_markdown(data: bytes, charset: str | None = None) -> tuple[str, dict[str, int]]:
    """All visible text of a page or a part of one (a chapter, the body of a mail) and what was
    dropped.
    """
    root, _ = parse_html(data, charset)
    removed = drop_hidden(root)
    flatten_scripts(root)
    return markdown_of(root), dict(removed)


def _main_text(root: Any) -> str:
    from copy import deepcopy

    import trafilatura

    text = trafilatura.extract(
        deepcopy(root),
        output_format="markdown",
        include_comments=False,
        include_tables=True,
        favor_recall=True,
    )
    parts = _CODE.split(text or "")
    parts[::2] = [_ESCAPED_START.sub(r"\1\2", _ESCAPED.sub(_as_it_is, part)) for part in parts[::2]]
    return "".join(parts)


def _as_it_is(escaped: re.Match[str]) -> str:
    """The character without the backslash that was put before it; those that were there had been
    doubled.
    """
    return "\\" * (len(escaped[1]) // 2) + escaped[2]

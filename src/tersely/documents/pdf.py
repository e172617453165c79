"""PDF by pages, with pypdfium2."""

from __future__ import annotations

import re
from typing import Any

from ..errors import InputError
from .account import Account
from .draft import Draft, Page
from .limits import Limits
from .pdflayout import Line, layout
from .scripts import BULLETS, raised

_MIN_LETTERS_PER_PAGE = 20
_RAISED_SHARE = (
    0.2  # of the size of the type around it, a raised digit stands above its neighbour at least
)
_RAISED_SIZE = 0.85
_ATTACHED_DIGIT = re.compile(r"(?<=\S)\d")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile(r"[A-Za-z]")
_LATIN_WORDS = re.compile(r"[A-Za-z][\w.'’-]*(?: [A-Za-z][\w.'’-]*)+")
_BRACKETS = re.compile(r"[()\[\]{}]")
_MIRRORED = str.maketrans("()[]{}", ")(][}{")
_SIGNS = BULLETS | str.maketrans(
    {"\ufffe": "\u00ad", "\x02": "\u00ad"}
)  # how PDFium marks a hyphen that it took off


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """Pages as Markdown; larger type becomes headings. A page that shows something but holds no
    letter is unread.

    Raises InputError for a protected, damaged or scanned file (fewer than 20 letters a page
    overall).
    """
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise InputError(
                f"{name} is password-protected.", hint="Save a copy without the password."
            ) from None
        raise InputError(
            f"{name} is truncated or damaged.", hint="Copy or download it again."
        ) from None
    count = len(pdf)
    if count > limits.max_page_count:
        raise InputError(
            f"{name} has {count:,} pages; the limit is {limits.max_page_count:,}.", hint="Split it."
        )
    pages: list[list[Line]] = []
    account = Account()
    letters = 0
    for number in range(1, count + 1):
        try:
            page = pdf[number - 1]
            lines = _lines(page)
            found = sum(map(str.isalpha, "".join(line.text for line in lines)))
            if not found and next(iter(page.get_objects()), None) is not None:
                account.leave("page", str(number), reason="no text: scanned?", share=1 / count)
            page.close()
        except pypdfium2.PdfiumError:
            lines, found = [], 0
            account.leave("page", str(number), reason="no text: scanned?", share=1 / count)
        pages.append(lines)
        letters += found
    if letters < _MIN_LETTERS_PER_PAGE * count:
        what = "1 page" if count == 1 else f"{count} pages"
        raise InputError(
            f"{name} has almost no text in {what}: scanned?",
            hint="Run text recognition first: ocrmypdf IN.pdf OUT.pdf",
        )
    texts, repeated = layout(pages)
    return Draft(
        tuple(Page(text, str(number)) for number, text in enumerate(texts, 1)),
        "application/pdf",
        removed={"repeated page headers and footers": repeated} if repeated else {},
        unread=account.unread,
    )


def _lines(page: Any) -> list[Line]:
    """The lines of a page with the size of their type and their place; without places if PDFium's
    indices are unsure.
    """
    from pypdfium2 import raw

    textpage = page.get_textpage()
    count = textpage.count_chars()
    text = textpage.get_text_range() if count else ""
    if len(text) == count:
        text = _with_raised_digits(textpage, text)
    lines = []
    start = 0
    for part in text.split("\n"):
        content = part.rstrip("\r")
        first = start + len(content) - len(content.lstrip())
        if content.strip():
            size = top = bottom = 0.0
            if len(text) == count:
                size = raw.FPDFText_GetFontSize(textpage, first)
                _, bottom, _, top = textpage.get_charbox(first, loose=True)
            lines.append(
                Line(right_to_left(content.translate(_SIGNS).strip(" ")), size, top, bottom)
            )
        start += len(part) + 1
    textpage.close()
    return lines


def _with_raised_digits(textpage: Any, text: str) -> str:
    """`text` with small raised digits as superscripts: the marks of footnotes, which run into the
    word before them, and exponents.
    """
    from pypdfium2 import raw

    characters = list(text)
    for match in _ATTACHED_DIGIT.finditer(text):
        at = match.start()
        size, around = (raw.FPDFText_GetFontSize(textpage, index) for index in (at, at - 1))
        if text[at - 1] != characters[at - 1]:  # goes on with a raised digit
            is_raised = size == around
        elif size >= _RAISED_SIZE * around:
            continue
        else:
            is_raised = (
                textpage.get_charbox(at)[1] - textpage.get_charbox(at - 1)[1]
                > _RAISED_SHARE * around
            )
        if is_raised:
            characters[at] = raised(text[at])
    return "".join(characters)


def right_to_left(line: str) -> str:
    """`line` as it is read: in Hebrew and Arabic, PDFium leaves the order of Latin words, and
    brackets, as they are drawn.
    """
    if line.isascii() or len(_RIGHT_TO_LEFT.findall(line)) <= len(_LATIN.findall(line)):
        return line
    brackets = _BRACKETS.findall(line)
    if brackets and brackets[0] in ")]}" and brackets[-1] in "([{":
        line = line.translate(_MIRRORED)
    return _LATIN_WORDS.sub(lambda words: " ".join(reversed(words[0].split(" "))), line)

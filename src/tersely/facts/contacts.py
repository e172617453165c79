"""URLs, e-mail addresses, phone numbers and code in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..language.words import one_spaced
from .fact import Fact, FactKind
from .number import digits_of
from .numerals import YEAR
from .spans import Taken

ContactKind = Literal["url", "email", "phone", "code"]

_TLDS = (
    "com|org|net|edu|gov|mil|int|info|biz|io|co|ai|app|dev|xyz|top|site|online|shop|store|club|live|me|tv|cc|ly|gg|link|"
    "click|tech|cloud|space|website|news|blog|pro|zip|ru|cn|de|uk|fr|eu|us|ca|au|in|jp|br|it|es|nl|ch|at|pl|se|no|dk"
)
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_URL = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,15}://|www\.|(?:javascript|vbscript|mailto):|data:(?=\w+/|,|;))[^\s<>\"'`\]}|\\^“”’]+"
    rf"|(?<![\w@./-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:{_TLDS})\b(?!\.\w|@)(?:/[^\s<>\"'`\]}}|\\^“”’]*)?",
    re.IGNORECASE,
)
# One of these is in every address: most texts need no slow search for one.
_ADDRESS_MARKS = ("://", "www.", "javascript:", "vbscript:", "mailto:", "data:")
_DOMAIN_END = re.compile(rf"\.(?:{_TLDS})\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.,-])(?:\+\d|\(\d|\d)[\d \t\u00a0().\u2010-\u2013/-]{6,20}\d(?![\w,])")
# What looks like a phone number and is none: dates, groups of digits, ranges of years or pages.
_NO_PHONE = re.compile(
    rf"\d{{4}}[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./]\d{{2,4}}|\d{{1,3}}(?:[\s.]\d{{3}})+|\d+[-–/.]\d+"
    rf"|\(?{YEAR}\)?(?:[\s,;/–—-]+(?:{YEAR}|\d\d)\)?)*|\(?\d{{1,4}}\s?[-–—]\s?\d{{1,4}}\)?[\s.,;]*(?:\d{{1,4}})?"
)
_CODE = re.compile(
    r"(?:^|\n)(?P<fence>```|~~~)[^\n]*\n(?P<block>.*?)\n?(?P=fence)|(?<!`)(?P<tick>`+)(?P<inline>[^`\n]+)(?P=tick)",
    re.DOTALL,
)
# `Quoted' in the manner of TeX, as data sets write it: the next backtick opens another quotation.
_QUOTED = re.compile(r"^\s?[^'`]{1,80}\S?\s?'{1,2}(?:\s|$)")
_TRAILING = ".,;:!?)*_"
_SCHEME = re.compile(r"^(?:https?://|mailto:)?(?:www\.)?")
_LEAST_LETTERS, _LEAST_DIGITS = 3, 7


@dataclass(frozen=True, slots=True)
class Contact(Fact):
    """text[start:end] is an address, a phone number or a piece of code."""

    what: ContactKind = "url"

    @property
    def kind(self) -> FactKind:
        """url, email, phone or code."""
        return self.what

    @property
    def key(self) -> str:
        """An address without scheme, www., fragment and closing slash; the digits of a number."""
        if self.what == "phone":
            return digits_of(self.text)
        if self.what == "code":
            return one_spaced(self.text)
        lower = _SCHEME.sub("", self.text.lower())
        return lower.split("#")[0].rstrip("/") or lower


def contacts(text: str) -> Iterator[Contact]:
    """Each address, phone number and piece of code, e-mails first; spans may overlap."""
    for match in _CODE.finditer(text) if "`" in text or "~~~" in text else ():
        group = "block" if match["block"] is not None else "inline"
        code = match[group]
        if group == "inline" and _QUOTED.search(code):
            continue
        letters = sum(map(str.isalpha, code))
        if letters >= _LEAST_LETTERS and not _URL.fullmatch(code):
            yield _contact(text, *match.span(group), "code")
    for match in _EMAIL.finditer(text) if "@" in text else ():
        end = match.start() + len(match[0].rstrip(_TRAILING))
        yield _contact(text, match.start(), end, "email")
    for match in _URL.finditer(text) if _may_hold_url(text) else ():
        end = match.start() + len(_trimmed(match[0]))
        yield _contact(text, match.start(), end, "url")
    for match in _PHONE.finditer(text):
        digits = sum(map(str.isdigit, match[0]))
        if digits >= _LEAST_DIGITS and not _NO_PHONE.fullmatch(match[0]):
            yield _contact(text, *match.span(), "phone")


def _may_hold_url(text: str) -> bool:
    lower = text.lower()
    return any(mark in lower for mark in _ADDRESS_MARKS) or _DOMAIN_END.search(text) is not None


def distinct_contacts(text: str) -> list[Contact]:
    """The contacts of a text without overlap: the first kind that claims a place has it."""
    chosen: list[Contact] = []
    taken = Taken()
    for contact in contacts(text):
        if not taken.overlaps(contact.span):
            chosen.append(contact)
            taken.add(contact.span)
    return chosen


def _contact(text: str, start: int, end: int, what: ContactKind) -> Contact:
    return Contact(start, end, text[start:end], what)


def _trimmed(url: str) -> str:
    brackets = _TRAILING.replace(")", "")
    url = url.rstrip(brackets)
    while url.endswith(")") and url.count("(") < url.count(")"):
        url = url[:-1].rstrip(brackets)
    return url

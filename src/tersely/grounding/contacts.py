"""URLs, e-mail addresses, phone numbers and code: verbatim in the source, or foreign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..records import Flag
from ..records.check import FlagKind
from .index import Index
from .spans import Span, overlaps

_TLDS = (
    "com|org|net|edu|gov|mil|int|info|biz|io|co|ai|app|dev|xyz|top|site|online|shop|store|club|live|me|tv|cc|ly|gg|link|"
    "click|tech|cloud|space|website|news|blog|pro|zip|ru|cn|de|uk|fr|eu|us|ca|au|in|jp|br|it|es|nl|ch|at|pl|se|no|dk"
)
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_URL = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,15}://|www\.|(?:javascript|data|vbscript|mailto):)[^\s<>\"'`\]}|\\^“”’]+"
    rf"|(?<![\w@./-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:{_TLDS})\b(?!\.\w|@)(?:/[^\s<>\"'`\]}}|\\^“”’]*)?",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w.,-])(?:\+\d|\(\d|\d)[\d \t\u00a0().\u2010-\u2013/-]{6,20}\d(?![\w,])")
_DATE_OR_GROUPS = re.compile(
    r"\d{4}[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./]\d{2,4}|\d{1,3}(?:[\s.]\d{3})+|\d+[-–/.]\d+"
)
_CODE = re.compile(
    r"(?:^|\n)(?P<fence>```|~~~)[^\n]*\n(?P<block>.*?)\n?(?P=fence)|(?<!`)(?P<tick>`+)(?P<inline>[^`\n]+)(?P=tick)",
    re.DOTALL,
)
_TRAILING = ".,;:!?)*_"
_SPACE = re.compile(r"\s+")
# A source sentence that tells the writer of the answer what to write is no evidence for the address
# that it names.
_INSTRUCTION = re.compile(
    r"\b(?:your|the|this|each|every)\s+(?:\w+\s+)?(?:reply|response|answer|summary|output|message)\b"
    r"|\b(?:ignore|disregard|forget|override)\b[^.]{0,40}\b(?:instruction|prompt|rule|above|previous|prior)"
    r"|\bsystem prompt\b|\byou are (?:now )?(?:an? )?(?:AI|assistant|language model|chatbot)\b"
    r"|\b(?:when|while|before|after|if|as)(?: you)? summari[sz](?:e|ing)\b",
    re.IGNORECASE,
)


def foreign(text: str, index: Index) -> list[Flag]:
    """A flag for each URL, e-mail address, phone number and piece of code of `text` that the source
    does not hold.

    An address that the source names only in a sentence that instructs the writer ("add ... to your
    reply") is flagged too, with `nearest` pointing at that sentence: a document may carry such a
    sentence, a summary should not obey it. Spans are into `text`; `claim` is -1.
    """
    flags: list[Flag] = []
    taken: list[Span] = []
    for kind, start, end in contacts(text):
        if overlaps((start, end), taken):
            continue
        taken.append((start, end))
        vouched, where = _vouched(kind, text[start:end], index)
        if not vouched:
            nearest = index.text[slice(*where)] if where else ""
            flags.append(Flag(kind, text[start:end], start, end, -1, nearest, *(where or (-1, -1))))
    return sorted(flags, key=lambda flag: flag.start)


def contacts(text: str) -> Iterator[tuple[FlagKind, int, int]]:
    """(kind, start, end) of each address, phone number and piece of code, e-mails first; spans may
    overlap.
    """
    for match in _CODE.finditer(text):
        group = "block" if match["block"] is not None else "inline"
        if sum(c.isalpha() for c in match[group]) >= 3 and not _URL.fullmatch(match[group]):
            yield "code", *match.span(group)
    for match in _EMAIL.finditer(text):
        yield "email", match.start(), match.start() + len(match[0].rstrip(_TRAILING))
    for match in _URL.finditer(text):
        yield "url", match.start(), match.start() + len(_trimmed(match[0]))
    for match in _PHONE.finditer(text):
        if sum(c.isdigit() for c in match[0]) >= 7 and not _DATE_OR_GROUPS.fullmatch(match[0]):
            yield "phone", *match.span()


def is_vouched(address: str, index: Index) -> bool:
    """Whether the source names this URL or host, and not only to instruct the writer."""
    return _vouched("url", address, index)[0]


def _vouched(kind: FlagKind, value: str, index: Index) -> tuple[bool, Span | None]:
    """Whether the source stands for `value`; if not, the span of the instruction that names it."""
    if kind == "code":
        return _SPACE.sub(" ", value).strip() in index.wording.spaced, None
    if kind == "phone":
        return "".join(filter(str.isdigit, value)) in index.wording.digits, None
    wanted = _address(value)
    position, instruction = index.wording.lower.find(wanted), None
    while position >= 0:
        after = index.wording.lower[position + len(wanted) : position + len(wanted) + 2]
        before = index.wording.lower[position - 1 : position]
        if not (before.isalnum() or before == "-") and not (
            after[:1].isalnum() or after[:1] == "-"
        ):
            span = index.sentences[index.sentence_at(position)]
            if not _INSTRUCTION.search(index.text, *span):
                return True, None
            instruction = span
        position = index.wording.lower.find(wanted, position + 1)
    return False, instruction


def _address(value: str) -> str:
    """An address without scheme, www., fragment and closing slash."""
    lower = re.sub(r"^(?:https?://|mailto:)?(?:www\.)?", "", value.lower())
    return lower.split("#")[0].rstrip("/") or lower


def _trimmed(url: str) -> str:
    url = url.rstrip(_TRAILING.replace(")", ""))
    while url.endswith(")") and url.count("(") < url.count(")"):
        url = url[:-1].rstrip(_TRAILING.replace(")", ""))
    return url

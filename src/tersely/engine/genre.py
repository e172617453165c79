"""What kind of text a document is, told by its form: each kind has instructions of its own for notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

from ..language.lines import kind_of
from ..language.words import words
from ..records import Document

GENRES = ("code", "e-mail", "chat", "meeting", "paper", "contract", "news")
# The beginning tells it; and an edit further down changes no request.
_LOOKED_AT_CHARACTERS = 40_000
_CODE = frozenset(
    ".py .js .ts .tsx .jsx .c .h .cc .cpp .hpp .rs .go .java .kt .swift .rb .php .cs .scala .sh .sql"
    " .lua .r .jl .pl .hs .ex .clj".split()
)
_MAIL_HEADER = re.compile(r"(From|To|Subject|Sent|Date|Cc|Von|An|Betreff|Gesendet): \S")
_REPLY = re.compile(r"(On|Am|Le) .{6,120} (wrote|schrieb|a écrit)\b.{0,80}:$")
_MESSAGE = re.compile(
    r"\[?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? )?\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?\]?"
    r"(?: -)? <?[^\s:<>][^:<>]{0,40}[:>] "
)
_HEADING = re.compile(r"(?:#{1,6} |\d{1,2}\.? )?\W{0,2}(\w[\w ]{0,30}?)\W{0,3}$")
_DATELINE = re.compile(
    r"[A-Z][A-Z .'-]{2,40}(?:, [A-Z][\w. ]{2,20})? ?(?:\([A-Z]\w{1,20}\) ?)?[-–—] \w"
)
_BYLINE = re.compile(r"By [A-Z][\w.'-]+ [A-Z][\w.'-]+")
_OF_CONTRACTS = frozenset(
    "agreement contract lease party parties landlord tenant lessor lessee shall hereby herein liable "
    "liability termination clause licensor licensee indemnify warrant".split()
)
# Shares of lines; a thousand words of a contract hold 15 to 40 of its words, of a report on one 5.
_CHAT_SHARE, _TURN_SHARE, _FEWEST_TURNS = 0.4, 0.3, 8
_CONTRACT_SHARE, _FEWEST_CONTRACT_WORDS = 0.012, 4


def genre_of(document: Document) -> str:
    """One of GENRES, "" where the form tells nothing."""
    if PurePath(document.name).suffix.lower() in _CODE:
        return "code"
    text = document.text[:_LOOKED_AT_CHARACTERS]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return ""
    tests = (
        ("e-mail", document.media_type == "message/rfc822" or _is_mail(lines)),
        ("chat", _share(lines, _MESSAGE) >= _CHAT_SHARE),
        ("meeting", _is_meeting(lines)),
        ("paper", _is_paper(lines, document.text)),
        ("contract", _is_contract(text)),
        ("news", any(_DATELINE.match(line) or _BYLINE.match(line) for line in lines[:4])),
    )
    return next((genre for genre, holds in tests if holds), "")


def _share(lines: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(bool(pattern.match(line)) for line in lines) / len(lines)


def _is_mail(lines: Sequence[str]) -> bool:
    """Headers of a message, or answers with what they quote."""
    headers = {match[1] for line in lines if (match := _MAIL_HEADER.match(line))}
    replies = sum(bool(_REPLY.match(line)) for line in lines)
    return len(headers) >= 3 or (replies > 0 and any(line.startswith(">") for line in lines))


def _is_meeting(lines: Sequence[str]) -> bool:
    """Turns of several people who speak again."""
    turns = [line.split(":", 1)[0] for line in lines if kind_of(line) == "turn"]
    speakers = Counter(turns)
    often = sum(count > 1 for count in speakers.values())
    is_mostly = len(turns) >= max(_FEWEST_TURNS, _TURN_SHARE * len(lines))
    return is_mostly and often >= 2 and len(turns) >= 2 * len(speakers)


def _is_paper(lines: Sequence[str], text: str) -> bool:
    """An abstract at the beginning, and what papers end with."""
    begun = {match[1].lower() for line in lines[:60] if (match := _HEADING.match(line))}
    ended = {
        match[1].lower()
        for line in text[len(text) // 2 :].splitlines()
        if len(line) < 60 and (match := _HEADING.match(line.strip()))
    }
    return "abstract" in begun and bool(ended & {"references", "bibliography", "acknowledgements"})


def _is_contract(text: str) -> bool:
    all_words = words(text)
    counted = Counter(word for word in all_words if word in _OF_CONTRACTS)
    share = sum(counted.values()) / max(1, len(all_words))
    return len(counted) >= _FEWEST_CONTRACT_WORDS and share >= _CONTRACT_SHARE

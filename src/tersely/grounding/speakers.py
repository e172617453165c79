"""Who speaks in a transcript, and who is named as the speaker of a quotation or statement."""

from __future__ import annotations

import re

from .index import Index

# The head of a turn: a time if there is one, a name of one to four words, a colon.
_TURN = re.compile(
    r"(?:[\[(]?(?:\d{1,2}:)?\d{1,2}:\d\d[^\s\w]*\s*)?(?:\*\*|__)?"
    r"(?P<name>[^\W\d_][\w.'’ -]{0,40}?)(?:\s\([^()\n]{1,30}\))?(?:\*\*|__)?:(?:\*\*|__)?\s"
)
_MOST_WORDS = 4


def speaker_of(text: str, start: int = 0) -> tuple[str, int]:
    """The name at the head of a turn that begins at text[start], and where its words begin; ("", 0)
    if there is none.
    """
    match = _TURN.match(text, start)
    if match is None or len(match["name"].split()) > _MOST_WORDS:
        return "", 0
    return match["name"].strip(), match.end()


def speaker_at(index: Index, number: int) -> str:
    """Who says the sentence with this number, "" where nobody is named."""
    return speaker_of(index.text, index.block_start(number))[0]


def is_same_person(one: str, other: str) -> bool:
    """Whether two names share a word, as "Oyelaran" and "Marta Oyelaran" do."""
    return bool(set(one.lower().split()) & set(other.lower().split()))

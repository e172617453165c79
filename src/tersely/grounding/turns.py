"""The heads of turns in a transcript: "Aho: I would support it", "[00:12] Marta Lind: No."."""

from __future__ import annotations

import re

# The head of a turn: a time if there is one, a name of one to four words, a colon.
_TURN = re.compile(
    r"(?:[\[(]?(?:\d{1,2}:)?\d{1,2}:\d\d[^\s\w]*\s*)?(?:\*\*|__)?"
    r"(?P<name>[^\W\d_][\w.'’ -]{0,40}?)(?:\s\([^()\n]{1,30}\))?(?:\*\*|__)?:(?:\*\*|__)?\s"
)
_MOST_WORDS = 4


def turn_head(text: str, start: int = 0) -> tuple[str, int]:
    """The name at the head of a turn that begins at text[start], and where its words begin; ("", 0)
    if there is none.
    """
    match = _TURN.match(text, start)
    if match is None or len(match["name"].split()) > _MOST_WORDS:
        return "", 0
    return match["name"].strip(), match.end()

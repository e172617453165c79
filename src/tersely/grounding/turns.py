"""The heads of turns in a transcript: "Aho: I would support it", "[00:12] Marta Lind: No."."""

from __future__ import annotations

import re

# The head of a turn: a time if there is one, a name of one to four words, a colon.
_TURN = re.compile(
    r"(?:[\[(]?(?:\d{1,2}:)?\d{1,2}:\d\d[^\s\w]*\s*)?(?:\*\*|__)?"
    r"(?P<name>[^\W\d_][\w.'’ -]{0,40}?)(?:\s\([^()\n]{1,30}\))?(?:\*\*|__)?:(?:\*\*|__)?\s"
)
_MOST_WORDS = 4
# So many characters hold every head of a turn.
LONGEST_HEAD = 160


def turn_head(line: str) -> tuple[str, int]:
    """The name at the head of a turn that begins a line, and where its words begin; ("", 0) if there
    is none.
    """
    match = _TURN.match(line)
    if match is None or len(match["name"].split()) > _MOST_WORDS:
        return "", 0
    return match["name"].strip(), match.end()

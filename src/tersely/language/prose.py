"""Running prose that was broken into lines of a fixed width, shown at the width of a screen."""

from __future__ import annotations

import re

_PARAGRAPH = re.compile(r"(?<![^\n])[^\n]+(?:\n[^\n]+)+")
# A list, a heading, a quotation, a row of a table, code: its lines are its own.
_MARKED = re.compile(r"[\s#>|*+`~<\[-]|\d+[.)]\s")
# Lines that were filled are about as long as each other; 50 characters is the narrowest usual
# column.
FILLED_CHARACTERS = 50
LOWERCASE_SHARE = 0.4
"""In prose so many lines go on in the middle of a sentence; records, logs and code begin anew."""


def unbroken(text: str) -> str:
    """`text` with the line breaks inside of filled paragraphs as spaces; all offsets stay.

    >>> unbroken("a" * 60 + "\\nb\\n\\n- c\\n- d")[60:]
    ' b\\n\\n- c\\n- d'
    """
    return _PARAGRAPH.sub(_joined, text)


def _joined(match: re.Match[str]) -> str:
    first, *rest = lines = match[0].split("\n")
    is_filled = all(len(line) >= FILLED_CHARACTERS for line in lines[:-1])
    # A figure goes on too, unless every line of a record begins with one.
    begins = str.islower if first[0].isdigit() else _goes_on
    going_on = sum(begins(line[0]) for line in rest)
    if not is_filled or going_on < LOWERCASE_SHARE * len(rest):
        return match[0]
    if any(_MARKED.match(line) for line in (first, *rest)):
        return match[0]
    return " ".join(lines)


def _goes_on(character: str) -> bool:
    return character.islower() or character.isdigit()

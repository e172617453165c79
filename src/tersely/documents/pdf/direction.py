"""Lines from right to left, as they are read."""

from __future__ import annotations

import re

RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile(r"[A-Za-z]")
_LATIN_WORDS = re.compile(r"[A-Za-z][\w.'’-]{0,60}(?: [A-Za-z][\w.'’-]{0,60})+")
_BRACKETS = re.compile(r"[()\[\]{}]")
_MIRRORED = str.maketrans("()[]{}", ")(][}{")


def right_to_left(line: str) -> str:
    """`line` as it is read: in Hebrew and Arabic, PDFium leaves the order of Latin words, and
    brackets, as they are drawn.
    """
    if line.isascii() or not RIGHT_TO_LEFT.search(line):
        return line
    if len(RIGHT_TO_LEFT.findall(line)) <= len(_LATIN.findall(line)):
        return line
    brackets = _BRACKETS.findall(line)
    if brackets and brackets[0] in ")]}" and brackets[-1] in "([{":
        line = line.translate(_MIRRORED)

    def reversed_words(words: re.Match[str]) -> str:
        return " ".join(reversed(words[0].split(" ")))

    return _LATIN_WORDS.sub(reversed_words, line)

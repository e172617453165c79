"""Raised digits, which run into the word before them: marks of footnotes, and exponents."""

from __future__ import annotations

import re

from ..scripts import raised
from .pdfium import PageText

_RAISED_SHARE = 0.2  # of the type around it, a raised digit stands above its neighbour at least
_RAISED_SIZE = 0.85
_DIGITS = re.compile(r"\d\d*")  # is searched for in a quarter of the time of \d+


def with_raised_digits(text: PageText, first: int, content: str) -> str:
    """The characters from `first` on with small raised digits as superscripts: the marks of
    footnotes, which run into the word before them, and exponents.
    """
    characters: list[str] | None = None
    for digits in _DIGITS.finditer(content):
        begin, end = digits.span()
        begin += not begin or content[begin - 1].isspace()  # nothing to be raised above
        if begin >= end:
            continue
        before, last = first + begin - 1, first + end - 1
        if text.object_at(before) == text.object_at(last):
            continue  # one stretch of type, as most numbers are
        characters = characters or list(content)
        for at in range(begin, end):
            is_after_raised = content[at - 1] != characters[at - 1]
            if _is_raised(text, first + at, is_after_raised):
                characters[at] = raised(content[at])
    return "".join(characters) if characters else content


def _is_raised(text: PageText, index: int, is_after_raised: bool) -> bool:
    """Whether a digit is set smaller and higher than the character before it, or goes on with a
    raised one.
    """
    size, around = _size(text, index), _size(text, index - 1)
    if is_after_raised:
        return size == around
    if size >= _RAISED_SIZE * around:
        return False
    return text.tight_bottom(index) - text.tight_bottom(index - 1) > _RAISED_SHARE * around


def _size(text: PageText, index: int) -> float:
    _, bottom, _, top = text.box(index)
    return text.size(index, top - bottom)

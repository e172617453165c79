"""What is said of a figure right before it: that it is about so much, the least or the most."""

from __future__ import annotations

import re

from .number import Bound

_SIGN = r"\s*(?:[$€£¥₹]\s?)?$"
_ABOUT = re.compile(
    rf"(?:\b(?:about|around|roughly|approximately|approx\.?|some|close to|circa|etwa|rund|environ"
    rf"|cerca de|circa|estimated)|[~≈]){_SIGN}",
    re.IGNORECASE,
)
_OVER = re.compile(
    rf"(?:\b(?:over|more than|at least|above|exceed(?:s|ed|ing)?|upwards of"
    rf"|(?:minimum|lowest)(?:\s\w+)? of|über|mehr als|mindestens|plus de|más de)|>){_SIGN}",
    re.IGNORECASE,
)
_UNDER = re.compile(
    rf"(?:\b(?:nearly|almost|under|less than|fewer than|up to|at most|below|just short of|fast|près de"
    rf"|(?:maximum|limit|cap)(?:\s\w+)? of|(?:capped|limited) (?:at|to)"
    rf"|unter|weniger als|casi|moins de|menos de)|<){_SIGN}",
    re.IGNORECASE,
)
_NOT_MORE_OR_LESS = re.compile(
    r"(?:\bno|\bnot|n['’]t)\s(?:\w+\s){0,3}"
    rf"(?:(?:(?P<more>more|higher|greater)|less|fewer|lower) than|(?P<over>over|above|exceed)|under|below){_SIGN}",
    re.IGNORECASE,
)
_REACH = 36  # characters before a number in which such a word is looked for


def bound_before(text: str, start: int) -> Bound:
    """What the words before text[start] say of the number there: about, over or under it."""
    first = max(0, start - _REACH)
    if _ABOUT.search(text, first, start):
        return "about"
    if denied := _NOT_MORE_OR_LESS.search(text, first, start):
        return "under" if denied["more"] or denied["over"] else "over"
    if _OVER.search(text, first, start):
        return "over"
    return "under" if _UNDER.search(text, first, start) else ""

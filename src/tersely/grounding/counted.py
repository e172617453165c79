"""What a number counts: the word behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..facts.number import Number
from ..language.words import STOP_WORDS, stem

# Behind "thirty (30)" and before emphasis, too: 40 "pending merges", "36 of them engineers".
_NEXT = re.compile(
    r"(?:\s?\(\d+\))?[\s-]+(?:of\s(?:them|these|those|whom|which)\s)?[\"“„‘*_]{0,3}([^\W\d_]+)"
)
_PART_OF = re.compile(r"\s(?:out\s)?of\s(?:the|its|their|his|her|our|all|some)?\s?", re.IGNORECASE)
PART = "of "


def thing_counted(text: str, at: int = 0) -> str:
    """The stem of the word after text[:at], where a number ends, "" if it is none that can be
    counted.
    """
    match = _NEXT.match(text, at)
    word = match[1].lower() if match else ""
    return stem(word) if word and word not in STOP_WORDS else ""


def things_counted(number: Number, numbers: Mapping[int, Number], text: str, first: int = 0) -> str:
    """The stem of what a number counts, with PART before it in "two of the nine piers" and "two of
    the piers"; `numbers` are those of the text by their starts. "" if it counts nothing.

    Where `text` is only a stretch, it begins at the offset `first`.
    """
    end = number.end - first
    if thing := thing_counted(text, end):
        return thing
    part = _PART_OF.match(text, end)
    if part is None:
        return ""
    whole = numbers.get(first + part.end())
    at = whole.end - first if whole else part.end() - 1
    thing = thing_counted(text, at)
    return thing and PART + thing


def by_start(numbers: Iterable[Number]) -> dict[int, Number]:
    """The numbers of a text by where they start."""
    return {number.start: number for number in numbers}


def is_of_a_whole(behind: str) -> bool:
    """Whether the number before this counts a part: "two of the piers"."""
    return _PART_OF.match(behind) is not None


def is_part_of(between: str) -> bool:
    """Whether two numbers with this between them are a part and its whole: "18,000 of the 42,000
    households".
    """
    return _PART_OF.fullmatch(between) is not None

"""Numbers, dates and names in a text, each with a key under which different spellings meet."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

import regex

from ..grounding.dates import Date, dates
from ..language.numbers import Number, numbers

FactKind = Literal["number", "date", "name"]

_CAPITALISED = r"\p{Lu}[\w’'&-]*"
_NAME = regex.compile(rf"(?<!\w){_CAPITALISED}(?: (?:(?:of|the|de|van) )?{_CAPITALISED})*")
_OPENS_SENTENCE = re.compile(r"(?:^|[.!?:;•\n*#>|\"“(\[]|^[-–]|\n[-–])\s*\Z")
# "one of the branches" is no figure.
_SMALLEST_WORD = 10


@dataclass(frozen=True, slots=True)
class Fact:
    """text[start:end] == `text`; facts with the same `key` are the same fact."""

    kind: FactKind
    key: str
    text: str
    start: int
    end: int


def extract(text: str) -> list[Fact]:
    """Dates, numbers outside dates, and names outside both, in order. Small number words ("one",
    "five") are left out.
    """
    days = [Fact("date", _date_key(date), date.text, date.start, date.end) for date in dates(text)]
    figures = [
        fact for number in numbers(text) if (fact := _figure(number)) and not _overlaps(fact, days)
    ]
    names = [
        Fact("name", _folded(match[0]), match[0], *match.span())
        for match in _NAME.finditer(text)
        if _is_name(text, match[0], match.start())
    ]
    taken = sorted((*days, *figures), key=lambda fact: fact.start)
    return sorted(
        (*taken, *(name for name in names if not _overlaps(name, taken))),
        key=lambda fact: fact.start,
    )


def _date_key(date: Date) -> str:
    return f"{date.year}-{date.month}-{date.day}-{date.weekday}"


def _figure(number: Number) -> Fact | None:
    value = number.readings[0]
    if number.form == "word" and value < _SMALLEST_WORD:
        return None
    return Fact("number", f"{value:.12g}{number.unit}", number.text, number.start, number.end)


def _is_name(text: str, words: str, start: int) -> bool:
    """A single capitalised word that opens a sentence says nothing; "NASA" does."""
    if len(words) < 2:
        return False
    opens_sentence = _OPENS_SENTENCE.search(text[max(0, start - 4) : start])
    return not opens_sentence or " " in words or (words.isupper() and words.isalpha())


def _overlaps(fact: Fact, taken: list[Fact]) -> bool:
    """Whether `fact` shares a character with one of `taken`, which is in order and free of
    overlaps.
    """
    after = bisect_left(taken, fact.end, key=lambda other: other.start)
    return after > 0 and taken[after - 1].end > fact.start


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())

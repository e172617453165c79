"""Small numbers that count what a statement or its source lists."""

from __future__ import annotations

import re

from ..facts.number import Number
from ..language.words import terms
from .alignment import Alignment
from .proportions import is_multiple
from .windows import behind

_LISTED = re.compile(r":|\b(?:including|namely|such as)\b")
_MOST_LISTED = 12
_LIST_REACH = 600  # characters: twelve things with a few words on each
_LISTED_WORDS = 5
_LAST_OF_LIST = re.compile(r"\s(?:and|or|as well as|&|und|oder|et|ou|y|o|e)\s", re.IGNORECASE)
_FEWEST_ITEMS, _MOST_ITEMS = 3, 40
# What is listed so is not all of it.
_SOME_OF_THEM = re.compile(
    r"\b(?:including|includes?|such as|among (?:them|others)|for example|e\.g\.|etc)\b", re.I
)
_THING_REACH, _THING_WORDS = 40, 3  # "nine individual members"


def counts_what_follows(number: Number, text: str) -> bool:
    """Whether a small number counts what the statement goes on to list: "six cities: Hong Kong,"."""
    if number.unit or number.form == "digits" or number.value > _MOST_LISTED:
        return False
    listed = _LISTED.search(text, number.end, number.end + _LIST_REACH)
    if listed is None:
        return False
    end = listed.end() + _LIST_REACH
    return text.count(",", listed.end(), end) >= number.value - 2


def counts_a_list(number: Number, aligned: Alignment) -> bool:
    """Whether a passage lists as many things as the small number counts: "six countries" for
    "Indonesia, Australia, Malaysia, Singapore, South Korea and the United States"; or a list of so
    many items stands under a heading with the thing.
    """
    if not _counts_things(number) or not _FEWEST_ITEMS <= number.value <= _MOST_ITEMS:
        return False
    if is_multiple(number, aligned.text) or not aligned.thing_counted(number):
        return False
    index, count = aligned.index, int(number.value)
    things = terms(behind(aligned.text, number.end, _THING_REACH))[:_THING_WORDS]
    of_length = (items for items in index.lists if items.count == number.value)
    if any(not items.lead.isdisjoint(things) for items in of_length):
        return True
    return any(count in _lengths_of_lists(index.said(span)) for span in aligned.near)


def _counts_things(number: Number) -> bool:
    """Whether a number is written as one that counts things."""
    return number.form in ("digits", "word") and not number.unit and not number.is_year


def _lengths_of_lists(sentence: str) -> set[int]:
    """How many things each list of the sentence has: runs of short parts between commas, the last
    of them behind an "and".
    """
    lengths: set[int] = set()
    if _SOME_OF_THEM.search(sentence):
        return lengths
    length = 1
    for part in re.split(r"[,;]\s", sentence)[1:]:
        last = _LAST_OF_LIST.search(f" {part}")
        before = f" {part}"[: last.start()] if last else part
        if len(before.split()) > _LISTED_WORDS:
            length = 1
        elif last is None:
            length += 1
        else:
            # "B and C" are two, "and C" behind a comma is one.
            lengths.add(length + (2 if before.strip() else 1))
            length = 1
    return lengths

"""Small numbers that count what a statement or its source lists."""

from __future__ import annotations

import re

from ..facts.number import Number
from ..language.words import terms
from .alignment import Alignment
from .proportions import is_multiple
from .rivals import thing_counted

_LISTED = re.compile(r":|\b(?:including|namely|such as)\b")
_MOST_LISTED = 12
_LIST_REACH = 600  # characters: twelve things with a few words on each
_LISTED_WORDS = 5
_LAST_OF_LIST = re.compile(r"\s(?:and|or|as well as|&|und|oder|et|ou|y|o|e)\s", re.IGNORECASE)
_MOST_ITEMS = 40
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
    is_count = form_counts(number) and 3 <= number.value <= _MOST_ITEMS
    if not is_count or is_multiple(number, aligned.text):
        return False
    if not thing_counted(aligned.text, number.end):
        return False
    index = aligned.index
    things = set(terms(aligned.text[number.end : number.end + _THING_REACH])[:_THING_WORDS])
    if any(items.count == number.value and things & items.lead for items in index.lists):
        return True
    sentences = (index.text[start:end] for start, end in aligned.near)
    return any(int(number.value) in _lengths_of_lists(sentence) for sentence in sentences)


def form_counts(number: Number) -> bool:
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
        if last and len(part[: last.start()].split()) <= _LISTED_WORDS:
            # "B and C" are two, "and C" behind a comma is one.
            lengths.add(length + (2 if part[: max(0, last.start() - 1)].strip() else 1))
            length = 1
        else:
            length = length + 1 if len(part.split()) <= _LISTED_WORDS else 1
    return lengths

"""The lists of a source: how many items each has, and what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..language.words import terms

_LINE = re.compile(r"[^\n]+")
_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:[-*+•]|\d{1,3}[.)])[ \t]+\S")
_LONGEST_LEAD = 200  # characters


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list of `count` items under a heading or line with the terms `lead`."""

    count: int
    lead: frozenset[str]


def lists_of(text: str) -> Iterator[ItemList]:
    """The lists of a text in order, items of items left out."""
    lead, count, indent = "", 0, 0
    for line in _LINE.finditer(text):
        item = _ITEM.match(line[0])
        if item is None:
            if line[0][:1] in " \t" and count:
                continue  # the rest of an item
            if count > 1:
                yield ItemList(count, frozenset(terms(lead)))
            lead, count = line[0][:_LONGEST_LEAD], 0
        elif not count:
            indent, count = len(item["indent"]), 1
        elif len(item["indent"]) <= indent:
            count += 1
    if count > 1:
        yield ItemList(count, frozenset(terms(lead)))

"""Values that the source itself takes back: "in 2021, not 2020"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts.number import Number
from ..records import Flag
from .alignment import Alignment, sought
from .index import Index
from .vocabulary import without_figures

# What stands before a value that is taken back.
_NOT = re.compile(r"\b(?:not|nicht|pas)\s+(?:in\s|on\s|by\s|at\s|about\s|the\s)?$", re.IGNORECASE)
_REACH = 16
_HELD_SHARE = 0.4
_SENTENCES = 6


def check_corrections(aligned: Alignment) -> Iterator[Flag]:
    """A flag for each number that a sentence on the same matter denies, also where the statement
    stands in the source word for word.
    """
    index = aligned.index
    stated = [number for number in aligned.numbers if number.value > 1]
    wanted = without_figures(sought(aligned.statement))
    if not stated or not wanted:
        return
    for place, share in index.best(wanted, _SENTENCES):
        if share < _HELD_SHARE:
            continue
        sentence = index.sentences[place]
        known = index.numbers_in([sentence])
        denied = [number for number in known if is_denied(number, index)]
        valid = [number for number in known if not is_denied(number, index)]
        for number in stated:
            is_taken_back = any(other.supports(number) for other in denied)
            if is_taken_back and not any(other.supports(number) for other in valid):
                yield aligned.contradiction("correction", number.span, sentence)
        if denied:
            return


def is_denied(number: Number, index: Index) -> bool:
    """Whether a value of the source has a "not" in front of it."""
    return _NOT.search(index.before(number.start, _REACH)) is not None

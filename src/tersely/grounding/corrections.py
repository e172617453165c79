"""Values that the source itself takes back: "in 2021, not 2020"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts.number import Number
from ..facts.quantities import quantities
from ..records import Flag
from .alignment import Alignment, sought

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
    said = [number for number in quantities(aligned.text) if number.value > 1]
    if not said:
        return
    wanted = {term for term in sought(aligned.statement) if not term[0].isdigit()}
    for number, share in index.best(wanted, _SENTENCES) if wanted else ():
        if share < _HELD_SHARE:
            continue
        start, end = index.sentences[number]
        known = index.numbers_in([(start, end)])
        denied: list[Number] = []
        valid: list[Number] = []
        for value in known:
            (denied if is_denied(index.text, value.start) else valid).append(value)
        for figure in said:
            is_taken_back = any(n.supports(figure) for n in denied)
            if is_taken_back and not any(n.supports(figure) for n in valid):
                passage = index.text[start:end]
                yield Flag("correction", figure.text, *figure.span, -1, passage, start, end, True)
        if denied:
            return


def is_denied(text: str, start: int) -> bool:
    """Whether a value at text[start] has a "not" in front of it."""
    return _NOT.search(text, max(0, start - _REACH), start) is not None

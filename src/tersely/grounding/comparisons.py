"""Which of two is said to be more: held against the two values that a passage gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from ..facts.number import Number
from ..facts.spans import Span
from ..facts.units import conversion
from ..language.words import terms
from ..records import Flag
from .alignment import Alignment
from .contexts import Weights, overlap
from .index import Index

_MEASURES = r"(?:deep|long|high|tall|wide|large|big|old|heavy|much|many|costly|expensive|far|time|money|often)"
_UP = rf"more(?:\s{_MEASURES})?|longer|higher|larger|greater|bigger|taller|deeper|wider|older|heavier|dearer|costlier"
_DOWN = rf"(?:less|fewer)(?:\s{_MEASURES})?|shorter|lower|smaller|cheaper|narrower|shallower|younger|lighter"
_COMPARES = re.compile(
    rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b(?P<of>(?:\s(?!than\b)[\w'’-]+){{0,4}})\sthan\s(?!\W?\d)",
    re.IGNORECASE,
)
# "More likely", "less popular" compare no amounts.
_QUALITY = re.compile(r"\s\w+(?:ly|al|ar|ful|ous|ant|ent|ive|able|ible|ic|ing|ed)\b", re.IGNORECASE)
_PASSAGES = 2
_LEAST_GAIN = 0.15  # of the weight of all words of both sides
_FORMS, _MOST_VALUES = ("digits", "word", "fraction"), 6


def check_comparisons(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "cars pay more than lorries" where cars pay 2.50 euros and lorries 9."""
    index, text = aligned.index, aligned.text
    match = _COMPARES.search(text)
    if match is None or aligned.denies or _QUALITY.match(match["of"]):
        return
    values_told = (number for number in aligned.numbers if number.form != "ordinal")
    if any(number.start >= match.end() for number in values_told):
        return  # "more than in 2019", "longer than 5 km"
    one = set(terms(f"{text[: match.start()]} {match['of']}"))
    other = set(terms(text[match.end() :]))
    sides = _weights(one - other, index), _weights(other - one, index)
    for passage in aligned.passages[:_PASSAGES]:
        if index.is_line(index.sentence_at(passage.span[0])):
            continue  # cells of a table are looked at by their heads
        values = _values_of(*sides, _values_in(passage.span, index), index)
        if values is None:
            continue
        is_more = values[0] > values[1]
        if is_more != bool(match["up"]):
            place = match.span("up" if match["up"] else "down")
            yield aligned.contradiction("direction", place, passage.span)
        return


def _weights(terms: set[str], index: Index) -> Weights:
    return {term: index.weight(term) for term in terms}


def _values_in(sentence: Span, index: Index) -> list[Number]:
    """The first figures of a sentence that may be values of two things."""
    known = index.numbers_in([sentence])
    plain = [number for number in known if number.form in _FORMS and not number.is_year]
    return plain[:_MOST_VALUES]


def _values_of(
    one: Weights, other: Weights, known: Sequence[Number], index: Index
) -> tuple[float, float] | None:
    """The values that a sentence gives to two things, by the words for each; None if that is not
    clear.
    """
    total = sum(one.values()) + sum(other.values())
    least = _LEAST_GAIN * (total or 1.0)
    best, values = 0.0, None
    near = [_Near.around(number, one, other, index) for number in known]
    for first, second in combinations(near, 2):
        factor = _factor(first.number, second.number)
        if factor is None or _share_characters(first.number, second.number):
            continue
        straight = first.to_one + second.to_other
        crossed = first.to_other + second.to_one
        gain = abs(straight - crossed)
        if gain > best and first.to_other != second.to_other:
            best = gain
            pair = (first.number.value * factor, second.number.value)
            values = pair if straight > crossed else pair[::-1]
    return values if best >= least and values and values[0] != values[1] else None


class _Near(NamedTuple):
    """A figure of the source, and how many of the words for either thing stand around it."""

    number: Number
    to_one: float
    to_other: float

    @classmethod
    def around(cls, number: Number, one: Weights, other: Weights, index: Index) -> _Near:
        """The figure with what stands around it."""
        return cls(number, overlap(number, one, index), overlap(number, other, index))


def _share_characters(one: Number, other: Number) -> bool:
    return one.start < other.end and other.start < one.end


def _factor(one: Number, other: Number) -> float | None:
    """What the first is multiplied with; a number in words may leave out the unit of the other."""
    if bool(one.unit) == bool(other.unit):
        return conversion(one.unit, other.unit)
    return 1.0 if "word" in (one.form, other.form) else None

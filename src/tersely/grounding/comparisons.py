"""Which of two is said to be more: held against the two values that a passage gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from ..facts.number import Number
from ..facts.quantities import quantities
from ..facts.units import conversion
from ..language.words import terms
from ..records import Flag
from .alignment import Alignment
from .binding import overlap
from .index import Index
from .polarity import has_negation

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
_MOST_VALUES = 6


def check_comparisons(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "cars pay more than lorries" where cars pay 2.50 euros and lorries 9."""
    index, text = aligned.index, aligned.text
    match = _COMPARES.search(text)
    if match is None or has_negation(text) or _QUALITY.match(match["of"]):
        return
    one = set(terms(f"{text[: match.start()]} {match['of']}"))
    other = set(terms(text[match.end() :]))
    values_told = [n for n in quantities(text) if n.form != "ordinal"]
    if any(number.start >= match.end() for number in values_told):
        return  # "more than in 2019", "longer than 5 km"
    one, other = one - other, other - one
    for citation in aligned.citations[:_PASSAGES]:
        if index.is_line(index.sentence_at(citation.start)):
            continue  # cells of a table are looked at by their heads
        values = _values_of(one, other, citation.start, citation.end, index)
        if values is None:
            continue
        is_more = values[0] > values[1]
        if is_more != bool(match["up"]):
            said = index.text[citation.start : citation.end]
            place = (citation.start, citation.end)
            word = match["up"] or match["down"]
            at = match.start()
            yield Flag("direction", word, at, at + len(word), -1, said, *place, contradicted=True)
        return


def _values_of(
    one: set[str], other: set[str], start: int, end: int, index: Index
) -> tuple[float, float] | None:
    """The values that a sentence gives to two things, by the words for each; None if that is not
    clear.
    """
    known = [
        n for n in index.numbers_in([(start, end)]) if n.form in ("digits", "word", "fraction")
    ]
    known = [n for n in known if not n.is_year][:_MOST_VALUES]
    weights = [{term: index.weight(term) for term in side} for side in (one, other)]
    total = sum(map(sum, (side.values() for side in weights))) or 1.0
    best, values = 0.0, None
    for a, b in combinations(known, 2):
        factor = _factor(a, b)
        if factor is None or (a.start < b.end and b.start < a.end):
            continue
        near = [[overlap(n, side, index) for side in weights] for n in (a, b)]
        straight, crossed = near[0][0] + near[1][1], near[0][1] + near[1][0]
        gain = abs(straight - crossed) / total
        is_told = min(near[0][1], near[1][1]) < max(near[0][1], near[1][1])
        if gain > best and is_told:
            best = gain
            pair = (a.value * factor, b.value)
            values = pair if straight > crossed else pair[::-1]
    return values if best >= _LEAST_GAIN and values and values[0] != values[1] else None


def _factor(a: Number, b: Number) -> float | None:
    """What the first is multiplied with; a number in words may leave out the unit of the other."""
    if bool(a.unit) != bool(b.unit):
        return 1.0 if "word" in (a.form, b.form) else None
    return conversion(a.unit, b.unit)

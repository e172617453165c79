"""Where the source has the statement's words and goes on with another value: "3.2.3 was released on"
22 January there, and 22 February here.

Of names the same was tried and left out: on FaithJudge and RAGTruth it was right 3 times and wrong
12 times, for a place or body has many names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from ..facts.dates import Date, dates
from ..facts.fact import Fact
from ..facts.number import Number
from ..facts.quantities import quantities
from ..facts.spans import Span, Taken
from ..facts.units import UNITS
from ..language.words import STOP_WORDS, stem, words
from ..records import Flag
from ..records.check import FlagKind
from .alignment import Alignment
from .calculation import calculation_of
from .index import Index
from .tongues import SMALL_WORDS

_CLAUSE_END = re.compile(r"[;:–—()]|,\s|[.!?]\s|\n\s*\n|\n\s*[-*•]")
_ARTICLES = frozenset(
    "the a an its his her their our der die das dem den le la les el los las un une".split()
)
_SMALL = SMALL_WORDS | frozenset("is are was were ist war wurde son es est sont sera será".split())
_FEWEST, _MOST = 2, 3  # content words before the value that are the same
_MOST_FACTS = 12
_HELD = 0.75
_REACH = 120  # characters
_LONGEST_SENTENCE = 1500
_PASSAGES = 3


@dataclass(frozen=True, slots=True)
class _Lead:
    """What leads to a value: the last content words of its clause, and the small word before it."""

    content: tuple[str, ...]
    joint: str


def check_continued(aligned: Alignment, taken: Sequence[Span]) -> Iterator[Flag]:
    """A flag for a value that the source does not have where it has the words that lead to it."""
    index, text = aligned.index, aligned.text
    quoted = Taken(taken)
    facts = [*dates(text), *_numbers(text)]
    for fact in facts[:_MOST_FACTS]:
        if quoted.overlaps(fact.span):
            continue
        lead = _lead_to(fact, text, 0)
        if len(lead.content) < _FEWEST:
            continue
        rival = _rival(fact, lead, aligned)
        if rival is not None and not _follows(fact, aligned):
            start, end = index.sentences[index.sentence_at(rival.start)]
            kind: FlagKind = "date" if isinstance(fact, Date) else "number"
            said = index.text[start:end]
            yield Flag(kind, fact.text, *fact.span, -1, said, start, end, contradicted=True)


def _follows(fact: Fact, aligned: Alignment) -> bool:
    """Whether a figure is calculated from others of the passages."""
    if not isinstance(fact, Number):
        return False
    known = aligned.index.numbers_in(aligned.near)
    return bool(calculation_of(fact, known, aligned.text, aligned.index, aligned.near))


def _numbers(text: str) -> Iterator[Number]:
    said = Taken(date.span for date in dates(text))
    for number in quantities(text):
        if number.form not in ("identifier", "ordinal") and not said.overlaps(number.span):
            yield number


def _rival(fact: Fact, lead: _Lead, aligned: Alignment) -> Fact | None:
    """The value to which the source's words lead, if none of the places with them has this one."""
    index = aligned.index
    said = (word for word in words(aligned.text) if not word[0].isdigit() and not _is_small(word))
    rest = (set(map(stem, said)) | set(lead.content)) - set(map(stem, words(fact.text)))
    first: Fact | None = None
    for number, share in index.best(rest, _PASSAGES):
        start, end = index.sentences[number]
        if share < _HELD or end - start > _LONGEST_SENTENCE:
            continue
        known = _facts_in(fact, (start, end), index)
        borne_out = [other for other in known if _bears_out(other, fact, index)]
        if not all(_is_of_another(other, lead, start, index) for other in borne_out):
            return None
        for other in known:
            there = _lead_to(other, index.text, start)
            if _is_of_kind(other, fact) and _is_same(there, lead):
                first = first or other
    return first


def _is_of_another(fact: Fact, lead: _Lead, first: int, index: Index) -> bool:
    """Whether the source gives a value to something else than the statement does: "the filter plant
    at Oxley on 9 June 1994".
    """
    there = _lead_to(fact, index.text, first)
    content = [word for word in there.content if word.isalpha()]
    if set(there.content[-1:]) == set(lead.content[-1:]):
        return False
    return len(content) >= _FEWEST and len(set(content) & set(lead.content)) < _FEWEST


def _facts_in(fact: Fact, span: Span, index: Index) -> Sequence[Fact]:
    if isinstance(fact, Date):
        return index.dates_in([span])
    return index.numbers_in([span])


def _bears_out(other: Fact, fact: Fact, index: Index) -> bool:
    if isinstance(other, Date):
        return other.supports(fact, index.years)
    return other.supports(fact)


def _is_of_kind(other: Fact, fact: Fact) -> bool:
    """Whether both tell the same kind of thing, so that one excludes the other."""
    if isinstance(other, Date) and isinstance(fact, Date):
        is_as_exact = (other.day is None) == (fact.day is None)
        return is_as_exact and (other.weekday is None) == (fact.weekday is None)
    if isinstance(other, Number) and isinstance(fact, Number):
        if other.is_year != fact.is_year or other.form in ("identifier", "ordinal"):
            return False
        if other.unit in UNITS and fact.unit in UNITS:
            return UNITS[other.unit].dimension == UNITS[fact.unit].dimension
        return other.unit == fact.unit
    return False


def _lead_to(fact: Fact, text: str, first: int) -> _Lead:
    before = text[max(first, fact.start - _REACH) : fact.start]
    ends = [match.end() for match in _CLAUSE_END.finditer(before)]
    tokens = words(before[ends[-1] :] if ends else before)
    while tokens and tokens[-1] in _ARTICLES:
        tokens.pop()
    small = list(takewhile(_is_small, reversed(tokens)))
    content = [stem(word) for word in tokens if not _is_small(word)]
    return _Lead(tuple(content[-_MOST:]), small[0] if small else "")


def _is_small(word: str) -> bool:
    return word in STOP_WORDS or word in _SMALL or word in _ARTICLES


def _is_same(one: _Lead, other: _Lead) -> bool:
    size = min(len(one.content), len(other.content))
    if size < _FEWEST or one.joint != other.joint:
        return False
    return one.content[-size:] == other.content[-size:]

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

from ..facts.dates import Date
from ..facts.fact import Fact
from ..facts.number import Number
from ..facts.spans import Span, Taken
from ..facts.units import UNITS
from ..language.words import STOP_WORDS, stem, words
from ..records import Flag
from .alignment import Alignment
from .calculation import calculation_for
from .index import Index
from .tongues import SMALL_WORDS
from .windows import before

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


def check_continued(aligned: Alignment) -> Iterator[Flag]:
    """A flag for a value that the source does not have where it has the words that lead to it."""
    index = aligned.index
    facts: list[Date | Number] = [*aligned.dates, *_plain_numbers(aligned)]
    for fact in facts[:_MOST_FACTS]:
        if aligned.quoted.overlaps(fact.span):
            continue
        lead = _lead_to(fact, aligned.text)
        rival = _rival(fact, lead, aligned) if len(lead.content) >= _FEWEST else None
        if rival is None or (isinstance(fact, Number) and calculation_for(fact, aligned)):
            continue
        sentence = index.sentence_around(rival.start)
        yield aligned.contradiction(fact.kind, fact.span, sentence)


def _plain_numbers(aligned: Alignment) -> Iterator[Number]:
    """The numbers that are no part of a date."""
    dated = Taken(date.span for date in aligned.dates)
    for number in aligned.numbers:
        is_plain = number.form not in ("identifier", "ordinal")
        if is_plain and not dated.overlaps(number.span):
            yield number


def _rival(fact: Date | Number, lead: _Lead, aligned: Alignment) -> Fact | None:
    """The value to which the source's words lead, if none of the places with them has this one."""
    index = aligned.index
    said = map(stem, filter(_may_tell, words(aligned.text)))
    rest = {*said, *lead.content}.difference(map(stem, words(fact.text)))
    first: Fact | None = None
    for number, share in index.best(rest, _PASSAGES):
        start, end = sentence = index.sentences[number]
        if share < _HELD or end - start > _LONGEST_SENTENCE:
            continue
        for other in _facts_in(fact, sentence, index):
            there = _lead_in_source(other, start, index)
            if _bears_out(other, fact, index) and not _is_of_another(there, lead):
                return None
            if first is None and _is_of_kind(other, fact) and _is_same(there, lead):
                first = other
    return first


def _may_tell(word: str) -> bool:
    return not word[0].isdigit() and not _is_small(word)


def _is_of_another(there: _Lead, lead: _Lead) -> bool:
    """Whether the source gives a value to something else than the statement does: "the filter plant
    at Oxley on 9 June 1994".
    """
    if there.content[-1:] == lead.content[-1:]:
        return False
    content = [word for word in there.content if word.isalpha()]
    shared = set(content).intersection(lead.content)
    return len(content) >= _FEWEST and len(shared) < _FEWEST


def _facts_in(fact: Date | Number, sentence: Span, index: Index) -> Sequence[Fact]:
    if isinstance(fact, Date):
        return index.dates_in([sentence])
    return index.numbers_in([sentence])


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


def _lead_to(fact: Fact, text: str) -> _Lead:
    return _lead(before(text, fact.start, _REACH))


def _lead_in_source(fact: Fact, first: int, index: Index) -> _Lead:
    """What leads to a value of the sentence that begins at `first`."""
    first = max(first, fact.start - _REACH)
    return _lead(index.said((first, fact.start)))


def _lead(words_before: str) -> _Lead:
    clause = _CLAUSE_END.split(words_before)[-1]
    tokens = words(clause)
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

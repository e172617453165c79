"""One figure or date of a sentence with the clause that it stands in: two reports of one matter
seldom share a whole sentence, and still differ in how many piers had cracks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from ..facts.dates import Date
from ..facts.fact import Fact
from ..facts.number import Number
from ..grounding.amounts import role_of
from ..grounding.counted import by_start, things_counted
from ..grounding.pairing import CLAUSE_END
from ..language.words import terms
from .statements import Statement, words_among

# A shorter clause says nothing by itself: "and seven in May" takes the one before it.
_FULL_CLAUSE_TERMS, _LEAST_TERMS = 3, 2
_MOST_FIGURES = 12  # a sentence with more is a row of a table in words
_WORD = re.compile(r"[^\W\d_][\w-]*")
YEAR = "year of the calendar"


@dataclass(frozen=True, slots=True)
class Detail:
    """A number or date of statement `statement`, and the content terms of its clause.

    `thing` is the unit of a number or the stem of what it counts, `role` what it is to a change,
    `beside` the other facts of the clause, `pairs` its content terms that stand side by side.
    """

    statement: int
    fact: Number | Date
    terms: frozenset[str]
    thing: str
    role: str
    beside: tuple[Fact, ...]
    pairs: frozenset[tuple[str, str]]


def details_of(number: int, statement: Statement) -> Iterator[Detail]:
    """What can be compared of a statement: a number without a unit that counts nothing cannot."""
    text = statement.quotation.text
    if sum(fact.kind in ("number", "date") for fact in statement.facts) > _MOST_FIGURES:
        return
    cuts = [0, *(match.end() for match in CLAUSE_END.finditer(text)), len(text)]
    for thing, fact in things_of(statement):
        if not isinstance(fact, Number | Date):
            continue
        clause = _clause(fact, cuts, statement)
        if clause is None or (isinstance(fact, Number) and not thing):
            continue
        others = [other for other in statement.facts if other is not fact]
        yield Detail(
            number,
            fact,
            terms=clause.terms,
            thing=thing,
            role=role_of(fact, text) if isinstance(fact, Number) else "",
            beside=tuple(other for other in others if clause.start <= other.start < clause.end),
            pairs=frozenset(_side_by_side(text[clause.start : clause.end])),
        )


def things_of(statement: Statement) -> list[tuple[str, Fact]]:
    """Each fact of a statement behind its thing: the unit of a number, or the stem of what it
    counts ("of pier" in "two of the nine piers"); "" for all others.
    """
    numbers = by_start(fact for fact in statement.facts if isinstance(fact, Number))
    text = statement.quotation.text
    return [(_thing(fact, numbers, text), fact) for fact in statement.facts]


def _thing(fact: Fact, numbers: Mapping[int, Number], text: str) -> str:
    if not isinstance(fact, Number) or fact.form in ("identifier", "ordinal"):
        return ""
    if fact.is_year:
        return YEAR
    return fact.unit or things_counted(fact, numbers, text)


class _Clause(NamedTuple):
    """A part of a sentence and its content terms."""

    start: int
    end: int
    terms: frozenset[str]


def _clause(fact: Fact, cuts: Sequence[int], statement: Statement) -> _Clause | None:
    """The clause of a fact, with as many before it as it takes to say something; None where a cut
    goes through the fact, or too little is said.
    """
    first = max(place for place, cut in enumerate(cuts[:-1]) if cut <= fact.start)
    end = cuts[first + 1]
    if fact.end > end:
        return None
    content = _content(statement, cuts[first], end)
    while len(content) < _FULL_CLAUSE_TERMS and first:
        first -= 1
        content = _content(statement, cuts[first], end)
    return _Clause(cuts[first], end, content) if len(content) >= _LEAST_TERMS else None


def _side_by_side(text: str) -> Iterator[tuple[str, str]]:
    """Each two words with nothing between them, as terms: "north station"."""
    for one, other in pairwise(_WORD.finditer(text)):
        both = [*terms(one[0]), *terms(other[0])]
        if len(both) == 2 and text[one.end() : other.start()].isspace():
            yield both[0], both[1]


def _content(statement: Statement, start: int, end: int) -> frozenset[str]:
    """The terms of a part of a statement, names among them, without its numbers and dates."""
    text = statement.quotation.text[start:end]
    for fact in reversed(statement.facts):
        if fact.kind in ("number", "date") and start <= fact.start and fact.end <= end:
            text = f"{text[: fact.start - start]} {text[fact.end - start :]}"
    return words_among(terms(text))

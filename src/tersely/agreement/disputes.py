"""Figures and dates that two documents give differently for one thing, in sentences of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product, starmap

from ..facts.dates import Date
from ..facts.fact import Fact
from ..facts.names import names
from ..facts.number import Number
from ..facts.units import conversion
from ..language.words import terms, words
from .details import YEAR, Detail, details_of, things_of
from .matter import Kind
from .statements import Statement, words_among
from .subjects import Terms
from .verdicts import Conflict, bear_out

# The shares of the idf weight of each clause that the other's sentence has: the better one and the
# worse one. On 2,024 honest summaries beside their sources (RAGTruth, SummEdits, FaithJudge,
# AggreFact) three pairs are reported by `agree`, and one of them is a contradiction.
_BETTER_SHARE, _WORSE_SHARE = 0.55, 0.35
# What both speak of besides the thing that is counted. What is counted ties two clauses together;
# amounts of money, spans of time and years are everywhere.
_LEAST_TERMS_OF_COUNTS, _LEAST_TERMS, _LEAST_TERMS_OF_YEARS = 1, 2, 3
# What is five times as many is another thing of that name.
_LARGEST_RATIO = 5.0
# Documents about one matter share names, if they have any, and not only that of a court.
_FEWEST_NAMES, _SHARE_OF_NAMES = 2, 0.15
_RAREST = 16


class Disputes:
    """The details of all statements, by the terms of their sentences."""

    def __init__(self, statements: Sequence[Statement], texts: Sequence[str]) -> None:
        self._statements = statements
        self._details = [[*details_of(*numbered)] for numbered in enumerate(statements)]
        self._terms = [words_among(terms(each.quotation.text)) for each in statements]
        self._names = [_words_of_names(statement.of("name")) for statement in statements]
        self._index = Terms(self._terms)
        self._given: defaultdict[int, list[tuple[str, Fact]]] = defaultdict(list)
        self._years: defaultdict[int, set[int]] = defaultdict(set)
        for statement in statements:
            self._given[statement.document] += things_of(statement)
            self._years[statement.document] |= set(_years(statement.facts))
        self._names_of_documents = [_words_of_names(names(text)) for text in texts]

    def pairs(self) -> Iterator[tuple[Detail, Detail]]:
        """Each two details of different documents that cannot both be right. A detail that its own
        document gives in the same words with another value is in no pair: it is one of a series.
        """
        series: set[int] = set()
        disputed: list[tuple[Detail, Detail]] = []
        for one, other in self._candidates():
            first, second = self._statements[one.statement], self._statements[other.statement]
            if not self._is_one_matter(one, other):
                continue
            if first.document == second.document:
                series |= {id(one), id(other)}
            elif self._are_of_one_topic(first, second) and not self._is_given(one, other):
                disputed.append((one, other))
        yield from (pair for pair in disputed if not series & {id(detail) for detail in pair})

    def _candidates(self) -> Iterator[tuple[Detail, Detail]]:
        for number, details in enumerate(self._details):
            rarest = self._index.rarest(number, _RAREST) if details else []
            for other in self._index.sharing(number, rarest, _LEAST_TERMS):
                yield from product(details, self._details[other])

    def _is_one_matter(self, one: Detail, other: Detail) -> bool:
        """Whether two details are different values of what is otherwise the same."""
        first, second = self._statements[one.statement], self._statements[other.statement]
        if first.is_negated != second.is_negated or not are_rivals(one, other):
            return False
        mine, theirs = self._names[one.statement], self._names[other.statement]
        if mine and theirs and not mine & theirs:
            return False
        if _differ_beside(one, other) or self._tell_apart(one, other):
            return False
        return self._share_their_words(one, other)

    def _tell_apart(self, one: Detail, other: Detail) -> bool:
        """Whether a word before one that both have says that they mean two: the north station and
        the south station.
        """
        here, there = self._terms[one.statement], self._terms[other.statement]
        mine = {noun for before, noun in one.pairs if before not in there}
        theirs = {noun for before, noun in other.pairs if before not in here}
        return not mine.isdisjoint(theirs)

    def _share_their_words(self, one: Detail, other: Detail) -> bool:
        here = one.terms & self._terms[other.statement]
        there = other.terms & self._terms[one.statement]
        worse, better = sorted((self._share(here, one), self._share(there, other)))
        if better < _BETTER_SHARE or worse < _WORSE_SHARE:
            return False
        both = (here | there) - {_counted(one.thing)}
        return len(both) >= _least_terms(one) and bool(one.terms & other.terms & both)

    def _share(self, shared: frozenset[str], detail: Detail) -> float:
        """How much of the clause of a detail is shared, by weight."""
        return self._index.weight(shared) / (self._index.weight(detail.terms) or 1.0)

    def _is_given(self, one: Detail, other: Detail) -> bool:
        """Whether a document also holds the value of the other one, for such a thing."""
        documents = [self._statements[detail.statement].document for detail in (one, other)]
        return self._holds(documents[1], one) or self._holds(documents[0], other)

    def _holds(self, document: int, detail: Detail) -> bool:
        """Whether a document gives the value of a detail, for the same thing or for none."""
        if detail.thing == YEAR:
            return not self._years[document].isdisjoint(_years([detail.fact]))
        things = ("", _counted(detail.thing))
        given = (fact for thing, fact in self._given[document] if _counted(thing) in things)
        return any(bear_out(fact, detail.fact) for fact in given)

    def _are_of_one_topic(self, one: Statement, other: Statement) -> bool:
        mine, theirs = (self._names_of_documents[side.document] for side in (one, other))
        fewer = min(len(mine), len(theirs))
        return len(mine & theirs) >= max(min(_FEWEST_NAMES, fewer), _SHARE_OF_NAMES * fewer)


def dispute(one: Detail, other: Detail) -> Conflict:
    """What two details differ in."""
    kind: Kind = "date" if one.fact.kind == "date" else "number"
    return Conflict(kind, one.fact.text, other.fact.text)


def are_rivals(one: Detail, other: Detail) -> bool:
    """Whether two details are values of one kind, and not the same value in other words."""
    here, there = one.fact, other.fact
    if isinstance(here, Number) and isinstance(there, Number):
        return one.role == other.role and _are_rival_numbers(one, other, here, there)
    if isinstance(here, Date) and isinstance(there, Date):
        return _have_same_parts(here, there) and not bear_out(here, there)
    return False


def _are_rival_numbers(one: Detail, other: Detail, here: Number, there: Number) -> bool:
    factor = conversion(here.unit, there.unit)
    if factor is None or bool(here.unit) != bool(there.unit):
        return False
    if not here.unit and one.thing != other.thing:
        return False
    low, high = sorted((abs(here.value * factor), abs(there.value)))
    if one.thing != YEAR and high > _LARGEST_RATIO * low:
        return False
    return not bear_out(here, there) and not _is_open(here, there, factor)


def _is_open(here: Number, there: Number, factor: float) -> bool:
    """Whether "more than 10" leaves room for 14."""
    less, more = (here, there) if here.value * factor < there.value else (there, here)
    return less.bound == "over" or more.bound == "under"


def _have_same_parts(here: Date, there: Date) -> bool:
    """Whether both name a day, a month or a weekday; of a day one may leave the year out."""
    if (here.day is None) != (there.day is None) or (here.month is None) != (there.month is None):
        return False
    return here.day is not None or (here.year is None) == (there.year is None)


def _counted(thing: str) -> str:
    """The thing itself of "two of the nine piers"."""
    return thing.rpartition(" ")[2]


def _differ_beside(one: Detail, other: Detail) -> bool:
    """Whether the clauses speak of different times or figures: sales of 2023 and of 2024."""
    for kind in ("date", "number"):
        mine = [fact for fact in one.beside if fact.kind == kind]
        theirs = [fact for fact in other.beside if fact.kind == kind]
        if mine and theirs and not any(starmap(bear_out, product(mine, theirs))):
            return True
    return False


def _least_terms(detail: Detail) -> int:
    if detail.thing == YEAR:
        return _LEAST_TERMS_OF_YEARS
    counts = isinstance(detail.fact, Number) and not detail.fact.unit
    return _LEAST_TERMS_OF_COUNTS if counts else _LEAST_TERMS


def _years(facts: Iterable[Fact]) -> Iterator[int]:
    for fact in facts:
        if isinstance(fact, Date) and fact.year is not None:
            yield fact.year
        elif isinstance(fact, Number) and fact.is_year:
            yield int(fact.value)


def _words_of_names(some: Iterable[Fact]) -> frozenset[str]:
    return frozenset(word for name in some for word in words(name.text))

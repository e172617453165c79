"""What a number, date or name of a statement belongs to, there and in the source.

That a value stands somewhere in the source says little. Here each place of the source where it
stands is compared with the places of its rivals - other values of the same unit, other names - by
the words around them: if a rival stands among the words of the statement and the value itself
among others, the statement has taken it from another fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import islice
from typing import TypeVar

from ..facts.dates import Date
from ..facts.fact import Fact
from ..facts.names import Name, names
from ..facts.number import Number
from ..facts.units import UNITS
from ..language.words import terms, words
from ..records import Flag, Hint
from .alignment import Alignment
from .amounts import is_known_amount
from .calculation import calculation_for, speaks_of_calculation
from .contexts import context_at, context_in, overlap, weights_around
from .corrections import is_denied
from .counted import is_part_of
from .index import Index

# A rival must hold so much of the statement's clause, and the value itself so little of that.
_RIVAL_SHARE = 0.55
_SUPPORT_SHARE = 0.65
_NAME_RIVAL_SHARE = 0.75
_NAME_SUPPORT_SHARE = 0.4
_VERSION = re.compile(r"(?<![\w.])\d{1,4}(?:\.\d{1,4}){1,3}(?![\w%])")
_FEWEST_TERMS = 2
_CANDIDATES = 40
# A row of figures without a full stop: the first hundred tell as much as all.
_MOST_PLACES = 100
F = TypeVar("F", bound=Fact)
_SMALL_COUNT = 3  # "three people" may add up what the source lists


def check_binding(aligned: Alignment) -> Iterator[Flag]:
    """A flag for each value that the source gives to something else, where it has another for this."""
    if not aligned.citations:
        return
    yield from _numbers_of_others(aligned)
    index, known = aligned.index, aligned.known_dates
    for date in aligned.dates:
        rivals = [other for other in known if _is_other_date(other, date)]
        if rivals:
            alike = [*known, *index.dates_like(date)]
            places = [other for other in alike if other.supports(date, index.years)]
            yield from _taken_from_elsewhere(date, places, rivals, aligned)


def _numbers_of_others(aligned: Alignment) -> Iterator[Flag]:
    stated = _outside_of_quotations(filter(_tells, aligned.numbers), aligned)
    stated_by_key = {number.key: number for number in stated}
    valid = _not_denied(aligned)
    for number in stated:
        rivals = [other for other in valid if _is_rival(other, number, aligned)]
        rivals = [r for r in rivals if not _is_told_of(r, stated_by_key.get(r.key), aligned)]
        if rivals and not is_known_amount(number, aligned):
            yield from _number_of_another(number, rivals, aligned)


def _outside_of_quotations(facts: Iterable[F], aligned: Alignment) -> list[F]:
    """The first facts of a statement that are its own words."""
    outside = (fact for fact in facts if not aligned.quoted.overlaps(fact.span))
    return list(islice(outside, _CANDIDATES))


def _number_of_another(
    number: Number, rivals: Sequence[Number], aligned: Alignment
) -> Iterator[Flag]:
    places = _supporters(number, aligned)[:_MOST_PLACES]
    rivals = [rival for rival in rivals if not _is_whole_of(rival, places, aligned.index)]
    flags = list(_taken_from_elsewhere(number, places, rivals, aligned))
    if flags and _follows(number, places, aligned):
        of_same_thing = [rival for rival in rivals if _is_of_same_thing(rival, number, aligned)]
        flags = list(_taken_from_elsewhere(number, places, of_same_thing, aligned))
    yield from flags


def _not_denied(aligned: Alignment) -> list[Number]:
    """The numbers of the passages without what the source takes back ("not 2020"), which is
    nobody's rival.
    """
    index, known = aligned.index, aligned.known_numbers
    denied = {number.key: number for number in known if is_denied(number, index)}
    if not denied:
        return known
    return [number for number in known if not _is_borne_out(number, denied.values())]


def _is_borne_out(number: Number, others: Iterable[Number]) -> bool:
    return any(other.supports(number) for other in others)


def _is_whole_of(number: Number, places: Iterable[Number], index: Index) -> bool:
    """Whether one of these numbers is a part of another: "18,000 of the 42,000 households"."""
    between = (index.said((part.end, number.start)) for part in places)
    return any(map(is_part_of, between))


def check_roles(aligned: Alignment) -> Iterator[Hint]:
    """A hint for a name where the source has another one: who led, opposed or paid.

    Of such places on real summaries two in ten were errors (FaithJudge, RAGTruth), too few for a
    flag; but the statement is not called supported.
    """
    stated = _outside_of_quotations(names(aligned.text), aligned)
    if not stated or not aligned.citations:
        return
    known = aligned.index.names_in(aligned.near)
    their_words = list(map(_words, known))
    said = set().union(*map(_words, stated))
    for name in stated:
        mine = _words(name)
        places: list[Name] = []
        rivals: list[Name] = []
        for other, theirs in zip(known, their_words, strict=True):
            (rivals if mine.isdisjoint(theirs) else places).append(other)
        if places and rivals:
            for flag in _taken_from_elsewhere(name, places, rivals, aligned, said):
                passage = (flag.nearest_start, flag.nearest_end)
                yield Hint("role", flag.text, *name.span, -1, *passage)


def _taken_from_elsewhere(
    fact: Date | Name | Number,
    places: Iterable[Fact],
    rivals: Sequence[Fact],
    aligned: Alignment,
    excluded: Iterable[str] = (),
) -> Iterator[Flag]:
    """A flag if the best rival stands among the statement's words and the fact itself does not."""
    index = aligned.index
    clause = context_in(aligned.text, fact).clause.difference(*map(terms, excluded))
    weights = {term: index.weight(term) for term in clause}
    if len(weights) < _FEWEST_TERMS:
        return
    places, rivals = list(places)[:_MOST_PLACES], rivals[:_MOST_PLACES]
    if isinstance(fact, Date) or (isinstance(fact, Number) and fact.is_year):
        # Years and dates are listed beside each other: "in 2007 and 2008, and in 2012".
        held = {index.sentence_at(place.start) for place in places}
        rivals = [rival for rival in rivals if index.sentence_at(rival.start) not in held]
    total = sum(weights.values())
    supports = (overlap(place, weights, index) for place in places)
    supported = max(supports, default=0.0)
    if supported >= _RIVAL_SHARE * total or not rivals:
        return
    scores = [overlap(rival, weights, index) for rival in rivals]
    best = max(scores)
    rival = rivals[scores.index(best)]
    is_name = isinstance(fact, Name)
    if not is_name and any(_is_named_with(place, rival, aligned) for place in places):
        return
    least = _NAME_RIVAL_SHARE if is_name else _RIVAL_SHARE
    most = _NAME_SUPPORT_SHARE if is_name else _SUPPORT_SHARE
    if best >= least * total and supported <= most * best:
        sentence = index.sentence_around(rival.start)
        yield aligned.contradiction(fact.kind, fact.span, sentence)


def _is_told_of(rival: Number, number: Number | None, aligned: Alignment) -> bool:
    """Whether the statement has the rival, too, as `number`, and among the words where the source
    has it.
    """
    if number is None:
        return False
    weights = weights_around(aligned.text, number, aligned.index)
    least = _RIVAL_SHARE * sum(weights.values())
    return bool(weights) and overlap(rival, weights, aligned.index) >= least


def _is_named_with(place: Fact, rival: Fact, aligned: Alignment) -> bool:
    """Whether a name of the statement stands in the clause of the value itself and not in the
    rival's: "31,000 belong to Saltmarsh" beside "76,000 new visits"; or a version number in its
    sentence.
    """
    index = aligned.index
    versions = {said for said in _VERSION.findall(aligned.text) if said not in place.text}
    here, there = _versions_at(place, index), _versions_at(rival, index)
    if versions & here and not versions & there:
        return True
    known = " ".join(name.text for name in index.names_in(aligned.near))
    named = set(terms(known)).intersection(terms(aligned.text))
    clause, other_clause = context_at(place, index).clause, context_at(rival, index).clause
    return not named.isdisjoint(clause) and named.isdisjoint(other_clause)


def _versions_at(fact: Fact, index: Index) -> set[str]:
    """The version numbers in the sentence of a fact."""
    sentence = index.said(index.sentence_around(fact.start))
    return set(_VERSION.findall(sentence))


def _tells(number: Number) -> bool:
    """Whether a number is more than a turn of phrase."""
    if number.form == "identifier":
        return False
    most_of_phrase = _SMALL_COUNT if number.form == "word" else 1
    return bool(number.unit) or number.value > most_of_phrase


def _supporters(number: Number, aligned: Alignment) -> list[Number]:
    """The places of the source that bear out the number, the aligned ones first."""
    near = [place for place in aligned.known_numbers if place.supports(number)]
    return [*near, *islice(aligned.index.bearing_out(number), _CANDIDATES)]


def _is_rival(other: Number, number: Number, aligned: Alignment) -> bool:
    """Whether a number of the source measures the same kind of thing and is another amount."""
    if other.supports(number) or other.form == "identifier":
        return False
    if number.is_year or other.is_year:
        return number.is_year and other.is_year
    if number.unit in UNITS and other.unit in UNITS:
        return UNITS[number.unit].dimension == UNITS[other.unit].dimension
    if number.unit or other.unit or "ordinal" in (number.form, other.form):
        return False
    thing = aligned.thing_counted(number)
    return bool(thing) and thing == aligned.index.thing_counted(other)


def _follows(number: Number, places: Iterable[Number], aligned: Alignment) -> bool:
    """Whether a number that the source does not state follows from figures of the passages. Such a
    sum is contradicted only where they give another value to the very same thing.
    """
    if any(place.value == number.value for place in places):
        return False
    return bool(calculation_for(number, aligned))


def _is_of_same_thing(other: Number, number: Number, aligned: Alignment) -> bool:
    """Whether the clause of a number of the source speaks of just what the clause of a computed one
    does, in the same words: that clause gives the value, and nothing is added up.
    """
    text, index = aligned.text, aligned.index
    following = aligned.thing_counted(number) if number.unit else ""
    if following and following == index.thing_counted(other):
        return True  # "32 years ago", "35 years ago"
    if speaks_of_calculation(text):
        return False
    sentence = index.said(index.sentence_around(other.start))
    clause = context_in(text, number).clause
    are_plural = _words_of(text, clause) - _words_of(sentence, clause)
    is_same_clause = clause == context_at(other, index).clause
    return is_same_clause and not any(word.endswith("s") for word in are_plural)


def _words_of(text: str, clause: Set[str]) -> set[str]:
    """The words of a text whose terms are in the clause."""
    return {word for word in words(text) if not clause.isdisjoint(terms(word))}


def _is_other_date(other: Date, date: Date) -> bool:
    """Whether another date is given as exactly as this one: another month, day or weekday."""
    if date.weekday is not None or other.weekday is not None:
        return date.weekday is not None and other.weekday not in (None, date.weekday)
    is_as_exact = (date.day is None) == (other.day is None)
    is_same = other.month == date.month and other.day == date.day
    return is_as_exact and not is_same


def _words(name: Name) -> set[str]:
    parts = name.text.replace("’", "'").split()
    return {part.lower() for part in parts if part[0].isupper()}

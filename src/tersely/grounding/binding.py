"""What a number, date or name of a statement belongs to, there and in the source.

That a value stands somewhere in the source says little. Here each place of the source where it
stands is compared with the places of its rivals - other values of the same unit, other names - by
the words around them: if a rival stands among the words of the statement and the value itself
among others, the statement has taken it from another fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..facts.dates import Date, dates
from ..facts.fact import Fact
from ..facts.names import Name, names
from ..facts.number import Number
from ..facts.quantities import quantities
from ..facts.spans import Span, Taken
from ..facts.units import UNITS
from ..language.words import terms, words
from ..records import Flag, Hint
from ..records.check import FlagKind
from .alignment import Alignment
from .amounts import is_known_amount
from .calculation import calculation_of, speaks_of_calculation
from .corrections import is_denied
from .index import Index
from .rivals import is_part_of, thing_counted

# Where one thing ends and another begins inside a sentence; lines of a wrapped text go on in lower
# case.
_BOUNDARY = re.compile(
    r"[,;:–—]|[.!?]\s{0,3}\n|\n(?![a-z])"
    r"|\s(?:and|but|while|whereas|with|instead of|rather than|compared (?:to|with)|against|versus|vs\.?"
    r"|(?:down|up) from|than|which|who|und|aber|et|mais|y|pero)\s"
)
# The words of the clause count in full, the rest of the sentence this much.
_SENTENCE_SHARE = 0.2
# A rival must hold so much of the statement's clause, and the value itself so little of that.
_RIVAL_SHARE = 0.55
_SUPPORT_SHARE = 0.65
_NAME_RIVAL_SHARE = 0.75
_NAME_SUPPORT_SHARE = 0.4
_VERSION = re.compile(r"(?<![\w.])\d{1,4}(?:\.\d{1,4}){1,3}(?![\w%])")
_UN = re.compile(r"\bnot\s(?=[a-z]{3,}ed\b)")  # what is not disputed is undisputed
_FEWEST_TERMS = 2
_CANDIDATES = 40
# A row of figures without a full stop: the first hundred tell as much as all, and the words of a
# fact are not a page away.
_MOST_PLACES, _CONTEXT_CHARACTERS = 100, 1_000
_SMALL_COUNT = 3  # "three people" may add up what the source lists


@dataclass(frozen=True, slots=True)
class _Context:
    """The content terms around a place: of its clause, and of its sentence."""

    clause: frozenset[str]
    sentence: frozenset[str]


def check_binding(aligned: Alignment, taken: Sequence[Span]) -> Iterator[Flag]:
    """A flag for each value that the source gives to something else, where it has another for this."""
    index, text = aligned.index, aligned.text
    if not aligned.citations:
        return
    quoted = Taken(taken)
    said_numbers = [n for n in quantities(text) if not quoted.overlaps(n.span) and _tells(n)]
    said_numbers = said_numbers[:_CANDIDATES]
    known_numbers = index.numbers_in(aligned.near)
    # What the source takes back ("not 2020") is nobody's rival.
    denied = {n.key: n for n in known_numbers if is_denied(index.text, n.start)}.values()
    valid_numbers = [n for n in known_numbers if not any(d.supports(n) for d in denied)]
    said_by_key = {number.key: number for number in said_numbers}
    for number in said_numbers:
        rivals = [n for n in valid_numbers if _is_rival(n, number, text, index)]
        rivals = [r for r in rivals if not _is_told_of(r, said_by_key.get(r.key), aligned)]
        if rivals and not is_known_amount(number, aligned):
            places = _supporters(number, known_numbers, index)[:_MOST_PLACES]
            rivals = [n for n in rivals if not any(is_part_of(p, n, index.text) for p in places)]
            flags = list(_taken_from_elsewhere("number", number, places, rivals, aligned))
            if flags and _follows(number, places, known_numbers, aligned):
                same = [n for n in rivals if _is_of_same_thing(n, number, aligned)]
                flags = list(_taken_from_elsewhere("number", number, places, same, aligned))
            yield from flags
    known_dates = index.dates_in(aligned.near)
    for date in dates(text):
        rivals_of_date = [d for d in known_dates if _is_other_date(d, date)]
        if rivals_of_date:
            known = [*known_dates, *index.dates_like(date)]
            stands = [d for d in known if d.supports(date, index.years)]
            yield from _taken_from_elsewhere("date", date, stands, rivals_of_date, aligned)


def check_roles(aligned: Alignment, taken: Sequence[Span]) -> Iterator[Hint]:
    """A hint for a name where the source has another one: who led, opposed or paid.

    Of such places on real summaries two in ten were errors (FaithJudge, RAGTruth), too few for a
    flag; but the statement is not called supported.
    """
    index, text = aligned.index, aligned.text
    quoted = Taken(taken)
    said = [name for name in names(text) if not quoted.overlaps(name.span)][:_CANDIDATES]
    if not said or not aligned.citations:
        return
    known = index.names_in(aligned.near)
    said_words = {word for name in said for word in _words(name)}
    for name in said:
        mine = _words(name)
        stands = [other for other in known if mine & _words(other)]
        rivals = [other for other in known if not mine & _words(other)]
        if stands and rivals:
            for flag in _taken_from_elsewhere("name", name, stands, rivals, aligned, said_words):
                place = (flag.nearest_start, flag.nearest_end)
                yield Hint("role", flag.text, flag.start, flag.end, -1, *place)


def _taken_from_elsewhere(
    kind: FlagKind,
    fact: Fact,
    places: Iterable[Fact],
    rivals: Sequence[Fact],
    aligned: Alignment,
    excluded: Iterable[str] = (),
) -> Iterator[Flag]:
    """A flag if the best rival stands among the statement's words and the fact itself does not."""
    index = aligned.index
    mine = _context(aligned.text, fact, (0, len(aligned.text)), excluded)
    weights = {term: index.weight(term) for term in mine.clause}
    if len(weights) < _FEWEST_TERMS:
        return
    places, rivals = list(places)[:_MOST_PLACES], rivals[:_MOST_PLACES]
    if fact.kind == "date" or (isinstance(fact, Number) and fact.is_year):
        # Years and dates are listed beside each other: "in 2007 and 2008, and in 2012".
        held = {index.sentence_at(place.start) for place in places}
        rivals = [rival for rival in rivals if index.sentence_at(rival.start) not in held]
    total = sum(weights.values())
    supported = max((overlap(place, weights, index) for place in places), default=0.0)
    if supported >= _RIVAL_SHARE * total:
        return
    if not rivals:
        return
    scored = [(overlap(rival, weights, index), rival) for rival in rivals]
    best, rival = max(scored, key=lambda pair: pair[0])
    if kind != "name" and any(_is_named_with(place, rival, aligned) for place in places):
        return
    least = _NAME_RIVAL_SHARE if kind == "name" else _RIVAL_SHARE
    most = _NAME_SUPPORT_SHARE if kind == "name" else _SUPPORT_SHARE
    if best >= least * total and supported <= most * best:
        start, end = index.sentences[index.sentence_at(rival.start)]
        said = index.text[start:end]
        yield Flag(kind, fact.text, *fact.span, -1, said, start, end, contradicted=True)


def _is_told_of(rival: Number, number: Number | None, aligned: Alignment) -> bool:
    """Whether the statement has the rival, too, as `number`, and among the words where the source
    has it.
    """
    if number is None:
        return False
    index = aligned.index
    mine = _context(aligned.text, number, (0, len(aligned.text))).clause
    weights = {term: index.weight(term) for term in mine}
    return bool(weights) and overlap(rival, weights, index) >= _RIVAL_SHARE * sum(weights.values())


def _is_named_with(place: Fact, rival: Fact, aligned: Alignment) -> bool:
    """Whether a name of the statement stands in the clause of the value itself and not in the
    rival's: "31,000 belong to Saltmarsh" beside "76,000 new visits"; or a version number in its
    sentence.
    """
    index = aligned.index
    versions = {said for said in _VERSION.findall(aligned.text) if said not in place.text}
    here, there = (
        set(_VERSION.findall(index.text[slice(*index.sentences[index.sentence_at(fact.start)])]))
        for fact in (place, rival)
    )
    if versions & here and not versions & there:
        return True
    known = {term for name in index.names_in(aligned.near) for term in terms(name.text)}
    named = known.intersection(terms(aligned.text))
    mine, other = (
        _context(index.text, fact, index.sentences[index.sentence_at(fact.start)]).clause
        for fact in (place, rival)
    )
    return bool(named & mine) and not named & other


def overlap(place: Fact, weights: dict[str, float], index: Index) -> float:
    """The weight of the statement's clause that stands around a place of the source."""
    sentence = index.sentences[index.sentence_at(place.start)]
    there = _context(index.text, place, sentence)
    score = 0.0
    for term, weight in weights.items():
        if term in there.clause:
            score += weight
        elif term in there.sentence:
            score += _SENTENCE_SHARE * weight
    return score


def _context(text: str, fact: Fact, sentence: Span, excluded: Iterable[str] = ()) -> _Context:
    """The terms around a fact, without itself and numbers."""
    first = max(sentence[0], fact.start - _CONTEXT_CHARACTERS)
    last = min(sentence[1], fact.end + _CONTEXT_CHARACTERS)
    context = _context_in(text[first:last], fact.start - first, fact.end - first)
    left_out = {term for word in excluded for term in terms(word)}
    return _Context(context.clause - left_out, context.sentence) if left_out else context


@lru_cache(maxsize=512)  # the places of a source are compared with each statement
def _context_in(sentence: str, fact_start: int, fact_end: int) -> _Context:
    start, end = 0, len(sentence)
    for match in _BOUNDARY.finditer(sentence):
        if match.end() <= fact_start:
            start = match.end()
        elif match.start() >= fact_end:
            end = match.start()
            break
    clause = _UN.sub("un", f"{sentence[start:fact_start]} {sentence[fact_end:end]}")
    whole = _UN.sub("un", f"{sentence[:fact_start]} {sentence[fact_end:]}")
    return _Context(
        frozenset(t for t in terms(clause) if not t[0].isdigit()),
        frozenset(t for t in terms(whole) if not t[0].isdigit()),
    )


def _tells(number: Number) -> bool:
    """Whether a number is more than a turn of phrase."""
    if number.form == "identifier":
        return False
    return bool(number.unit) or number.value > (_SMALL_COUNT if number.form == "word" else 1)


def _supporters(number: Number, known: Sequence[Number], index: Index) -> list[Number]:
    """The places of the source that bear out the number, the aligned ones first."""
    near = [n for n in known if n.supports(number)]
    far = [n for n in index.numbers_like(number) if n.supports(number)]
    return [*near, *far[:_CANDIDATES]]


def _is_rival(other: Number, number: Number, text: str, index: Index) -> bool:
    """Whether a number of the source measures the same kind of thing and is another amount."""
    if other.supports(number) or other.form == "identifier":
        return False
    if number.is_year or other.is_year:
        return number.is_year and other.is_year
    if number.unit in UNITS and other.unit in UNITS:
        return UNITS[number.unit].dimension == UNITS[other.unit].dimension
    if number.unit or other.unit or number.form == "ordinal" or other.form == "ordinal":
        return False
    thing = thing_counted(text, number.end)
    there = thing_counted(index.text, other.end)
    return bool(thing) and thing == there


def _follows(
    number: Number, places: Iterable[Number], known: Sequence[Number], aligned: Alignment
) -> bool:
    """Whether a number that the source does not state follows from figures of the passages. Such a
    sum is contradicted only where they give another value to the very same thing.
    """
    if any(place.value == number.value for place in places):
        return False
    return bool(calculation_of(number, known, aligned.text, aligned.index, aligned.near))


def _is_of_same_thing(other: Number, number: Number, aligned: Alignment) -> bool:
    """Whether the clause of a number of the source speaks of just what the clause of a computed one
    does, in the same words: that clause gives the value, and nothing is added up.
    """
    text, index = aligned.text, aligned.index
    following = thing_counted(text, number.end) if number.unit else ""
    if following and following == thing_counted(index.text, other.end):
        return True  # "32 years ago", "35 years ago"
    if speaks_of_calculation(text):
        return False
    sentence = index.sentences[index.sentence_at(other.start)]
    there = _context(index.text, other, sentence)
    mine = _context(text, number, (0, len(text)))
    are_plural = _words_of(text, mine) - _words_of(index.text[slice(*sentence)], mine)
    return mine.clause == there.clause and not any(word.endswith("s") for word in are_plural)


def _words_of(text: str, context: _Context) -> set[str]:
    """The words of a text whose terms are in the clause."""
    return {word for word in words(text) if set(terms(word)) & context.clause}


def _is_other_date(other: Date, date: Date) -> bool:
    """Whether another date is given as exactly as this one: another month, day or weekday."""
    if date.weekday is not None or other.weekday is not None:
        return date.weekday is not None and other.weekday not in (None, date.weekday)
    is_as_exact = (date.day is None) == (other.day is None)
    return is_as_exact and (other.month, other.day) != (date.month, date.day)


def _words(name: Name) -> set[str]:
    return {word.lower() for word in name.text.replace("’", "'").split() if word[0].isupper()}

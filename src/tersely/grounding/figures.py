"""Numbers and dates of a statement against the source: the aligned sentences first, then all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..facts.dates import Date, dates
from ..facts.number import Number
from ..facts.quantities import quantities
from ..facts.spans import Span, overlaps
from ..records import Flag, Hint
from ..records.check import FlagKind
from .alignment import Alignment
from .amounts import is_known_amount
from .calculation import calculation_of, speaks_of_calculation
from .index import Index
from .listed import counts_a_list, counts_what_follows
from .proportions import is_multiple, other_period
from .rivals import check_magnitudes, check_scores, other_count, other_unit, thing_counted

Mark = Flag | Hint
_MOST_LISTED = 12
_TOTAL = re.compile(r"\b(?:total\w*|sum|altogether|in all|overall|combined)\b", re.IGNORECASE)
_CARDINAL = {"digits", "word"}
# In "18 to 20 weeks" the first number counts weeks, too.
_IN_RANGE = re.compile(r"\s?(?:(?:to|and|or)\s\w|[-–,/]\s?\d)")
# Below it a year or a sum of the nearest passage is of something else: "opened in 1971" beside a
# bridge that was closed in 2025.
_SAYS_MOST = 0.5
# Of years there are ages and spans in every text.
_SPANS_OF_TIME = frozenset({"min", "h", "d", "wk", "mo"})


def check_dates(aligned: Alignment, taken: Iterable[Span]) -> Iterator[Mark]:
    """A flag for each date that is nowhere in the source, a hint for one that stands only
    elsewhere.
    """
    index, near = aligned.index, aligned.near
    said = [date for date in dates(aligned.text) if not overlaps(date.span, taken)]
    for position, date in enumerate(said):
        if any(date.text in index.text[a:b] for a, b in near):
            continue
        known = index.dates_in(near)
        if date.weekday is not None and (mark := _wrong_weekday(said, position, known, aligned)):
            yield mark
            continue
        if any(other.supports(date, index.years) for other in known):
            continue
        if any(other.supports(date, index.years) for other in index.dates_like(date)):
            yield Hint("elsewhere", date.text, date.start, date.end, -1)
            continue
        if _adds_the_year(date, [*known, *index.dates_like(date)]):
            yield Hint("year added", date.text, date.start, date.end, -1)
            continue
        alike = next((other for other in known if _is_alike(other, date)), None)
        nearest = (alike.text, alike.start, alike.end) if alike else ("", -1, -1)
        denied = alike is not None and aligned.covered >= _SAYS_MOST
        yield Flag("date", date.text, date.start, date.end, -1, *nearest, contradicted=denied)


def check_numbers(aligned: Alignment, taken: Iterable[Span]) -> Iterator[Mark]:
    """A flag for each number that is nowhere in the source or contradicted by the aligned
    sentences; hints for "elsewhere" and "computed".
    """
    yield from check_magnitudes(aligned.text, aligned.index, aligned.near)
    yield from check_scores(aligned.text, aligned.index, aligned.near)
    for number in quantities(aligned.text):
        if not overlaps(number.span, taken):
            yield from _check_number(number, aligned)


def scaled(known: Iterable[Number], index: Index) -> Iterator[Number]:
    """The numbers, and what they are worth where the source says "in millions"."""
    for number in known:
        yield number
        if number.form == "digits" and number.unit != "%":
            for scale in index.scales:
                readings = tuple(value * scale for value in number.readings)
                yield replace(number, readings=readings, precision=number.precision * scale)


def is_supported(number: Number, known: Iterable[Number], index: Index) -> bool:
    """Whether one of the source's numbers bears out `number`."""
    return any(other.supports(number) for other in scaled(known, index))


def _check_number(number: Number, aligned: Alignment) -> Iterator[Mark]:
    index = aligned.index
    known = index.numbers_in(aligned.near)
    if span := other_unit(number, known, index) or other_period(number, known, aligned.text, index):
        nearest = index.text[slice(*span)]
        yield Flag("number", number.text, *number.span, -1, nearest, *span, contradicted=True)
        return
    if _counts_little(number) and not is_multiple(number, aligned.text):
        if rival := other_count(number, aligned.text, known, index):
            yield Flag("number", number.text, *number.span, -1, rival.text, *rival.span, True)
        return
    if is_supported(number, known, index):
        return
    if counts_what_follows(number, aligned.text):
        return
    if place := _elsewhere(number, index):
        rival = _other_number_of_them(number, known, aligned)
        if rival is None:
            yield Hint("elsewhere", number.text, *number.span, -1, *place)
        else:
            yield Flag("number", number.text, *number.span, -1, rival.text, *rival.span, True)
    elif calculation := (
        calculation_of(number, known, aligned.text, index, aligned.near)
        or _sum_of_list(number, aligned)
    ):
        yield Hint("computed", number.text, *number.span, -1, detail=calculation)
    elif counts_a_list(number, aligned):
        yield Hint("computed", number.text, *number.span, -1, detail="what the source lists")
    elif is_known_amount(number, aligned):
        yield Hint("computed", number.text, *number.span, -1, detail="the change that it tells of")
    elif number.form not in ("fraction", "time") or _nearest(number, known):
        kind: FlagKind = "date" if number.is_year else "number"
        rival = _nearest(number, known)
        if rival is None:
            yield Flag(kind, number.text, *number.span, -1)
        else:
            denied = _measures_same(number, rival, aligned)
            yield Flag(kind, number.text, *number.span, -1, rival.text, *rival.span, denied)


def _sum_of_list(number: Number, aligned: Alignment) -> str:
    """The calculation of a total from the list that follows the best passage."""
    index = aligned.index
    if aligned.best is None or not _TOTAL.search(aligned.text):
        return ""
    first = index.sentence_at(aligned.best[0])
    following = index.sentences[first : first + _MOST_LISTED]
    known = index.numbers_in(following)
    return calculation_of(number, known, aligned.text, index, following)


def _counts_little(number: Number) -> bool:
    """Small spelled numbers count what the source lists or are figures of speech; 0 and 1 say
    nothing.
    """
    if number.unit and number.unit in ("%", "pp", "ratio", "clock"):
        return False
    if number.value == 1 and number.form == "word":
        return True
    return not number.unit and (
        number.value <= 1 or (number.form != "digits" and number.value <= 3)
    )


def _adds_the_year(said: Date, known: Iterable[Date]) -> bool:
    """Whether the source has this very day without a year: who summarizes the news of a year knows
    which one it is.
    """
    if said.year is None or said.day is None:
        return False
    day = replace(said, year=None)
    return any(other.year is None and other.supports(day) for other in known)


def _is_alike(date: Date, said: Date) -> bool:
    """Whether two dates share the month or the day, so that one may be a slip for the other; or
    both name a day of the week.
    """
    if said.weekday is not None:
        return date.weekday is not None
    if not date.month:
        return False
    return date.month == said.month or (date.day is not None and date.day == said.day)


def _wrong_weekday(
    said: Sequence[Date], position: int, known: Sequence[Date], aligned: Alignment
) -> Flag | None:
    """A flag for "Tuesday, 3 June" where the source has a Monday for this day, by name or by the
    calendar.
    """
    weekday = said[position]
    beside = next(
        (d for d in said[position + 1 : position + 2] if d.start - weekday.end <= 3 and d.day), None
    )
    if beside is None:
        return None
    for number, date in enumerate(known):
        if not date.supports(beside, aligned.index.years):
            continue
        named = known[number - 1] if number and known[number - 1].weekday is not None else None
        if named is not None and not 0 <= date.start - named.end <= 3:
            named = None
        falls_on = named.weekday if named else date.falls_on
        if falls_on is not None and falls_on != weekday.weekday:
            right = named or date
            return Flag(
                "date", weekday.text, *weekday.span, -1, right.text, *right.span, contradicted=True
            )
    return None


def _elsewhere(number: Number, index: Index) -> Span | None:
    """Where the source states the number: written the same way, else in any way."""
    at = index.wording.find(number.text)
    if at >= 0:
        return at, at + len(number.text)
    known = scaled(index.numbers_like(number), index)
    return next((n.span for n in known if n.supports(number)), None)


def _other_number_of_them(
    number: Number, known: Sequence[Number], aligned: Alignment
) -> Number | None:
    """The aligned number of the same things ("30 days"), where the source has the number said only
    of other things ("20 January").
    """
    thing = thing_counted(aligned.text, number.end)
    if not (number.unit in _SPANS_OF_TIME or (thing and not number.unit)) or number.is_year:
        return None
    if speaks_of_calculation(aligned.text):
        return None
    index = aligned.index

    def is_of_them(other: Number) -> bool:
        return other.unit == number.unit and thing_counted(index.text, other.end) == thing

    places = [n for n in index.numbers_like(number) if n.supports(number)]
    if any(is_of_them(n) or _IN_RANGE.match(index.text, n.end) for n in places):
        return None
    rivals = [n for n in known if is_of_them(n) and n.form in _CARDINAL and not n.is_year]
    if calculation_of(number, known, aligned.text, index, aligned.near):
        return None
    return min(rivals, key=lambda n: _distance(n.value, number.value), default=None)


def _measures_same(number: Number, rival: Number, aligned: Alignment) -> bool:
    """Whether both numbers count one thing, or are years or of one unit in passages that say most
    of the statement, so that one denies the other.
    """
    if number.unit or number.is_year:
        return number.unit == rival.unit and aligned.covered >= _SAYS_MOST
    thing = thing_counted(aligned.text, number.end)
    return bool(thing) and thing == thing_counted(aligned.index.text, rival.end)


def _nearest(number: Number, known: Sequence[Number]) -> Number | None:
    """The source number that was probably meant: of the aligned ones with the same unit the closest
    in value.
    """
    fitting = [n for n in known if n.unit == number.unit and n.is_year == number.is_year]
    fitting = [n for n in fitting if n.form == number.form or {n.form, number.form} <= _CARDINAL]
    return min(fitting, key=lambda n: _distance(n.value, number.value), default=None)


def _distance(a: float, b: float) -> float:
    """0 for equal values; the same digits in another order or at another place count as close."""
    if sorted(f"{a:g}".replace(".", "")) == sorted(f"{b:g}".replace(".", "")):
        return 0.0
    return abs(a - b) / max(abs(a), abs(b), 1e-9)

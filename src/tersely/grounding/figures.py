"""Numbers and dates of a statement against the source: the aligned sentences first, then all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..facts.dates import Date
from ..facts.number import Number
from ..facts.spans import Span
from ..records import Flag, Hint
from ..records.check import FlagKind
from .alignment import Alignment
from .amounts import is_known_amount
from .calculation import calculation_for, calculation_of, speaks_of_calculation
from .index import Index
from .listed import counts_a_list, counts_what_follows
from .proportions import is_multiple, other_period
from .rivals import check_magnitudes, check_scores, other_count, other_unit

Mark = Flag | Hint
_MOST_LISTED = 12
_TOTAL = re.compile(r"\b(?:total\w*|sum|altogether|in all|overall|combined)\b", re.IGNORECASE)
_CARDINAL = {"digits", "word"}
_SMALL_COUNT = 3
_BESIDE, _RANGE_CHARACTERS = 3, 8
# In "18 to 20 weeks" the first number counts weeks, too.
_IN_RANGE = re.compile(r"\s?(?:(?:to|and|or)\s\w|[-–,/]\s?\d)")
# Below it a year or a sum of the nearest passage is of something else: "opened in 1971" beside a
# bridge that was closed in 2025.
_SAYS_MOST = 0.5
# Of years there are ages and spans in every text.
_SPANS_OF_TIME = frozenset({"min", "h", "d", "wk", "mo"})


def check_dates(aligned: Alignment) -> Iterator[Mark]:
    """A flag for each date that is nowhere in the source, a hint for one that stands only
    elsewhere.
    """
    near = [aligned.index.said(span) for span in aligned.near]
    stated = [date for date in aligned.dates if not aligned.unread.overlaps(date.span)]
    for place, date in enumerate(stated):
        if not any(date.text in passage for passage in near):
            yield from _check_date(date, stated[place + 1 : place + 2], aligned)


def _check_date(date: Date, behind: Sequence[Date], aligned: Alignment) -> Iterator[Mark]:
    """A mark on a date; `behind` is the next one of the statement, if there is one."""
    index, known = aligned.index, aligned.known_dates
    if right := _other_weekday(date, behind, aligned):
        yield aligned.contradiction("date", date.span, right.span)
        return
    if any(other.supports(date, index.years) for other in known):
        return
    alike = index.dates_like(date)
    if any(other.supports(date, index.years) for other in alike):
        yield Hint("elsewhere", date.text, *date.span, -1)
    elif _adds_the_year(date, [*known, *alike]):
        yield Hint("year added", date.text, *date.span, -1)
    elif slips := [other for other in known if _is_slip(other, date)]:
        flag = aligned.contradiction("date", date.span, slips[0].span)
        yield replace(flag, contradicted=aligned.covered >= _SAYS_MOST)
    else:
        yield Flag("date", date.text, *date.span, -1)


def check_numbers(aligned: Alignment) -> Iterator[Mark]:
    """A flag for each number that is nowhere in the source or contradicted by the aligned
    sentences; hints for "elsewhere" and "computed".
    """
    yield from check_magnitudes(aligned)
    yield from check_scores(aligned)
    for number in aligned.numbers:
        if not aligned.no_figures.overlaps(number.span):
            yield from _check_number(number, aligned)


def is_calculated(aligned: Alignment) -> bool:
    """Whether a figure of the statement follows from others of its passages."""
    return any(mark.kind == "computed" for mark in check_numbers(aligned))


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
    known, text = aligned.known_numbers, aligned.text
    if span := other_unit(number, aligned) or other_period(number, aligned):
        yield aligned.contradiction("number", number.span, span)
    elif _counts_little(number) and not is_multiple(number, text):
        if rival := other_count(number, aligned):
            yield aligned.contradiction("number", number.span, rival.span)
    elif is_supported(number, known, aligned.index) or counts_what_follows(number, text):
        return
    elif place := _elsewhere(number, aligned.index):
        if rival := _other_number_of_them(number, aligned):
            yield aligned.contradiction("number", number.span, rival.span)
        else:
            yield Hint("elsewhere", number.text, *number.span, -1, *place)
    elif calculation := _calculation(number, aligned):
        yield Hint("computed", number.text, *number.span, -1, detail=calculation)
    elif rival := _nearest(number, known):
        flag = aligned.contradiction(_kind_of(number), number.span, rival.span)
        yield replace(flag, contradicted=_measures_same(number, rival, aligned))
    elif number.form not in ("fraction", "time"):
        yield Flag(_kind_of(number), number.text, *number.span, -1)


def _kind_of(number: Number) -> FlagKind:
    return "date" if number.is_year else "number"


def _calculation(number: Number, aligned: Alignment) -> str:
    """What a number that the source does not have follows from, in words or figures; else ""."""
    if calculation := calculation_for(number, aligned) or _sum_of_list(number, aligned):
        return calculation
    if counts_a_list(number, aligned):
        return "what the source lists"
    return "the change that it tells of" if is_known_amount(number, aligned) else ""


def _sum_of_list(number: Number, aligned: Alignment) -> str:
    """The calculation of a total from the list that follows the best passage."""
    index = aligned.index
    if aligned.best is None or not _TOTAL.search(aligned.text):
        return ""
    first = index.sentence_at(aligned.best[0])
    following = index.sentences[first : first + _MOST_LISTED]
    return calculation_of(number, index.numbers_in(following), aligned.text, index, following)


def _counts_little(number: Number) -> bool:
    """Small spelled numbers count what the source lists or are figures of speech; 0 and 1 say
    nothing.
    """
    if number.unit in ("%", "pp", "ratio", "clock"):
        return False
    if number.value == 1 and number.form == "word":
        return True
    most = 1 if number.form == "digits" else _SMALL_COUNT
    return not number.unit and number.value <= most


def _adds_the_year(said: Date, known: Iterable[Date]) -> bool:
    """Whether the source has this very day without a year: who summarizes the news of a year knows
    which one it is.
    """
    if said.year is None or said.day is None:
        return False
    day = replace(said, year=None)
    return any(other.year is None and other.supports(day) for other in known)


def _is_slip(date: Date, said: Date) -> bool:
    """Whether two dates share the month or the day, so that one may be a slip for the other; or
    both name a day of the week.
    """
    if said.weekday is not None:
        return date.weekday is not None
    if not date.month:
        return False
    is_same_day = date.day is not None and date.day == said.day
    return is_same_day or date.month == said.month


def _other_weekday(weekday: Date, behind: Sequence[Date], aligned: Alignment) -> Date | None:
    """The Monday that the source has for this day where the statement says "Tuesday, 3 June", or
    the day itself, if the calendar tells it.
    """
    if weekday.weekday is None or not behind:
        return None
    (day,) = behind
    if not day.day or day.start - weekday.end > _BESIDE:
        return None
    before: Date | None = None
    for date in aligned.known_dates:
        if date.supports(day, aligned.index.years):
            right = before if before and _names_day_of(before, date) else date
            falls_on = date.falls_on if right is date else right.weekday
            if falls_on not in (None, weekday.weekday):
                return right
        before = date
    return None


def _names_day_of(weekday: Date, date: Date) -> bool:
    return weekday.weekday is not None and 0 <= date.start - weekday.end <= _BESIDE


def _elsewhere(number: Number, index: Index) -> Span | None:
    """Where the source states the number: written the same way, else in any way."""
    at = index.wording.find(number.text)
    if at >= 0:
        return at, at + len(number.text)
    if not index.scales:
        return next((known.span for known in index.bearing_out(number)), None)
    for known in scaled(index.numbers_like(number), index):
        if known.supports(number):
            return known.span
    return None


def _other_number_of_them(number: Number, aligned: Alignment) -> Number | None:
    """The aligned number of the same things ("30 days"), where the source has the number said only
    of other things ("20 January").
    """
    index, thing = aligned.index, aligned.thing_counted(number)
    is_count = bool(thing) and not number.unit
    if number.is_year or not (is_count or number.unit in _SPANS_OF_TIME):
        return None
    if speaks_of_calculation(aligned.text):
        return None

    def is_of_them(other: Number) -> bool:
        return other.unit == number.unit and index.thing_counted(other) == thing

    for place in index.bearing_out(number):
        behind = index.behind(place.end, _RANGE_CHARACTERS)
        if is_of_them(place) or _IN_RANGE.match(behind):
            return None
    if calculation_for(number, aligned):
        return None
    alike = filter(is_of_them, aligned.known_numbers)
    return _closest_to(number, filter(_is_cardinal, alike))


def _is_cardinal(number: Number) -> bool:
    return number.form in _CARDINAL and not number.is_year


def _measures_same(number: Number, rival: Number, aligned: Alignment) -> bool:
    """Whether both numbers count one thing, or are years or of one unit in passages that say most
    of the statement, so that one denies the other.
    """
    if number.unit or number.is_year:
        return number.unit == rival.unit and aligned.covered >= _SAYS_MOST
    thing = aligned.thing_counted(number)
    return bool(thing) and thing == aligned.index.thing_counted(rival)


def _nearest(number: Number, known: Sequence[Number]) -> Number | None:
    """The source number that was probably meant: of the aligned ones with the same unit the closest
    in value.
    """
    return _closest_to(number, (other for other in known if _are_alike(other, number)))


def _are_alike(one: Number, other: Number) -> bool:
    """Whether two numbers have one unit and one form."""
    if one.unit != other.unit or one.is_year != other.is_year:
        return False
    return one.form == other.form or {one.form, other.form} <= _CARDINAL


def _closest_to(number: Number, others: Iterable[Number]) -> Number | None:
    """The one that differs least."""

    def distance(other: Number) -> float:
        return _distance(other.value, number.value)

    return min(others, key=distance, default=None)


def _distance(one: float, other: float) -> float:
    """0 for equal values; the same digits in another order or at another place count as close."""
    if _digits(one) == _digits(other):
        return 0.0
    larger = max(abs(one), abs(other), 1e-9)
    return abs(one - other) / larger


def _digits(value: float) -> list[str]:
    return sorted(f"{value:g}".replace(".", ""))

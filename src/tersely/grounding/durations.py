"""Spans of time that follow from two years, dates or times of day of the source."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import combinations, permutations

from ..facts.dates import Date
from ..facts.number import Number
from ..facts.spans import Span
from ..facts.units import LOOSE_SHARE, UNITS
from .index import Index

_MOST_OPERANDS = 10
_DAY_S = 86_400.0
_DAY_MINUTES = 1440
_CALENDAR = ("mo", "yr", "decade", "century")
# Who counts from Monday to Friday may count five days or four.
_INCLUSIVE = 1
# A calculation with rounded periods: "nearly a year", "some three weeks".
_ABOUT_SHARE = 0.1
_LEAP_YEAR = 2000  # a date without a year may be the 29th of February


def duration_of(
    number: Number, known: Sequence[Number], index: Index, near: Sequence[Span], *, invited: bool
) -> str:
    """What `number`, a span of time, is calculated from: "2019 - 2015", "17:00 - 9:30"; else "".

    Years, dates and times of day count where they are in the aligned passages; years also
    elsewhere, if the statement speaks of a calculation (`invited`).
    """
    is_time = number.unit in UNITS and UNITS[number.unit].dimension == "time"
    if not is_time:
        return ""
    ways = (
        _between_years(number, _years_of(known)),
        _between_years(number, sorted(index.years)[:_MOST_OPERANDS] if invited else ()),
        _between_clocks(number, known),
        _between_dates(number, index.dates_in(near)),
    )
    return next((shown for way in ways for shown in way), "")


def _years_of(known: Sequence[Number]) -> list[int]:
    """The years of the passages, in order."""
    return sorted({int(n.value) for n in known if n.is_year})[:_MOST_OPERANDS]


def _between_years(number: Number, years: Sequence[int]) -> Iterator[str]:
    """ "Five years earlier", "the two years" (2022 and 2023), "a decade"."""
    if number.unit not in ("yr", "decade", "century"):
        return
    length = {"yr": 1, "decade": 10, "century": 100}[number.unit]
    slack = _ABOUT_SHARE * number.value * length if number.bound else 0
    for first, last in combinations(years, 2):
        if abs(last - first - number.value * length) <= slack:
            yield f"{last} - {first}"
    if number.unit == "yr" and len(years) == number.value:
        yield ", ".join(map(str, years))


def _between_clocks(number: Number, known: Sequence[Number]) -> Iterator[str]:
    """ "Eight and a half hours", from 9:00 to 17:30."""
    if number.unit not in ("min", "h"):
        return
    wanted = number.value * UNITS[number.unit].factor / 60
    slack = max(number.tolerance * UNITS[number.unit].factor / 60 if number.bound else 0, 0.5)
    clocks = [n for n in known if n.unit == "clock"][:_MOST_OPERANDS]
    for start, end in permutations(clocks, 2):
        spans = {(b - a) % _DAY_MINUTES for a in start.readings for b in end.readings}
        if any(abs(span - wanted) <= slack for span in spans):
            yield f"{end.text} - {start.text}"


def _between_dates(number: Number, known: Sequence[Date]) -> Iterator[str]:
    """ "Two weeks", from 3 June to 17 June."""
    is_calendar = number.unit in _CALENDAR
    if not is_calendar and number.unit not in ("d", "wk"):
        return
    wanted = number.value * UNITS[number.unit].factor / _DAY_S
    slack = max(_INCLUSIVE, LOOSE_SHARE * wanted if is_calendar or number.bound else 0)
    dates = known[:_MOST_OPERANDS]
    if not is_calendar:
        dates = [date for date in dates if date.day]
    for one, other in combinations(dates, 2):
        first, last = _day_of(one, other), _day_of(other, one)
        if first and last and first != last:
            days = abs((last - first).days)
            if abs(days - wanted) <= slack:
                yield f"{other.text} - {one.text}"


def _day_of(date: Date, beside: Date) -> datetime.date | None:
    """The day, in the year of the other date where it has none itself; the 15th of a month."""
    if date.month is None:
        return None
    year = date.year or beside.year or _LEAP_YEAR
    try:
        return datetime.date(year, date.month, date.day or 15)
    except ValueError:
        return None

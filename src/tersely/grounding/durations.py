"""Spans of time that follow from two years, dates or times of day of the source."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import chain, combinations, permutations, product

from ..facts.dates import Date
from ..facts.number import Number
from ..facts.spans import Span
from ..facts.units import LOOSE_SHARE, UNITS
from .index import Index

_MOST_OPERANDS = 10
_DAY_S = 86_400.0
_DAY_MINUTES, _HALF_A_MINUTE = 1440, 0.5
_YEARS = {"yr": 1, "decade": 10, "century": 100}
_CALENDAR = ("mo", *_YEARS)
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
    elsewhere = sorted(index.years)[:_MOST_OPERANDS] if invited else []
    ways = (
        _between_years(number, _years_of(known)),
        _between_years(number, elsewhere),
        _between_clocks(number, known),
        _between_dates(number, index.dates_in(near)),
    )
    return next(chain(*ways), "")


def _years_of(known: Sequence[Number]) -> list[int]:
    """The years of the passages, in order."""
    years = {int(number.value) for number in known if number.is_year}
    return sorted(years)[:_MOST_OPERANDS]


def _between_years(number: Number, years: Sequence[int]) -> Iterator[str]:
    """ "Five years earlier", "the two years" (2022 and 2023), "a decade"."""
    if number.unit not in _YEARS:
        return
    asked = number.value * _YEARS[number.unit]
    slack = _ABOUT_SHARE * asked if number.bound else 0
    for first, last in combinations(years, 2):
        if abs(last - first - asked) <= slack:
            yield f"{last} - {first}"
    if number.unit == "yr" and len(years) == number.value:
        yield ", ".join(map(str, years))


def _between_clocks(number: Number, known: Sequence[Number]) -> Iterator[str]:
    """ "Eight and a half hours", from 9:00 to 17:30."""
    if number.unit not in ("min", "h"):
        return
    minutes = UNITS[number.unit].factor / 60
    asked = number.value * minutes
    slack = max(_HALF_A_MINUTE, number.tolerance * minutes if number.bound else 0)
    clocks = [n for n in known if n.unit == "clock"][:_MOST_OPERANDS]
    for start, end in permutations(clocks, 2):
        readings = product(start.readings, end.readings)
        spans = ((last - first) % _DAY_MINUTES for first, last in readings)
        if any(abs(span - asked) <= slack for span in spans):
            yield f"{end.text} - {start.text}"


def _between_dates(number: Number, known: Sequence[Date]) -> Iterator[str]:
    """ "Two weeks", from 3 June to 17 June."""
    is_calendar = number.unit in _CALENDAR
    if not is_calendar and number.unit not in ("d", "wk"):
        return
    asked = number.value * UNITS[number.unit].factor / _DAY_S
    is_rounded = is_calendar or number.bound
    slack = max(_INCLUSIVE, LOOSE_SHARE * asked if is_rounded else 0)
    dates = known[:_MOST_OPERANDS]
    if not is_calendar:
        dates = [date for date in dates if date.day]
    for one, other in combinations(dates, 2):
        first, last = _day_of(one, other), _day_of(other, one)
        if first and last and first != last:
            days = abs((last - first).days)
            if abs(days - asked) <= slack:
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

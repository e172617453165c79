"""Dates in any usual form, in English and five other languages, and whether a source bears them
out.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MONTH_NAMES = (
    "january januar janvier enero gennaio janeiro januari jan janv",
    "february februar février febrero febbraio fevereiro februari feb févr",
    "march märz mars marzo março maart mar",
    "april avril abril aprile apr avr",
    "may mai mayo maggio maio mei",
    "june juni juin junio giugno junho jun",
    "july juli juillet julio luglio julho jul",
    "august août agosto augustus aug",
    "september septembre septiembre settembre setembro sept sep",
    "october oktober octobre octubre ottobre outubro oct okt",
    "november novembre noviembre novembro nov",
    "december dezember décembre diciembre dicembre dezembro dec dez déc",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_WEEKDAY_NAMES = (
    "monday mon montag lundi lunes",
    "tuesday tues tue dienstag mardi martes",
    "wednesday weds wed mittwoch mercredi miércoles",
    "thursday thurs thur thu donnerstag jeudi jueves",
    "friday fri freitag vendredi viernes",
    "saturday sat samstag sonnabend samedi sábado",
    "sunday sun sonntag dimanche domingo",
)
_WEEKDAYS = {name: number for number, names in enumerate(_WEEKDAY_NAMES) for name in names.split()}
_CLEAR = frozenset(name for name in (*_MONTHS, *_WEEKDAYS) if len(name) > 4) - {"march", "marzo"}


def _any(names: Iterable[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_MONTH = rf"(?P<month>{_any(_MONTHS)})\b\.?"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|\.)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_UNTIL = (
    r"(?:\s?(?:[-–/]|and|to|und|bis|et|y)\s?(?P<until>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|\.)?)?"
)
_NUMERIC_FORMS, _MONTH_FORMS, _WEEKDAY_FORMS = (
    [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
    for patterns in (
        (
            r"(?<!\d)(?P<year>(?:1[5-9]|20)\d\d)[-./](?P<month>0?[1-9]|1[0-2])[-./](?P<day>0?[1-9]|[12]\d|3[01])(?!\d)",
            r"(?<![\d./-])(?P<day>\d{1,2})(?P<mark>[-./])(?P<month>\d{1,2})(?P=mark)(?P<year>(?:1[5-9]|20)?\d\d)(?![\d/-])",
            r"(?P<year>(?:1[5-9]|20)\d\d)年(?:(?P<month>1[0-2]|[1-9])月(?:(?P<day>3[01]|[12]\d|[1-9])日)?)?",
            r"(?<!\d)(?P<month>1[0-2]|[1-9])月(?P<day>3[01]|[12]\d|[1-9])日",
        ),
        (
            rf"(?<![\d.,]){_DAY}{_UNTIL}[\s-](?:of\s|de\s)?{_MONTH}(?:,?(?:\s(?:de\s|del\s)?|-){_YEAR}(?!\d))?",
            rf"\b{_MONTH}\s(?:the\s)?{_DAY}(?!\d|[.,]\d){_UNTIL}(?:,?\s{_YEAR}(?!\d))?",
            rf"\b{_MONTH},?\s(?:of\s|de\s|del\s)?{_YEAR}(?!\d)",
            rf"\b{_MONTH}",
        ),
        (rf"\b(?P<weekday>{_any(_WEEKDAYS)})(?:s|’s|'s)?\b",),
    )
)
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMERIC = re.compile(r"\d[-./年月]")
_RUNS = re.compile(r"\d+")
_BEFORE_MONTH = re.compile(
    r"\b(?:in|of|since|by|until|till|last|early|late|mid|this|next|from|to|through|between|during|every|before|after|"
    r"on|im|bis|seit|en|de|à|enero)[\s-]$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Date:
    """text[start:end] names a day, a month or a weekday (0 is Monday). `swapped` is the other
    reading of 03/04/2021.
    """

    start: int
    end: int
    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    swapped: tuple[int, int] | None = None  # (month, day)


def dates(text: str, *, lenient: bool = False) -> list[Date]:
    """The dates of `text` in order, without overlap. A bare year is a number, not a date.

    Month and weekday names need a capital letter, and the ambiguous ones ("May", "Mar", "sun") a
    preposition or a day beside them, unless `lenient`, which is for a source.
    """
    found: list[Date] = []
    taken: set[int] = set()
    names = {name.removesuffix("s") for name in _LETTERS.findall(text.lower())}
    forms = _NUMERIC_FORMS if _NUMERIC.search(text) else []
    forms = forms if names.isdisjoint(_MONTHS) else [*forms, *_MONTH_FORMS]
    forms = forms if names.isdisjoint(_WEEKDAYS) else [*forms, *_WEEKDAY_FORMS]
    for form in forms:
        for match in form.finditer(text):
            if not taken.isdisjoint(range(*match.span())):
                continue
            for date in _read(text, match, lenient):
                found.append(date)
                taken.update(range(*match.span()))
    return sorted(found, key=lambda d: d.start)


def may_be(word: str, date: Date) -> bool:
    """Whether a lower-case word can be part of a date that bears out `date`: its month, its
    weekday, or a year of one.
    """
    months = (date.month, date.swapped[0] if date.swapped else date.month)
    if word in _MONTHS:
        return _MONTHS[word] in months
    if not word[0].isdigit():
        return _WEEKDAYS.get(word, -1) == date.weekday
    if date.month is None:
        return len(word) == 4 or word.count(".") == 2
    return any(int(run) in months for run in _RUNS.findall(word))


def bears_out(known: Iterable[Date], said: Date, years: set[int]) -> bool:
    """Whether a source with the dates `known` and the years `years` holds `said`.

    A year that the source gives elsewhere may complete a date ("3 March" under a heading "2021"); a
    month or weekday is also borne out by a full date that falls in it.
    """
    return any(_agree(date, said, years) for date in known)


def _agree(date: Date, said: Date, years: set[int]) -> bool:
    if said.weekday is not None:
        return said.weekday == (date.weekday if date.weekday is not None else _weekday(date))
    if date.month is None:
        return False
    for month, day in filter(None, [(date.month, date.day), date.swapped]):
        for said_month, said_day in filter(None, [(said.month, said.day), said.swapped]):
            same_year = (
                said.year is None
                or said.year == date.year
                or (date.year is None and said.year in years)
            )
            if month == said_month and (said_day is None or said_day == day) and same_year:
                return True
    return False


def _weekday(date: Date) -> int | None:
    try:
        return datetime.date(date.year or 0, date.month or 0, date.day or 0).weekday()
    except ValueError:
        return None


def _read(text: str, match: re.Match[str], lenient: bool) -> Iterator[Date]:
    parts = match.groupdict()
    start, end = match.span()
    if parts.get("weekday"):
        name = parts["weekday"].lower()
        if lenient or (match[0][0].isupper() and (name in _CLEAR)):
            yield Date(start, end, match[0], weekday=_WEEKDAYS[name])
        return
    month_name, day, year = parts["month"], parts.get("day"), parts.get("year")
    alone = not day and not year
    named = month_name and not month_name.isdecimal()
    if named and not lenient and not _is_month(text, match, alone):
        return
    if not month_name:
        return
    month = _MONTHS[month_name.lower()] if named else int(month_name)
    full_year = int(year) + (2000 if len(year) == 2 else 0) if year else None
    first = int(day) if day else None
    swapped = (first, month) if parts.get("mark") and first and first <= 12 else None
    if month > 12 and first and first <= 12:
        month, first, swapped = first, month, None
    if month > 12 or (first or 1) > 31:
        return
    yield Date(start, end, match[0], full_year, month, first, swapped=swapped)
    if parts.get("until"):
        yield Date(start, end, match[0], full_year, month, int(parts["until"]))


def _is_month(text: str, match: re.Match[str], alone: bool) -> bool:
    name = match["month"]
    if alone and name.lower() not in _CLEAR:
        return name[0].isupper() and bool(
            _BEFORE_MONTH.search(text, max(0, match.start() - 10), match.start())
        )
    return name[0].isupper() or not alone

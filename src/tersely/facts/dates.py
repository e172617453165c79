"""Dates in any usual form, in English and five other languages, and when one supports another."""

from __future__ import annotations

import datetime
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..language.patterns import any_of
from .fact import Fact, FactKind
from .numerals import ORDINALS, TENS, YEAR
from .remembered import remembered

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

_WEEKDAY_NAMES = (
    "monday mon montag lundi lunes",
    "tuesday tues tue dienstag mardi martes",
    "wednesday weds wed mittwoch mercredi miércoles",
    "thursday thurs thur thu donnerstag jeudi jueves",
    "friday fri freitag vendredi viernes",
    "saturday sat samstag sonnabend samedi sábado",
    "sunday sun sonntag dimanche domingo",
)


def _numbered(rows: Iterable[str], first: int) -> dict[str, int]:
    """The number of each name, where a row holds the names of one number."""
    numbers: dict[str, int] = {}
    for number, names in enumerate(rows, first):
        numbers |= dict.fromkeys(names.split(), number)
    return numbers


_MONTHS = _numbered(_MONTH_NAMES, 1)
_WEEKDAYS = _numbered(_WEEKDAY_NAMES, 0)
_CLEAR = {name for name in (*_MONTHS, *_WEEKDAYS) if len(name) > 4} - {"march", "marzo"}
# "The eleventh of June", "twenty-first of May": days in words.
_SPELLED_DAYS = {word: int(value) for word, value in ORDINALS.items() if value <= 31}
_SPELLED_DAYS |= {
    f"{tens}{joint}{word}": int(TENS[tens] + value)
    for tens in ("twenty", "thirty")
    for joint in ("-", " ")
    for word, value in ORDINALS.items()
    if value < 10 and TENS[tens] + value <= 31
}
# "Nov." has a stop of its own; behind "June" it ends the sentence.
_STOP = r"(?:(?<![^\W\d_]{5})(?<!june|july|juni|juli|juin|mars|mayo|maio|août)(?<!may|mai|mei)\.)?"
_MONTH = rf"(?P<month>{any_of(_MONTHS)})\b{_STOP}"
_DAY = rf"(?P<day>(?:{any_of(_SPELLED_DAYS)})|[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|er|\.)?"
_YEAR = rf"(?P<year>{YEAR})"
_UNTIL = (
    r"(?:\s?(?:[-–/]|and|to|und|bis|et|y)\s?(?P<until>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|\.)?)?"
)
_NUMERIC_FORMS, _MONTH_FORMS, _WEEKDAY_FORMS = (
    [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
    for patterns in (
        (
            rf"(?<!\d){_YEAR}[-./](?P<month>0?[1-9]|1[0-2])[-./](?P<day>0?[1-9]|[12]\d|3[01])(?!\d)",
            r"(?<![\d./-])(?P<day>\d{1,2})(?P<mark>[-./])(?P<month>\d{1,2})(?P=mark)(?P<year>(?:1[5-9]|20)?\d\d)(?![\d/-])",
            rf"{_YEAR}年(?:(?P<month>1[0-2]|[1-9])月(?:(?P<day>3[01]|[12]\d|[1-9])日)?)?",
            r"(?<!\d)(?P<month>1[0-2]|[1-9])月(?P<day>3[01]|[12]\d|[1-9])日",
        ),
        (
            rf"(?<![\d.,]){_DAY}{_UNTIL}[\s-](?:of\s|de\s)?{_MONTH}(?:,?(?:\s(?:de\s|del\s)?|-){_YEAR}(?!\d))?",
            rf"\b{_MONTH}\s(?:the\s)?{_DAY}(?!\d|[.,]\d){_UNTIL}(?:,?\s{_YEAR}(?!\d))?",
            rf"\b{_MONTH},?\s(?:of\s|de\s|del\s)?{_YEAR}(?!\d)",
            rf"\b{_MONTH}",
        ),
        (rf"\b(?P<weekday>{any_of(_WEEKDAYS)})(?:s|’s|'s)?\b",),
    )
)
# Days with a name that fall on the same date each year, by (month, day).
_FEASTS = {
    "christmas day": (12, 25),
    "jour de noël": (12, 25),
    "christmas eve": (12, 24),
    "heiligabend": (12, 24),
    "nochebuena": (12, 24),
    "boxing day": (12, 26),
    "new year's eve": (12, 31),
    "silvester": (12, 31),
    "nochevieja": (12, 31),
    "new year's day": (1, 1),
    "neujahr": (1, 1),
    "valentine's day": (2, 14),
    "st. patrick's day": (3, 17),
    "april fools' day": (4, 1),
    "may day": (5, 1),
    "juneteenth": (6, 19),
    "bastille day": (7, 14),
    "halloween": (10, 31),
    "armistice day": (11, 11),
}
_FEAST_WORDS = frozenset(re.split("[ ']", name.removeprefix("st. "))[0] for name in _FEASTS)
# As they stand among names that have lost an s at their end.
_NAMES_IN_FEASTS = _FEAST_WORDS | {word.removesuffix("s") for word in _FEAST_WORDS}
_FEAST = re.compile(
    rf"\b(?P<feast>{any_of(_FEASTS)})\b(?:,?\s(?:of\s|in\s)?{_YEAR}(?!\d))?".replace("'", "['’]"),
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMERIC = re.compile(r"\d[-./年月]")
_RUNS = re.compile(r"\d+")
# "The second of May" is a day, "the second May" is not.
_IN_WORDS = re.compile(r"\b(?:of|the)\s", re.IGNORECASE)
_BEFORE_MONTH = re.compile(
    r"\b(?:in|of|since|by|until|till|last|early|late|mid|this|next|from|to|through|between|during|every|before|after|"
    r"on|im|bis|seit|en|de|à|enero)[\s-]$",
    re.IGNORECASE,
)
_BEFORE_MONTH_REACH = 10  # characters


# "By the end of 2025" is December 2025; in a source only, for the end of a year is a matter of
# view.
_EDGE_OF_YEAR = re.compile(
    rf"\b(?:(?P<last>end|close)|(?P<first>start|beginning))\sof\s(?:the\syear\s)?{_YEAR}(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Date(Fact):
    """text[start:end] names a day, a month or a weekday (0 is Monday). `swapped` is the other
    reading of 03/04/2021.
    """

    kind: ClassVar[FactKind] = "date"

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    swapped: tuple[int, int] | None = None  # (month, day)

    @property
    def key(self) -> str:
        """Year, month, day and weekday."""
        return f"{self.year}-{self.month}-{self.day}-{self.weekday}"

    def supports(self, said: Fact, years: Container[int] = frozenset()) -> bool:
        """Whether a source with this date and the years `years` holds `said`.

        A year that the source gives elsewhere may complete a date ("3 March" under a heading
        "2021"); a month or weekday is also borne out by a full date that falls in it.
        """
        if not isinstance(said, Date):
            return False
        if said.weekday is not None:
            return said.weekday == self.falls_on
        if self.month is None:
            return False
        completed = self.year is None and said.year in years
        if said.year not in (None, self.year) and not completed:
            return False
        for month, day in self._readings:
            for said_month, said_day in said._readings:
                if month == said_month and said_day in (None, day):
                    return True
        return False

    @property
    def falls_on(self) -> int | None:
        """The weekday that is named, or that the calendar gives to a full date."""
        if self.weekday is not None:
            return self.weekday
        try:
            return datetime.date(self.year or 0, self.month or 0, self.day or 0).weekday()
        except ValueError:
            return None

    @property
    def _readings(self) -> list[tuple[int | None, int | None]]:
        """(month, day), and the other way round where the writing allows it."""
        as_written = (self.month, self.day)
        return [as_written, self.swapped] if self.swapped else [as_written]


@remembered
def dates(text: str, *, lenient: bool = False) -> list[Date]:
    """The dates of `text` in order, without overlap. A bare year is a number, not a date.

    Month and weekday names need a capital letter, and the ambiguous ones ("May", "Mar", "sun") a
    preposition or a day beside them, unless `lenient`, which is for a source.
    """
    result: list[Date] = []
    taken: set[int] = set()
    names = {name.removesuffix("s") for name in _LETTERS.findall(text.lower())}
    forms: list[re.Pattern[str]] = []
    if _NUMERIC.search(text):
        forms += _NUMERIC_FORMS
    if not names.isdisjoint(_MONTHS):
        forms += _MONTH_FORMS
    if not names.isdisjoint(_WEEKDAYS):
        forms += _WEEKDAY_FORMS
    for form in forms:
        for match in form.finditer(text):
            places = range(*match.span())
            if not taken.isdisjoint(places):
                continue
            if read := list(_read(text, match, lenient)):
                result += read
                taken.update(places)
    if not names.isdisjoint(_NAMES_IN_FEASTS):
        result += _feasts(text)
    if lenient:
        for match in _EDGE_OF_YEAR.finditer(text):
            year, month = int(match["year"]), 12 if match["last"] else 1
            result.append(Date(*match.span(), match[0], year, month))
    return sorted(result, key=lambda date: date.start)


def may_be(word: str, date: Date) -> bool:
    """Whether a lower-case word can be part of a date that supports `date`: its month, its
    weekday, or a year of one.
    """
    months = {month for month, _ in date._readings}
    if word in _MONTHS:
        return _MONTHS[word] in months
    if not word[0].isdigit():
        return word in _FEAST_WORDS or _WEEKDAYS.get(word, -1) == date.weekday
    if date.month is None:
        return len(word) == 4 or word.count(".") == 2
    if date.year is not None and word == str(date.year):
        return True
    short_runs = (run for run in _RUNS.findall(word) if len(run) <= 2)
    return not months.isdisjoint(map(int, short_runs))


def _read(text: str, match: re.Match[str], lenient: bool) -> Iterator[Date]:
    """The dates that a match of one of the forms is: two of "3 to 5 May"."""
    parts = match.groupdict()
    start, end = match.span()
    if weekday := parts.get("weekday"):
        name = weekday.lower()
        is_named = match[0][0].isupper() and name in _CLEAR
        if lenient or is_named:
            yield Date(start, end, match[0], weekday=_WEEKDAYS[name])
        return
    month_name = parts["month"]
    day_name, year_name = parts.get("day"), parts.get("year")
    if not month_name:
        return
    if month_name.isdecimal():
        month = int(month_name)
    else:
        is_alone = not day_name and not year_name
        if not lenient and not _is_month(text, match, is_alone):
            return
        month = _MONTHS[month_name.lower()]
    if day_name and day_name.isalpha() and not _IN_WORDS.search(match[0]):
        return
    year = _year_number(year_name) if year_name else None
    day = _day_number(day_name) if day_name else None
    swapped = None
    if day and day <= 12:  # either may be the month
        if month > 12:
            month, day = day, month
        elif parts.get("mark"):
            swapped = (day, month)
    if month > 12 or (day or 1) > 31:
        return
    yield Date(start, end, match[0], year, month, day, swapped=swapped)
    if last_day := parts.get("until"):
        yield Date(start, end, match[0], year, month, int(last_day))


def _feasts(text: str) -> Iterator[Date]:
    """Christmas Day and other days with a name and a date of their own."""
    for match in _FEAST.finditer(text):
        feast = match["feast"].lower().replace("’", "'")
        month, day = _FEASTS[feast]
        year = int(match["year"]) if match["year"] else None
        yield Date(*match.span(), match[0], year, month, day)


def _year_number(year: str) -> int:
    """Two digits are a year of this century."""
    return int(year) + 2000 if len(year) == 2 else int(year)


def _day_number(day: str) -> int:
    return int(day) if day.isdecimal() else _SPELLED_DAYS[day.lower()]


def _is_month(text: str, match: re.Match[str], alone: bool) -> bool:
    name = match["month"]
    if not alone:
        return True
    if not name[0].isupper():
        return False
    if name.lower() in _CLEAR:
        return True
    start = match.start()
    return _BEFORE_MONTH.search(text, max(0, start - _BEFORE_MONTH_REACH), start) is not None

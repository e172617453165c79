"""Durations and rules of repetition of calendars (RFC 5545, 3.3.6 and 3.3.10) in words. What is not
understood to the last part stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..screen_text import how_many

_DURATION = re.compile(
    r"(?P<sign>[+-]?)P(?:(?P<week>\d{1,4})W|(?:(?P<day>\d{1,5})D)?"
    r"(?:T(?:(?P<hour>\d{1,5})H)?(?:(?P<minute>\d{1,5})M)?(?:(?P<second>\d{1,6})S)?)?)"
)
_SIZES = ("week", "day", "hour", "minute", "second")
_UNITS = {"SECONDLY": "second", "MINUTELY": "minute", "HOURLY": "hour", "DAILY": "day",
          "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}  # fmt: skip
_DAYS = {"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday",
         "SA": "Saturday", "SU": "Sunday"}  # fmt: skip
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[1-9]\d{0,3}")
_PLACES = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last",
           -2: "second to last"}  # fmt: skip
# The parts in the order in which they are said; WKST changes no reader's understanding.
_PARTS = "FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "COUNT", "UNTIL", "WKST"


def duration_in_words(value: str) -> str:
    """PT1H30M -> 1 hour 30 minutes.

    >>> duration_in_words("P1DT2H"), duration_in_words("PT0S"), duration_in_words("1 h")
    ('1 day 2 hours', '0 seconds', '1 h')
    """
    match = _DURATION.fullmatch(value.strip().upper())
    if not match:
        return value
    before = " before" if match["sign"] == "-" else ""
    sizes = {unit: int(match[unit]) for unit in _SIZES if match[unit]}
    is_alone = len(sizes) == 1
    words = [how_many(size, unit) for unit, size in sizes.items() if size or is_alone]
    return " ".join(words) + before if words else value


def rule_in_words(value: str, moment: Callable[[str], str]) -> str:
    """FREQ=WEEKLY;BYDAY=MO;COUNT=5 -> every week on Monday, 5 times. `moment` shows a date.

    >>> rule_in_words("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR", str)
    'every 2 months on the last Friday'
    >>> rule_in_words("FREQ=DAILY;BYSETPOS=1", str)
    'FREQ=DAILY;BYSETPOS=1'
    """
    parts: dict[str, str] = {}
    for part in value.strip().strip(";").upper().split(";"):
        name, _, setting = part.partition("=")
        name = name.strip()
        if name in parts or name not in _PARTS:
            return value
        parts[name] = setting.strip()
    unit = _UNITS.get(parts.pop("FREQ", ""))
    interval = parts.pop("INTERVAL", "1")
    parts.pop("WKST", None)
    if unit is None or not _NUMBER.fullmatch(interval):
        return value
    words = [f"every {unit}" if interval == "1" else f"every {interval} {unit}s"]
    for name in _PARTS:
        if name in parts:
            said = _SAID[name](parts[name], moment)
            if not said:
                return value
            words.append(said)
    return "".join(words)


def _on_days(value: str, moment: Callable[[str], str]) -> str:
    days = [_DAY.fullmatch(day) for day in value.split(",")]
    said = [_day(day) for day in days if day]
    return f" on {_listed(said)}" if all(said) and len(said) == len(days) else ""


def _day(day: re.Match[str]) -> str:
    if not day[1]:
        return _DAYS[day[2]]
    place = _PLACES.get(int(day[1]))
    return f"the {place} {_DAYS[day[2]]}" if place else ""


def _on_dates(value: str, moment: Callable[[str], str]) -> str:
    if value == "-1":
        return " on the last day of the month"
    days = value.split(",")
    if not all(_is_number(day, 31) for day in days):
        return ""
    return f" on day {_listed(days)} of the month"


def _in_months(value: str, moment: Callable[[str], str]) -> str:
    months = value.split(",")
    if not all(_is_number(month, 12) for month in months):
        return ""
    names = [_MONTHS[int(month) - 1] for month in months]
    return f" in {_listed(names)}"


def _is_number(text: str, most: int) -> bool:
    return _NUMBER.fullmatch(text) is not None and int(text) <= most


def _times(value: str, moment: Callable[[str], str]) -> str:
    return f", {how_many(int(value), 'time')}" if _NUMBER.fullmatch(value) else ""


def _until(value: str, moment: Callable[[str], str]) -> str:
    return f", until {moment(value)}"


def _listed(words: list[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


_SAID = {
    "BYDAY": _on_days,
    "BYMONTHDAY": _on_dates,
    "BYMONTH": _in_months,
    "COUNT": _times,
    "UNTIL": _until,
}

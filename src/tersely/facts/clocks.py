"""Times of day as numbers with the unit "clock": minutes after midnight, each usual reading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .number import Number

_DAY_MINUTES, _HALF_DAY_MINUTES = 1440, 720
_HALF = r"(?P<half>[ap])\.?\s?m\b\.?"
_TIME = re.compile(
    rf"(?<![\d:.,])(?P<hour>[01]?\d|2[0-4])(?::(?P<minute>[0-5]\d)(?![\d:])(?:\s?{_HALF}|\s?(?:uhr|h)\b)?"
    rf"|\.(?P<dotted>[0-5]\d)(?:\s?{_HALF.replace('half>', 'dotted_half>')}|\s?uhr\b)"
    rf"|\s?{_HALF.replace('half>', 'lone_half>')}|\s?(?:o['’]clock|uhr)\b)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_NAMED = re.compile(
    r"\b(?:(?P<midnight>midnight|mitternacht|minuit|medianoche)"
    r"|noon|midday|mittags?|midi|mediodía)\b",
    re.IGNORECASE,
)

_NAMES = (
    "midnight",
    "mitternacht",
    "minuit",
    "medianoche",
    "noon",
    "midday",
    "mittag",
    "midi",
    "mediodía",
)


def clocks(text: str) -> Iterator[Number]:
    """The times of day in `text`: "8 p.m.", "20:00", "17.30 Uhr", "midnight"."""
    for match in _TIME.finditer(text) if _DIGIT.search(text) else ():
        minute = int(match["minute"] or match["dotted"] or 0)
        half = match["half"] or match["dotted_half"] or match["lone_half"] or ""
        readings = _readings(int(match["hour"]), minute, half.lower())
        if readings:
            yield _clock(match.start(), match[0].rstrip(), readings)
    lower = text.lower()
    if not any(name in lower for name in _NAMES):
        return
    for match in _NAMED.finditer(text):
        is_midnight = match["midnight"] is not None
        readings = (0, _DAY_MINUTES) if is_midnight else (_HALF_DAY_MINUTES,)
        yield _clock(match.start(), match[0], readings)


def _readings(hour: int, minute: int, half: str) -> tuple[int, ...]:
    """Minutes after midnight. 8:00 without a.m. or p.m. may be either, 24:00 is 0:00."""
    minutes = hour * 60 + minute
    if half:
        if not 1 <= hour <= 12:
            return ()
        start = 0 if half == "a" else _HALF_DAY_MINUTES
        reading = start + minutes % _HALF_DAY_MINUTES
        return (reading, _DAY_MINUTES) if reading == 0 else (reading,)
    if minutes > _DAY_MINUTES:
        return ()
    if minutes in (0, _DAY_MINUTES):
        return (0, _DAY_MINUTES)
    if hour < 12:
        return (minutes, minutes + _HALF_DAY_MINUTES)
    return (minutes, minutes - _HALF_DAY_MINUTES) if hour == 12 else (minutes,)


def _clock(start: int, text: str, readings: tuple[int, ...]) -> Number:
    return Number(
        start,
        start + len(text),
        text,
        readings=tuple(map(float, readings)),
        precision=1.0,
        tolerance=0.0,
        unit="clock",
        form="time",
    )

"""Numbers of a claim against the source: the aligned sentences first, then all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import permutations

from ..language.numbers import Number, numbers, states
from ..records import Claim, Flag, Hint
from ..records.check import FlagKind
from .dates import bears_out, dates
from .index import Index
from .rivals import check_magnitudes, other_count, other_unit
from .spans import Span, overlaps

_MOST_OPERANDS = 10
_CALCULATION = re.compile(
    r"\b(?:total\w*|sum|combined|together|altogether|difference|fewer|higher|lower|increas\w+|decreas\w+|rose|fell|"
    r"grew|gain\w*|drop\w*|declin\w+|reduc\w+|growth|average|share|remain\w*)\b",
    re.IGNORECASE,
)


def check_dates(
    claim: Claim, index: Index, near: Sequence[Span], taken: Sequence[Span]
) -> list[Flag | Hint]:
    """A flag for each date that is nowhere in the source, a hint for one that stands only
    elsewhere.
    """
    found: list[Flag | Hint] = []
    for date in dates(claim.text):
        start, end = claim.start + date.start, claim.start + date.end
        if overlaps((start, end), taken) or any(date.text in index.text[a:b] for a, b in near):
            continue
        known = index.dates_in(near)
        if bears_out(known, date, index.years):
            continue
        if bears_out(index.dates_like(date), date, index.years):
            found.append(Hint("elsewhere", date.text, start, end, claim.index))
            continue
        alike = next(
            (d for d in known if d.month and said_alike(d.month, d.day, date.month, date.day)), None
        )
        if alike:
            found.append(
                Flag("date", date.text, start, end, claim.index, alike.text, alike.start, alike.end)
            )
        else:
            found.append(Flag("date", date.text, start, end, claim.index))
    return found


def said_alike(month: int, day: int | None, said_month: int | None, said_day: int | None) -> bool:
    """Whether two dates share the month or the day, so that one may be a slip for the other."""
    return month == said_month or (day is not None and day == said_day)


def check_numbers(
    claim: Claim, index: Index, near: Sequence[Span], taken: Sequence[Span]
) -> list[Flag | Hint]:
    """A flag for each number that is nowhere in the source or contradicted by the aligned
    sentences.

    Hints for "elsewhere" and "computed?".
    """
    found: list[Flag | Hint] = list(check_magnitudes(claim, index, near))
    for number in numbers(claim.text):
        start, end = claim.start + number.start, claim.start + number.end
        if overlaps((start, end), taken):
            continue
        known = index.numbers_in(near)
        if span := other_unit(number, claim, known, index):
            found.append(
                Flag(
                    "number", number.text, start, end, claim.index, index.text[slice(*span)], *span
                )
            )
            continue
        if _is_counting(number):
            if rival := other_count(number, claim, known, index):
                found.append(
                    Flag(
                        "number",
                        number.text,
                        start,
                        end,
                        claim.index,
                        rival.text,
                        rival.start,
                        rival.end,
                    )
                )
            continue
        if any(states(n, number) for n in _scaled(known, index)):
            continue
        if elsewhere := _elsewhere(number, index):
            found.append(Hint("elsewhere", number.text, start, end, claim.index, *elsewhere))
        elif is_computed(number, known, claim.text):
            found.append(Hint("computed?", number.text, start, end, claim.index))
        else:
            kind: FlagKind = "date" if is_year(number) else "number"
            found.append(Flag(kind, number.text, start, end, claim.index, *_nearest(number, known)))
    return found


def is_year(number: Number) -> bool:
    """Whether a number reads as a year: four plain digits from 1500 to 2099."""
    return (
        number.form in ("digits", "decade")
        and number.text[:4].isdecimal()
        and 1500 <= number.readings[0] < 2100
    )


def is_computed(number: Number, known: Sequence[Number], claim: str) -> bool:
    """Whether two numbers of the aligned sentences give this one as sum, difference, share or
    change in percent.

    With few digits almost any number can be had that way, so the claim must speak of a calculation.
    """
    value, percent = number.readings[0], number.unit == "%"
    if value < 10 or not _CALCULATION.search(claim):
        return False
    operands = [n for n in known if not is_year(n)][:_MOST_OPERANDS]
    results: list[float] = []
    for a, b in permutations(operands, 2):
        x, y = a.readings[0], b.readings[0]
        if a.unit == b.unit == number.unit:
            results += [x + y, x - y]
        elif percent and y and a.unit == b.unit != "%":
            results += [100 * x / y, 100 * (x - y) / y]
    return any(abs(abs(result) - value) <= max(number.slack, 1e-9) for result in results)


def _is_counting(number: Number) -> bool:
    """Small spelled numbers count what the source lists or are figures of speech; 0 and 1 say
    nothing.
    """
    return not number.unit and (
        number.readings[0] <= 1 or (number.form != "digits" and number.readings[0] <= 3)
    )


def _scaled(known: Iterable[Number], index: Index) -> Iterable[Number]:
    for number in known:
        yield number
        if number.form == "digits" and number.unit != "%":
            for scale in index.scales:
                readings = tuple(value * scale for value in number.readings)
                yield replace(number, readings=readings, quantum=number.quantum * scale)


def _elsewhere(number: Number, index: Index) -> Span | None:
    """Where the source states the number: written the same way, else in any way."""
    at = index.wording.find(number.text)
    if at >= 0:
        return at, at + len(number.text)
    known = _scaled(index.numbers_like(number), index)
    return next(((n.start, n.end) for n in known if states(n, number)), None)


def _nearest(number: Number, known: Sequence[Number]) -> tuple[str, int, int]:
    """The source number that was probably meant: of the aligned ones with the same unit the closest
    in value.
    """
    value = number.readings[0]
    fitting = [n for n in known if n.unit == number.unit and is_year(n) == is_year(number)]
    if not fitting:
        return "", -1, -1
    best = min(fitting, key=lambda n: _distance(n.readings[0], value))
    return best.text, best.start, best.end


def _distance(a: float, b: float) -> float:
    """0 for equal values; the same digits in another order or at another place count as close."""
    if sorted(f"{a:g}".replace(".", "")) == sorted(f"{b:g}".replace(".", "")):
        return 0.0
    return abs(a - b) / max(abs(a), abs(b), 1e-9)

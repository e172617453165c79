"""Figures that are not in the source but follow from two that are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import permutations

from ..facts.number import Number
from ..facts.quantities import quantities
from ..facts.units import conversion
from .index import Index

_MOST_OPERANDS = 10
# With few digits almost any number can be had as a sum or a difference of two others, so that the
# statement must speak of a calculation.
_CALCULATION = re.compile(
    r"\b(?:total\w*|sum|combined|together|altogether|difference|fewer|higher|lower|increas\w+|decreas\w+|rose|fell|"
    r"grew|grow\w*|gain\w*|drop\w*|declin\w+|reduc\w+|growth|average|share|remain\w*|save[sd]?|saving\w*|over|under|"
    r"above|below|more|less|longer|shorter|earlier|later|budget|up|down|doubl\w+|half|remaining|left|should|would)\b",
    re.IGNORECASE,
)
_LEAST_VALUE = 10
# From three digits on, that two figures of the passage give it exactly is no accident.
_TELLING_DIGITS = 3
_RATIO_SLACK = 0.03


def calculation_of(number: Number, known: Sequence[Number], text: str, index: Index) -> str:
    """The calculation with two aligned figures that gives `number`, as "31 - 19"; "" if there is
    none.

    Sums and differences need the unit of the number on both sides; shares and changes in percent
    need one unit for both operands.
    """
    digits = sum(c.isdigit() for c in number.text.strip("0.,"))
    is_telling = digits >= _TELLING_DIGITS and not number.is_year
    speaks = _speaks_of_calculation(text)
    if number.unit == "clock":
        return ""
    operands = [n for n in known if not n.is_year and n.unit != "clock" and n.form != "identifier"]
    if not (speaks or is_telling):
        # A statement that names both figures itself invites to calculate.
        operands = [n for n in operands if n.key in _named(text)]
    for a, b in permutations(operands[:_MOST_OPERANDS], 2):
        shown = _calculation(number, a, b, allows_small=is_telling or bool(number.unit))
        if shown:
            return shown
    return _span_of_years(number, index) if speaks else ""


@lru_cache(maxsize=16)
def _speaks_of_calculation(text: str) -> bool:
    """Whether a statement, which is asked for each of its figures, adds up or compares."""
    return _CALCULATION.search(text) is not None


@lru_cache(maxsize=16)
def _named(text: str) -> frozenset[str]:
    """The keys of the figures of a statement, which is asked for each of them."""
    return frozenset(number.key for number in quantities(text))


def _calculation(number: Number, a: Number, b: Number, *, allows_small: bool) -> str:
    x, y = a.value, b.value
    if _is_share(number) and y and a.unit == b.unit and not _is_share(a):
        whole = 1.0 if number.unit == "ratio" else 100.0
        if _is_close(number, whole * x / y) and x < y:
            return f"{a.text} / {b.text}"
        if _is_close(number, whole * abs(x - y) / y):
            return f"({a.text} - {b.text}) / {b.text}"
        return ""
    if number.value < _LEAST_VALUE and not allows_small:
        return ""
    first, second = _factor(a, number), _factor(b, number)
    if first is None and not a.unit and b.unit == number.unit and allows_small:
        first = 1.0  # "186.4 million euros, 23.9 million more than": the unit is said once
    if second is None and not b.unit and a.unit == number.unit and allows_small:
        second = 1.0
    if first is None or second is None:
        return ""
    if _is_close(number, x * first + y * second):
        return f"{a.text} + {b.text}"
    return f"{a.text} - {b.text}" if _is_close(number, x * first - y * second) else ""


def _factor(operand: Number, number: Number) -> float | None:
    """What an operand is multiplied with; None if it measures something else than the number."""
    if {operand.unit, number.unit} == {"%", "pp"}:
        return 1.0
    if bool(operand.unit) != bool(number.unit):
        return None
    return conversion(operand.unit, number.unit)


def _is_share(number: Number) -> bool:
    return number.unit in ("%", "ratio")


def _is_close(number: Number, result: float) -> bool:
    slack = number.tolerance
    if number.form == "fraction":
        slack = max(slack, _RATIO_SLACK)
    elif number.bound:
        slack = max(slack, 0.05 * number.value)
    return result > 0 and abs(result - number.value) <= max(slack, 1e-9 * number.value)


def _span_of_years(number: Number, index: Index) -> str:
    """ "Five years earlier" from two years of the source."""
    if number.unit != "yr":
        return ""
    years = sorted(index.years)[:_MOST_OPERANDS]
    for first, last in permutations(years, 2):
        if last - first == number.value:
            return f"{last} - {first}"
    return ""

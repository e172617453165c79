"""The figures of a source that a figure of a statement may be calculated from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from ..facts.number import Number
from ..facts.units import conversion
from .index import Index

_MOST_OPERANDS = 12
_JOINED = re.compile(r"\s?(?:to|and|or|[-–—])\s(?:about\s)?[$€£¥₹]?\s?$")
_UNIT_SAID_ONCE = 1000  # "186.4 million euros, 23.9 million more than in the plan"
# From three digits on, that two figures of the passage give it exactly is no accident.
_TELLING_DIGITS = 3
_RATIO_SLACK = 0.03
# 3.1 and 2.6 million are 6 million only by accident.
_ROUNDED_SHARE = 0.0125
_ABOUT_SHARE, _BOUND_SHARE = 0.02, 0.05
_STRIDES, _LONGEST_RUN = 4, 8


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure of the source in the unit of the number that is asked for."""

    value: float
    text: str
    number: Number


@dataclass(frozen=True, slots=True)
class Question:
    """The figure of the statement and what the statement says of how it came about."""

    number: Number
    text: str
    index: Index
    invited: bool  # the statement speaks of a calculation or names its operands

    @property
    def is_telling(self) -> bool:
        """Whether the figure has so many digits that it does not come out by accident."""
        return not self.number.is_year and significant_digits(self.number) >= _TELLING_DIGITS


def plain_figures(known: Iterable[Number]) -> list[Number]:
    """The figures that can be calculated with, in order, each place read once."""
    chosen: list[Number] = []
    end = 0
    for number in sorted(known, key=_longest_first):
        if number.start < end:
            continue  # the digits of "9:00", the "thirds" of "two thirds"
        end = number.end
        if _is_plain(number):
            chosen.append(number)
    return chosen[:_MOST_OPERANDS]


def _is_plain(number: Number) -> bool:
    is_plain = number.form in ("digits", "word") and number.unit != "clock"
    return is_plain and not number.is_year


def _longest_first(number: Number) -> tuple[int, int]:
    return number.start, number.start - number.end


def operands_of(question: Question, figures: Sequence[Number]) -> list[Operand]:
    """The figures that measure what the number measures, in its unit."""
    number, chosen = question.number, []
    for place, figure in enumerate(figures):
        factor = _factor(figure, number)
        if factor is None and not figure.unit and number.unit:
            factor = _borrowed_unit(place, figures, question)
        if factor is None and _leaves_its_unit_out(question, figure):
            factor = 1.0
        if factor is not None:
            chosen.append(Operand(figure.value * factor, figure.text, figure))
    return chosen


def runs_of(operands: Sequence[Operand], least: int) -> Iterator[Sequence[Operand]]:
    """Runs of at least `least` operands, of each, each second ... each fourth one."""
    for stride in range(1, _STRIDES + 1):
        for first in range(len(operands)):
            row = operands[first::stride][:_LONGEST_RUN]
            for count in range(least, len(row) + 1):
                if stride == 1 or count > 1:
                    yield row[:count]


Two = tuple[Operand, Operand]


def two_sums(operands: Sequence[Operand]) -> Iterator[tuple[Two, Two]]:
    """Two pairs that share no operand, each of neighbours or with one between them."""
    one_apart = zip(operands, operands[2:], strict=False)
    pairs = [*pairwise(operands), *one_apart]
    for one, other in combinations(pairs, 2):
        places = {operand.number.start for operand in one}
        if places.isdisjoint(operand.number.start for operand in other):
            yield one, other


def total_of(operands: Sequence[Operand]) -> float:
    """Their sum."""
    return sum(operand.value for operand in operands)


def is_close(number: Number, result: float) -> bool:
    """Whether a number may stand for the result of a calculation."""
    slack = number.tolerance
    if number.unit not in ("%", "pp"):
        # "About" widens the tolerance of a figure that is looked up; a result is exact.
        slack = min(slack, _ROUNDED_SHARE * number.value)
    if number.form == "fraction":
        slack = max(slack, _RATIO_SLACK)
    elif number.bound:
        share = _ABOUT_SHARE if number.bound == "about" else _BOUND_SHARE
        slack = max(slack, share * number.value)
    slack = max(slack, 1e-9 * number.value)
    return result > 0 and abs(result - number.value) <= slack


def significant_digits(number: Number) -> int:
    """How many digits of a number are no zeros at its end."""
    return len(f"{number.value:.10g}".replace(".", "").strip("0"))


def _factor(operand: Number, number: Number) -> float | None:
    """What an operand is multiplied with; None if it measures something else than the number."""
    if {operand.unit, number.unit} == {"%", "pp"}:
        return 1.0
    if bool(operand.unit) != bool(number.unit):
        return None
    return conversion(operand.unit, number.unit)


def _leaves_its_unit_out(question: Question, figure: Number) -> bool:
    """Whether the statement may say a large figure without the unit that its operands have: "48.2
    million tonnes, 13.3 million less than in May".
    """
    number = question.number
    if number.unit or figure.unit in ("", "%", "pp", "ratio"):
        return False
    return question.invited and min(number.value, figure.value) >= _UNIT_SAID_ONCE


def _borrowed_unit(place: int, figures: Sequence[Number], question: Question) -> float | None:
    """1.0 for a figure whose unit is said at another one: "from 10 to 16 million euros"."""
    figure, index = figures[place], question.index
    for other in figures[place + 1 : place + 2]:
        between = index.said((figure.end, other.start))
        if _factor(other, question.number) and _JOINED.match(between):
            return 1.0
    if figure.value < _UNIT_SAID_ONCE:
        return None
    start, end = index.sentence_around(figure.start)
    for other in figures:
        if start <= other.start < end and other.unit == question.number.unit:
            return 1.0
    return None

"""A number as a fact: its readings, its unit, and when one number bears out another.

A number is often ambiguous ("1.234" is a German thousand or an English decimal, "5m" metres or
millions), so a Number holds every usual reading and two numbers agree when any of their readings
do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from .fact import Fact, FactKind
from .numerals import FRACTION_WORDS, NUMBER_WORDS
from .units import CURRENCIES, LOOSE_SHARE, conversion, is_loose

Form = Literal["digits", "word", "ordinal", "decade", "fraction", "time", "identifier"]
Bound = Literal["", "about", "over", "under"]

# "Over 30,000" may stand for what lies so far above it.
_BOUND_SHARE = 0.3
# "Half" is said of 48 to 52 percent.
_FRACTION_TOLERANCE = 0.025
_EQUAL_SHARE = 1e-12
# "About 30,000" may stand for what lies so far from it.
_ABOUT_SHARE = 0.05
# A whole number without a scale word may be rounded in its last digits by this share.
_ROUNDING_SHARE = 0.005
# In these a scale word or percent only moves the decimal point.
_DECIMAL_UNITS = ("", "%", *CURRENCIES)


@dataclass(frozen=True, slots=True)
class Number(Fact):
    """text[start:end] is a number with its unit.

    `readings` are its possible values with scale words applied, likeliest first. `precision` is the
    worth of its last written digit ("4.1 billion": 1e8), `tolerance` how far a rounded number may
    lie from what it rounds. `unit` is a canonical name of units.UNITS or "", `form` how it is
    written, `bound` whether it is said to be about, over or under its value.
    """

    kind: ClassVar[FactKind] = "number"

    readings: tuple[float, ...]
    precision: float
    tolerance: float
    unit: str = ""
    form: Form = "digits"
    bound: Bound = ""

    @property
    def key(self) -> str:
        """The value and the unit."""
        if self.form == "identifier":
            return self.text
        return f"{self.readings[0]:.12g}{self.unit}"

    @property
    def value(self) -> float:
        """The likeliest reading."""
        return self.readings[0]

    @property
    def is_year(self) -> bool:
        """Whether it reads as a year: four plain digits from 1500 to 2099."""
        if self.form not in ("digits", "decade") or self.unit:
            return False
        return self.text[:4].isdecimal() and 1500 <= self.value < 2100

    def supports(self, said: Fact) -> bool:
        """Whether a source number bears out a number that was said.

        Units must convert (or be missing on one side) and the values be equal or rounded: a source
        with finer digits may lie up to half of the last written digit away ("4.1 billion" for
        4,083,000,000; "12 %" for 11.6 %). Whole numbers without a scale word ("30,000") may be
        0.5 % away, 5 % after "about", and more in its direction after "over" and "nearly". A finer
        number than the source's is not borne out by it.
        """
        if not isinstance(said, Number):
            return False
        if "identifier" in (self.form, said.form):
            return digits_of(self.text) == digits_of(said.text)
        is_time = "clock" in (self.unit, said.unit)
        factor = conversion(self.unit, said.unit)
        if factor is None or (is_time and self.unit != said.unit):
            return False
        values = [reading * factor for reading in self.readings]
        if said.form == "decade":
            return any(said.value <= value < said.value + 10 for value in values)
        if any(_is_among(value, said.readings) for value in values):
            return True
        slack = 0.0
        if is_loose(self.unit, said.unit):
            slack = LOOSE_SHARE * said.value
        if "fraction" in (self.form, said.form):
            in_said_unit = conversion(said.unit, "ratio") or 1.0
            slack = max(slack, _FRACTION_TOLERANCE / in_said_unit)
        if slack and any(abs(value - said.value) <= slack for value in values):
            return True
        if any(_within_bound(value, said) for value in values):
            return True
        is_finer = self.precision * factor < said.precision
        return is_finer and any(_rounds(value, said) for value in values)


def may_support(said: Number, others: Iterable[Number]) -> Iterator[Number]:
    """Those of `others` that may support a number: of the figures in its unit the ones with about
    its value. Asking each of a large table whether it does would take far longer.
    """
    value, slack = said.value, said.tolerance + _EQUAL_SHARE * abs(said.value)
    low, high = value - slack, value + slack
    if said.bound == "over":
        high = max(high, value * (1 + _BOUND_SHARE))
    if said.bound == "under":
        low = 0.0 if value < 1 else min(low, value * (1 - _BOUND_SHARE))
    other_readings = said.readings[1:]

    def is_about(reading: float) -> bool:
        return low <= reading <= high or _is_among(reading, other_readings)

    for other in others:
        is_comparable = other.form == said.form == "digits" and other.unit == said.unit
        if not is_comparable or any(map(is_about, other.readings)):
            yield other


def leading_digits(said: Number) -> set[str]:
    """The digits one of which any number in digits that supports `said` begins with, leading zeros
    left out.

    Scale words and percent only move the decimal point; rounding and bounds change the digit, and
    another unit may give any.
    """
    is_vague = 10 * said.tolerance > abs(said.value) or said.bound in ("over", "under")
    if said.unit not in _DECIMAL_UNITS or said.form == "fraction" or is_vague:
        return set("123456789")
    digits: set[str] = set()
    for value in said.readings:
        for shift in (-said.tolerance, 0.0, said.tolerance):
            digits.add(f"{abs(value + shift):.16e}"[0])
    return digits - {"0"}


def number_words(number: Number) -> Iterable[str]:
    """The words that may begin a number that supports `number` in words: "twenty" for 25.

    In another unit, or as a share or a time of day, it may begin with any of them.
    """
    if number.unit not in _DECIMAL_UNITS:
        return (*NUMBER_WORDS, "midnight", "noon", "midday")
    value = abs(number.value)
    digits = f"{value:.0f}"
    first = int(digits[0])
    leads: set[float] = {value, first, 10 * first, int(digits[:2])}
    if first == 1:
        leads.add(10.0 ** (len(digits) - 1))
    words = [word for word, worth in NUMBER_WORDS.items() if worth in leads]
    if first == 5:
        words.append("half")
    if number.unit == "%" or value <= 1:
        words += [*FRACTION_WORDS, "halved", *NUMBER_WORDS]
    return words


def last_digit(value: float, precision: float) -> float:
    """The worth of the last digit that is not a trailing zero: 30,000 may be rounded to ten
    thousands.
    """
    if precision < 1 or value == 0:
        return precision
    while value % (precision * 10) == 0:
        precision *= 10
    return precision


def tolerance_of(value: float, precision: float, *, is_scaled: bool, bound: Bound) -> float:
    """How far what is meant may lie from a number that is written so; `is_scaled` with a scale
    word.
    """
    half = last_digit(value, precision) / 2
    if bound:
        return max(min(half, abs(value) * _ABOUT_SHARE), precision / 2)
    if is_scaled or precision < 1:
        return precision / 2
    return max(min(half, abs(value) * _ROUNDING_SHARE), 0.5)


def digits_of(text: str) -> str:
    """Its digits, without what separates them."""
    return "".join(filter(str.isdigit, text))


def _is_among(value: float, readings: Iterable[float]) -> bool:
    """Whether it is one of them, but for what binary fractions cannot hold."""
    for reading in readings:
        largest = max(abs(value), abs(reading))
        if abs(value - reading) <= _EQUAL_SHARE * largest:
            return True
    return False


def _rounds(value: float, said: Number) -> bool:
    """Whether `value` may have been rounded to what was said. 1.5 is not 1, where half a digit is
    half the value.
    """
    far = abs(value - said.value)
    if far > said.tolerance:
        return False
    is_small_step = 20 * said.tolerance < said.value
    return value < said.value or far < said.tolerance or is_small_step


def _within_bound(value: float, said: Number) -> bool:
    """Whether "over 20" or "nearly 20" is a fair word for `value`."""
    if said.bound == "over":
        return said.value <= value <= said.value * (1 + _BOUND_SHARE)
    if said.bound == "under":
        # "p < 0.01" says nothing of how far below it is.
        least = 0.0 if said.value < 1 else said.value * (1 - _BOUND_SHARE)
        return least <= value <= said.value
    return False

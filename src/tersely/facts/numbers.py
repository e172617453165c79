"""Numbers in running text: digits with separators, units and scale words, and those in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from ..language.patterns import any_of
from ..language.words import STOP_WORDS
from .bounds import bound_before
from .number import Form, Number, digits_of, last_digit, tolerance_of
from .numerals import AMBIGUOUS_SCALES, FOREIGN, LETTER_SCALES, SCALES, YEAR
from .spelled import SPELLED_WORDS, foreign, pairs, spelled
from .units import CURRENCIES, unit_after, unit_before

_BEFORE_YEAR = re.compile(
    r"\b(?:by|until|till|since|before|after|during|bis|seit|im|jahr|depuis|dès|hasta|desde)\s$",
    re.IGNORECASE,
)
_LONGEST_BEFORE_YEAR = 8  # characters
_POUNDS = re.compile(r"\s?pounds?\b")  # millions of them are money, not weight
# A longer run of digits is a serial number: it is compared as text and never read as a value.
_MOST_DIGITS = 18

_VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
# "7-1/2 hours", "2 1/4 inches"; behind a year it is something else.
_PART = r"1/(?:[2-689]|16|32)|2/[35]|3/(?:[458]|16)|4/5|5/[68]|7/8"
_SCALE = (
    rf"(?:(?P<glued>[kmb])(?![^\W_])"
    rf"|[\s-]?(?P<scale>{any_of(name for name in SCALES if name not in LETTER_SCALES)})(?![a-z]))"
)
_DIGITS = re.compile(
    rf"""(?P<digits>\d{{1,3}}(?:[,.'’٬\u00a0\u202f\u2009\x20]\d{{3}}){{1,8}}(?:[.,]\d+)?(?![\d])
    |\d++(?:[.,]\d++)?|\.(?<![\w.].)\d++)
    (?:\s?(?P<vulgar>[{_VULGAR}])|(?<!\d{{4}})[\s-](?P<part>{_PART})(?![\d/]))?
    {_SCALE}?\.?
    (?:(?P<decade>s(?!\w))|(?P<ordinal>(?:st|nd|rd|th)\b))?""",
    re.VERBOSE | re.IGNORECASE,
)
_LONE_VULGAR = re.compile(rf"(?<!\d)(?<!\d\s)[{_VULGAR}]")
_LETTERS_ONLY = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(YEAR)
_YEAR_RANGE = re.compile(rf"(?<!\d)({YEAR})\s?(?:--?|–|—|/)\s?(\d\d)(?!\d)")
_COUNTED_THING = re.compile(r"\s([a-z]+)")
_BLANKS_IN_NUMBER = re.compile(r"['’٬\u00a0\u202f\u2009 ]")
_POINT = re.compile(r"[.,]")
_MEASURE = re.compile(
    r"(?:[kcm]?m|[km]?g|ml|[kmgt]b|[kmg]w|[mg]?hz|mph|x|am|pm|h|s)\b", re.IGNORECASE
)
_GLUED_BEFORE = re.compile(r"[^\W\d_]-?$")


def numbers(text: str, *, lenient: bool = False) -> list[Number]:
    """Every number of `text`, in order.

    Digits inside a name ("COVID-19", "F16") are no number, except with `lenient`, which is for a
    source: there they count too, as do small number words of six European languages and words like
    "both" and "twice".
    """
    in_digits = (_written(text, match, lenient) for match in _DIGITS.finditer(text))
    result = [number for number in in_digits if number]
    spoken = frozenset(_LETTERS_ONLY.findall(text.lower()))
    if not spoken.isdisjoint(SPELLED_WORDS):
        result += spelled(text)
    result += _lone_vulgar(text)
    if lenient:
        result += pairs(text, result)
        result += _short_years(text)
        if not spoken.isdisjoint(FOREIGN):
            result += foreign(text, result)
    return sorted(result, key=lambda number: number.start)


def _part_of_one(match: re.Match[str]) -> float:
    """What a fraction behind a whole number adds to it."""
    if match["vulgar"]:
        return unicodedata.numeric(match["vulgar"])
    top, _, bottom = (match["part"] or "0/1").partition("/")
    return int(top) / int(bottom)


def _written(text: str, match: re.Match[str], lenient: bool) -> Number | None:
    """The number that a match of _DIGITS is, with its unit; None for a part of a name."""
    digits = match["digits"]
    start, end = match.span()
    if not lenient and _GLUED_BEFORE.search(text, max(0, start - 2), start):
        return None
    if len(digits) > _MOST_DIGITS and len(digits_of(digits)) > _MOST_DIGITS:
        end = start + len(digits)
        return Number(start, end, digits, (0.0,), 1.0, 0.0, form="identifier")
    start, unit = unit_before(text, start)
    unit_end = end
    if not unit:
        # "4,1 Mio. Euro": the stop belongs to the scale word.
        number_end = end if match["scale"] else _without_stop(text, match.start(), end)
        unit_end, unit = unit_after(text, number_end)
    if not lenient and not unit and _runs_into_word(text, end):
        return None
    scale_name = (match["glued"] or match["scale"] or "").lower()
    scale = SCALES.get(scale_name, 1.0)
    if scale > 1 and not unit and (pounds := _POUNDS.match(text, end)):
        unit, unit_end = "£", pounds.end()
    values = _values(digits)
    is_money = unit in CURRENCIES and scale == 1
    are_thousands = is_money or digits.endswith(".000")  # "109.000 euros"
    if are_thousands:
        values.sort(reverse=True)
    added = _part_of_one(match)
    readings = [round((value + added) * scale, 6) for value, _ in values]
    if scale_name in AMBIGUOUS_SCALES and not unit and not are_thousands:
        readings += [value for value, _ in values]
    precision = values[0].last_digit * scale
    bound = bound_before(text, start)
    end = unit_end if unit else _without_stop(text, start, end)
    is_scaled = scale > 1
    if not (bound or unit or is_scaled) and _is_year(text, start, end, digits):
        tolerance = 0.0  # nobody rounds 1938 to 1940
    else:
        tolerance = tolerance_of(readings[0], precision, is_scaled=is_scaled, bound=bound)
    return Number(
        start,
        end,
        text[start:end],
        readings=tuple(readings),
        precision=last_digit(readings[0], precision),
        tolerance=tolerance,
        unit=unit,
        form=_form_of(match, digits),
        bound=bound,
    )


def _runs_into_word(text: str, end: int) -> bool:
    """Whether letters that are no measure stand right behind the digits: "16th", "3D"."""
    sign = text[end : end + 1]
    is_letter = sign.isascii() and (sign.isalpha() or sign == "_")
    return is_letter and text[end - 1].isdigit() and not _MEASURE.match(text, end)


def _is_year(text: str, start: int, end: int, digits: str) -> bool:
    """Whether four digits are a year there and no number of things."""
    if not _YEAR.fullmatch(digits):
        return False
    is_dated = _BEFORE_YEAR.search(text, max(0, start - _LONGEST_BEFORE_YEAR), start)
    return is_dated is not None or not _counts_things(text, end)


def _form_of(match: re.Match[str], digits: str) -> Form:
    if match["decade"] and len(digits) == 4:
        return "decade"
    return "ordinal" if match["ordinal"] else "digits"


def _without_stop(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in ". -\n":
        end -= 1
    return end


def _counts_things(text: str, end: int) -> bool:
    """Whether things are counted by the number that ends here: "2000 people", but not "1940 the
    war".
    """
    match = _COUNTED_THING.match(text, end)
    return match is not None and match[1] not in STOP_WORDS


class _Value(NamedTuple):
    """One reading of digits, and what the last of them is worth."""

    value: float
    last_digit: float


def _values(digits: str) -> list[_Value]:
    """The readings of a run of digits, the likeliest first: "1.234" is 1.234 and 1,234."""
    digits = _BLANKS_IN_NUMBER.sub("", digits)
    points = _POINT.findall(digits)
    if not points:
        return [_Value(float(digits), 1.0)]
    *before, last = parts = _POINT.split(digits)
    first, *others = parts
    begins_a_group = 0 < len(first) <= 3 and first != "0"
    are_groups = begins_a_group and all(len(part) == 3 for part in others)
    if are_groups and len(set(points)) == 1:
        whole = _Value(float("".join(parts)), 1.0)
        if len(points) > 1:
            return [whole]
        decimal = _Value(float(f"{first}.{last}"), 1e-3)
        return [whole, decimal] if points[0] == "," else [decimal, whole]
    value = float("".join(before) + "." + last)
    return [_Value(value, 10.0 ** -min(len(last), _MOST_DIGITS))]


def _short_years(text: str) -> Iterator[Number]:
    """The second year of "2007-11" and "2007/08"."""
    for match in _YEAR_RANGE.finditer(text):
        first, written = match[1], match[2]
        year = float(first[:2] + written)
        if year > float(first):
            yield Number(*match.span(2), written, (year,), 1.0, 0.0)


def _lone_vulgar(text: str) -> Iterator[Number]:
    """A fraction sign that stands alone: "½ of the members"."""
    for match in _LONE_VULGAR.finditer(text):
        value = unicodedata.numeric(match[0])
        end, unit = unit_after(text, match.end())
        start = match.start()
        yield Number(start, end, text[start:end], (value,), 0.01, 0.005, unit, "fraction")

"""Numbers in running text: digits and words, separators, units and scale words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ..language.words import STOP_WORDS
from .bounds import bound_before
from .number import Bound, Form, Number, digits_of
from .numerals import (
    AMBIGUOUS_SCALES,
    FOREIGN,
    LETTER_SCALES,
    MAGNITUDES,
    ORDINALS,
    SCALES,
    TENS,
    UNITS,
    WORDS,
)
from .units import unit_after, unit_before

_REPEATED = re.compile(r"\s?\((\d{1,6})\)")
_BEFORE_YEAR = re.compile(
    r"\b(?:by|until|till|since|before|after|during|bis|seit|im|jahr|depuis|dès|hasta|desde)\s$",
    re.IGNORECASE,
)
_LONGEST_BEFORE_YEAR = 8  # characters
_POUNDS = re.compile(r"\s?pounds?\b")  # millions of them are money, not weight
_CURRENCIES = ("$", "€", "£", "¥", "₹")
# A longer run of digits is a serial number: it is compared as text and never read as a value.
_MOST_DIGITS = 18
# "About 30,000" may stand for what lies so far from it.
_ABOUT_SHARE = 0.05
# A whole number without a scale word may be rounded in its last digits by this share.
_ROUNDING_SHARE = 0.005


def any_of(names: Iterable[str]) -> str:
    """A pattern for one of the names, the longest first."""
    return "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))


_VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
# "7-1/2 hours", "2 1/4 inches"; behind a year it is something else.
_PART = r"1/(?:[2-689]|16|32)|2/[35]|3/(?:[458]|16)|4/5|5/[68]|7/8"
_SCALE = (
    rf"(?:(?P<glued>[kmb])(?![^\W_])"
    rf"|[\s-]?(?P<scale>{any_of(s for s in SCALES if s not in LETTER_SCALES)})(?![a-z]))"
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
_SPELLED = re.compile(
    rf"\b(?:{any_of(WORDS)}|(?<=a )(?:{any_of(MAGNITUDES)})"
    rf"|half[\s-]a(?=[\s-](?:million|billion)))"
    rf"(?:(?:\s-\s|[\s-]|\sand\s|-and-)(?:{any_of([*WORDS, *MAGNITUDES])}|a[\s-]half|a[\s-]quarter))*+\b",
    re.IGNORECASE,
)
_SPELLED_WORDS = frozenset([*WORDS, *MAGNITUDES, "half"])
_WORD_TOKEN = re.compile(r"[^\W_]+")
_LETTERS_ONLY = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_YEAR_RANGE = re.compile(r"(?<!\d)((?:1[5-9]|20)\d\d)\s?(?:--?|–|—|/)\s?(\d\d)(?!\d)")
_COUNTED_THING = re.compile(r"\s([a-z]+)")
_MEASURE = re.compile(
    r"(?:[kcm]?m|[km]?g|ml|[kmgt]b|[kmg]w|[mg]?hz|mph|x|am|pm|h|s)\b", re.IGNORECASE
)
_GLUED_BEFORE = re.compile(r"[^\W\d_]-?$")
_NOT_ONE_NUMBER = re.compile(r"[.;!?\n]|,\s.*\w")


def numbers(text: str, *, lenient: bool = False) -> list[Number]:
    """Every number of `text`, in order.

    Digits inside a name ("COVID-19", "F16") are no number, except with `lenient`, which is for a
    source: there they count too, as do small number words of six European languages and words like
    "both" and "twice".
    """
    found = [n for m in _DIGITS.finditer(text) if (n := _written(text, m, lenient))]
    spoken = frozenset(_LETTERS_ONLY.findall(text.lower()))
    if not spoken.isdisjoint(_SPELLED_WORDS):
        found += _spelled(text)
    found += _lone_vulgar(text)
    if lenient:
        found += _pairs(text, found)
        found += _short_years(text)
        taken = {n.start for n in found}
        foreign = () if spoken.isdisjoint(FOREIGN) else _LETTERS_ONLY.finditer(text)
        found += [
            Number(m.start(), m.end(), m[0], (value,), 1.0, 0.0, form="word")
            for m in foreign
            if (value := FOREIGN.get(m[0].lower())) is not None and m.start() not in taken
        ]
    return sorted(found, key=lambda n: n.start)


def _part_of_one(match: re.Match[str]) -> float:
    """What a fraction behind a whole number adds to it."""
    if match["vulgar"]:
        return unicodedata.numeric(match["vulgar"])
    top, _, bottom = (match["part"] or "0/1").partition("/")
    return int(top) / int(bottom)


def _written(text: str, match: re.Match[str], lenient: bool) -> Number | None:
    start, end, digits = match.start(), match.end(), match["digits"]
    if not lenient and _GLUED_BEFORE.search(text, max(0, start - 2), start):
        return None
    if len(digits) > _MOST_DIGITS and len(digits_of(digits)) > _MOST_DIGITS:
        return Number(start, start + len(digits), digits, (0.0,), 1.0, 0.0, form="identifier")
    start, unit = unit_before(text, start)
    behind = end
    if not unit:
        # "4,1 Mio. Euro": the stop belongs to the scale word.
        is_abbreviated = bool(match["scale"])
        at = end if is_abbreviated else _without_stop(text, match.start(), end)
        behind, unit = unit_after(text, at)
    follows = text[end : end + 1]
    is_glued = (
        follows.isascii() and (follows.isalpha() or follows == "_") and text[end - 1].isdigit()
    )
    if is_glued and not lenient and not unit and not _MEASURE.match(text, end):
        return None
    scale_name = (match["glued"] or match["scale"] or "").lower()
    scale = SCALES.get(scale_name, 1.0)
    if scale > 1 and not unit and (pounds := _POUNDS.match(text, end)):
        unit, behind = "£", pounds.end()
    plain = _values(digits)
    added = _part_of_one(match)
    readings = [round((value + added) * scale, 6) for value, _ in plain]
    if scale_name in AMBIGUOUS_SCALES and not unit:
        readings += [value for value, _ in plain]
    if (unit in _CURRENCIES and scale == 1) or digits.endswith(".000"):
        plain.sort(reverse=True)  # "109.000 euros" are thousands
        readings = [round((value + added) * scale, 6) for value, _ in plain]
    precision = plain[0][1] * scale
    bound = bound_before(text, start)
    end = behind if unit else _without_stop(text, start, end)
    tolerance = _tolerance(readings[0], precision, is_scaled=scale > 1, bound=bound)
    is_plain_year = not (bound or unit or scale > 1) and _YEAR.fullmatch(digits)
    is_dated = _BEFORE_YEAR.search(text, max(0, start - _LONGEST_BEFORE_YEAR), start)
    if is_plain_year and (is_dated or not _counts_things(text, end)):
        tolerance = 0.0  # nobody rounds 1938 to 1940
    return Number(
        start,
        end,
        text[start:end],
        tuple(readings),
        _last_digit(readings[0], precision),
        tolerance,
        unit,
        _form_of(match, digits),
        bound,
    )


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


def _values(digits: str) -> list[tuple[float, float]]:
    """The readings of a run of digits as (value, worth of the last digit): "1.234" is 1.234 and
    1,234.
    """
    digits = re.sub(r"['’٬\u00a0\u202f\u2009 ]", "", digits)
    parts = re.split(r"[.,]", digits)
    marks = re.findall(r"[.,]", digits)
    whole = float("".join(parts))
    if not marks:
        return [(whole, 1.0)]
    grouped = all(len(p) == 3 for p in parts[1:]) and 0 < len(parts[0]) <= 3 and parts[0] != "0"
    if grouped and len(set(marks)) == 1:
        if len(marks) > 1:
            return [(whole, 1.0)]
        decimal = (float(f"{parts[0]}.{parts[1]}"), 1e-3)
        return [(whole, 1.0), decimal] if marks[0] == "," else [decimal, (whole, 1.0)]
    value = float("".join(parts[:-1]) + "." + parts[-1])
    return [(value, 10.0 ** -min(len(parts[-1]), _MOST_DIGITS))]


def _last_digit(value: float, precision: float) -> float:
    """The worth of the last digit that is not a trailing zero: 30,000 may be rounded to ten
    thousands.
    """
    if precision < 1 or value == 0:
        return precision
    while value % (precision * 10) == 0:
        precision *= 10
    return precision


def _tolerance(value: float, precision: float, *, is_scaled: bool, bound: Bound) -> float:
    half = _last_digit(value, precision) / 2
    if bound:
        return max(min(half, abs(value) * _ABOUT_SHARE), precision / 2)
    if is_scaled or precision < 1:
        return precision / 2
    return max(min(half, abs(value) * _ROUNDING_SHARE), 0.5)


def _spelled(text: str) -> Iterator[Number]:
    for match in _SPELLED.finditer(text):
        tokens = [(m[0].lower(), m.start()) for m in _WORD_TOKEN.finditer(text, *match.span())]
        for group in _groups(tokens):
            value = _compose([word for word, _ in group])
            last, last_start = group[-1]
            start, end = group[0][1], last_start + len(last)
            form: Form = "ordinal" if last in ORDINALS else "word"
            unit = ""
            if form == "word" and group[-1] is tokens[-1]:
                repeated = _REPEATED.match(text, end)  # "thirty (30) days"
                is_same = repeated is not None and float(repeated[1]) == value
                behind, unit = unit_after(text, repeated.end() if repeated and is_same else end)
                end = behind if unit else end
            bound = bound_before(text, start)
            tolerance = _tolerance(value, 1.0, is_scaled=value >= 1e6, bound=bound)
            if value != int(value):
                tolerance = 0.1
            precision = _last_digit(value, 1.0)
            yield Number(
                start, end, text[start:end], (value,), precision, tolerance, unit, form, bound
            )


def _short_years(text: str) -> Iterator[Number]:
    """The second year of "2007-11" and "2007/08"."""
    for match in _YEAR_RANGE.finditer(text):
        year = float(match[1][:2] + match[2])
        if year > float(match[1]):
            yield Number(match.start(2), match.end(2), match[2], (year,), 1.0, 0.0)


def _lone_vulgar(text: str) -> Iterator[Number]:
    """A fraction sign that stands alone: "½ of the members"."""
    for match in _LONE_VULGAR.finditer(text):
        value = unicodedata.numeric(match[0])
        end, unit = unit_after(text, match.end())
        start = match.start()
        yield Number(start, end, text[start:end], (value,), 0.01, 0.005, unit, "fraction")


def _pairs(text: str, found: Sequence[Number]) -> Iterator[Number]:
    """Two spelled numbers in a row as one: "twelve fifty" may be 12.50, "nineteen eighty-four" a
    year, "twenty - five" 25.
    """
    spelled = [n for n in found if n.form == "word"]
    for left, right in pairwise(spelled):
        between = text[left.end : right.start]
        a, b = left.value, right.value
        if len(between) <= 15 and b < 100 and not _NOT_ONE_NUMBER.search(between):
            readings = (a + b / 100, a * 100 + b, a + b if a % 10 == 0 else a + b / 10)
            unit = left.unit or right.unit
            spoken = text[left.start : right.end]
            yield Number(left.start, right.end, spoken, readings, 0.01, 0.0, unit, "word")


def _groups(tokens: list[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    """Split "two three" into two numbers but keep "twenty three" and "two hundred and five" whole."""
    cuts = [0]
    for i, ((left, _), (right, _)) in enumerate(pairwise(tokens), 1):
        after_unit = left in UNITS and right in WORDS
        after_tens = left in TENS and WORDS.get(right, 0) > 9
        if after_unit or after_tens or left in ORDINALS:
            cuts.append(i)
    for start, end in pairwise([*cuts, len(tokens)]):
        yield tokens[start:end]


def _compose(words: list[str]) -> float:
    total = current = 0.0
    for word in words:
        if word in MAGNITUDES:
            scale = MAGNITUDES[word]
            if scale == 100:
                current = (current or 1) * 100
            else:
                total, current = total + (current or 1) * scale, 0.0
        elif word == "half":
            current += 0.5
        elif word == "quarter":
            current += 0.25
        elif word not in ("and", "a"):
            current += WORDS[word]
    return total + current

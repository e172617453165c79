"""Shares in words as numbers with the unit "ratio": "two thirds", "half of", "seven out of 10"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..language.patterns import any_of
from .bounds import bound_before
from .number import Number
from .numerals import FRACTION_WORDS, UNITS
from .units import UNIT_NAMES

_COUNT = rf"(?:\d{{1,3}}|{any_of(UNITS)})"
_PARTS = any_of(FRACTION_WORDS)
# "A third person" and "the third quarter" are no shares; "a third of" and "two thirds" are.
_SHARE = re.compile(
    rf"\b(?:(?P<count>two|three|four|five|six|seven|eight|nine)[\s-](?P<parts>{_PARTS})s?\b"
    rf"|(?:a|one)[\s-](?P<part>third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)"
    rf"(?=\sof\b|\s(?:more|less|fewer|higher|lower)\b)"
    rf"|(?P<half>half)(?=\s(?:of|the|its|their|his|her|our|all|that)\b))",
    re.IGNORECASE,
)
# "Half an hour", "a quarter of a century", "a quarter century", "the quarter-hour mark".
_PART_OF_UNIT = re.compile(
    r"(?<!and a )(?<!and-a-)\b(?P<part>half|quarter|three[\s-]quarters)(?:\s(?:of\s)?an?\s|-|\s)"
    r"(?P<unit>hour|day|year|decade|century|mile|kilometre|kilometer|pound|tonne?)\b",
    re.IGNORECASE,
)
_PARTS_OF_UNIT = {"half": 0.5, "quarter": 0.25}
_OUT_OF = re.compile(
    rf"\b(?P<top>{_COUNT})\s(?:in|out\sof|of)\s(?:every\s)?(?P<bottom>{_COUNT})\b(?![.,:]?\d)",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    r"\b(?P<half>half|halved?|halves|hälfte|halbiert\w*|moitié|mitad|metà)\b"
    r"|\b(?P<part>third|quarter|drittel|viertel|fünftel|tiers|tercio|quart|cuarto)\b",
    re.IGNORECASE,
)
_FOREIGN_PARTS = {"drittel": 1 / 3, "tiers": 1 / 3, "tercio": 1 / 3, "fünftel": 0.2}
_FOREIGN_PARTS |= dict.fromkeys(("viertel", "quart", "cuarto"), 0.25)
_MOST_PARTS = 100
# Without one of these there is nothing to look for.
_PART_WORDS = tuple(
    "hal third quarter fourth fifth sixth seventh eighth ninth tenth hälfte drittel viertel fünftel moitié tiers quart"
    " mitad tercio cuarto metà".split()
)
_OUT = re.compile(rf"[io][nf]\s(?:every\s)?(?:\d|{any_of(UNITS)})", re.IGNORECASE)


def fractions(text: str, *, lenient: bool = False) -> Iterator[Number]:
    """The shares in `text`. With `lenient`, for a source, "half", "third" and "quarter" always
    count.
    """
    lower = text.lower()
    if not any(word in lower for word in _PART_WORDS):
        if _OUT.search(text):
            yield from _out_of(text, lenient=lenient)
        return
    taken: set[int] = set()
    for match in _PART_OF_UNIT.finditer(text):
        taken.add(match.end("part"))
        yield _part_of_unit(text, match)
    for match in _SHARE.finditer(text):
        word = match["parts"] or match["part"] or match["half"]
        count = UNITS[match["count"].lower()] if match["count"] else 1.0
        value = count * FRACTION_WORDS[word.lower()]
        if match.end() in taken:
            continue
        taken.add(match.end())
        if value <= 1:
            yield _fraction(text, match.start(), match.end(), value)
    yield from _out_of(text, lenient=lenient)
    if not lenient:
        return
    for match in _LOOSE.finditer(text):
        if match.end() not in taken:
            word = (match["part"] or "half").lower()
            value = _FOREIGN_PARTS.get(word) or FRACTION_WORDS[word]
            yield _fraction(text, match.start(), match.end(), value)


def _out_of(text: str, *, lenient: bool) -> Iterator[Number]:
    """ "Seven out of ten", "one in four"."""
    for match in _OUT_OF.finditer(text):
        top, bottom = _value(match["top"]), _value(match["bottom"])
        written = match[0].lower()
        may_be_else = " of " in written and "out of" not in written  # "three of four members"
        if may_be_else and not lenient:
            continue
        if 0 < top < bottom <= _MOST_PARTS and bottom >= 2:
            yield _fraction(text, match.start(), match.end(), top / bottom)


def _part_of_unit(text: str, match: re.Match[str]) -> Number:
    value = _PARTS_OF_UNIT.get(match["part"].lower(), 0.75)
    unit = UNIT_NAMES.get(match["unit"].lower(), "lb")
    return Number(
        *match.span(),
        match[0],
        readings=(value,),
        precision=0.25,
        tolerance=0.0,
        unit=unit,
        form="word",
        bound=bound_before(text, match.start()),
    )


def _value(count: str) -> float:
    return float(count) if count.isdecimal() else UNITS[count.lower()]


def _fraction(text: str, start: int, end: int, value: float) -> Number:
    bound = bound_before(text, start)
    return Number(
        start,
        end,
        text[start:end],
        readings=(value,),
        precision=0.01,
        tolerance=0.05 if bound else 0.01,
        unit="ratio",
        form="fraction",
        bound=bound,
    )

"""Values that the source contradicts where it stands: another count of the same thing, another
unit, another magnitude.

Each needs a rival in the aligned sentences, and that the source says nowhere what the summary says:
"three people" is no invention because "three" is missing, but it is when the source has "two
people" there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from ..language.numbers import Number, states
from ..language.words import STOP_WORDS, stem
from ..records import Claim, Flag
from .index import Index
from .spans import Span

_NEXT = re.compile(r"[\s-]+([^\W\d_]+)")
_REST = re.compile(r"\s(?:(?:of|in)\s)?[^\W\d_]+")
_MAGNITUDE = re.compile(r"\b(dozen|hundred|thousand|million|billion|trillion)s\b", re.IGNORECASE)
# A quarter or a fiscal year may be written in other ways: Q3, FY24.
_DESIGNATION = re.compile(
    r"(?<![^\W_])(?!Q\d|H\d|FY|CY)([A-Z][A-Za-z]{0,6})-?(\d{1,4})(?![\w%]|[.,:/-]\d)"
)
_UNIT_NAMES = """second seconds|minute minutes|hour hours|day days|week weeks|month months|year years|decade decades|
    century centuries|mm millimetre millimetres millimeter millimeters|cm centimetre centimetres centimeter centimeters|
    m metre metres meter meters|km kilometre kilometres kilometer kilometers|mile miles|foot feet|inch inches|
    g gram grams|kg kilogram kilograms kilo kilos|ton tons tonne tonnes|pound pounds lb lbs|ounce ounces|
    litre litres liter liters|gallon gallons|acre acres|hectare hectares"""
_UNITS = {
    name: number for number, names in enumerate(_UNIT_NAMES.split("|")) for name in names.split()
}
_UNIT = re.compile(
    rf"(?:[\s-](?:more|additional|further|square|cubic))?[\s-]?({'|'.join(_UNITS)})\b",
    re.IGNORECASE,
)


def other_count(
    number: Number, claim: Claim, known: Sequence[Number], index: Index
) -> Number | None:
    """The aligned number of the same things, for a small number ("three people") that stands
    nowhere in the source.
    """
    thing = _thing(claim.text, number.end)
    if not thing or number.readings[0] <= 1:
        return None
    alike = [n for n in known if (n.form == "ordinal") == (number.form == "ordinal")]
    rivals = [n for n in alike if _thing(index.text, n.end) == thing]
    if not rivals or any(
        abs(a.readings[0] + b.readings[0] - number.readings[0]) < 1e-9
        for a, b in combinations(alike, 2)
    ):
        return None
    likely = [n for n in index.numbers_like(number) if n.unit == number.unit and states(n, number)]
    if any(number.form != "ordinal" or n.form != "word" for n in likely):
        return None
    return rivals[0]


def other_unit(number: Number, claim: Claim, known: Iterable[Number], index: Index) -> Span | None:
    """Where the aligned sentences have this very number with another unit, when no sentence has it
    with this one.
    """
    unit = _unit(claim.text, number.end)
    said = [n for n in known if states(n, number)]
    units = [_unit(index.text, n.end) for n in said]
    if unit is None or not said or any(found in (None, unit) for found in units):
        return None
    if any(
        _unit(index.text, n.end) == unit for n in index.numbers_like(number) if states(n, number)
    ):
        return None
    match = _UNIT.match(index.text, said[0].end)
    return said[0].start, match.end() if match else said[0].end


def check_designations(claim: Claim, index: Index, near: Sequence[Span]) -> Iterator[Flag]:
    """A flag for each name with a number ("F-35") where the aligned sentences have another one
    ("F-16").
    """
    for match in _DESIGNATION.finditer(claim.text):
        letters = re.escape(match[1])
        same = re.compile(rf"(?<![^\W_]){letters}[-\s]?{match[2]}(?!\d)")
        other = re.compile(rf"(?<![^\W_]){letters}-?\d+(?![\w]|[.,]\d)")
        rival = next((m for span in near for m in other.finditer(index.text, *span)), None)
        if rival and not same.search(index.text):
            start, end = claim.start + match.start(), claim.start + match.end()
            yield Flag("name", match[0], start, end, claim.index, rival[0], *rival.span())


def check_magnitudes(claim: Claim, index: Index, near: Sequence[Span]) -> Iterator[Flag]:
    """A flag for each "millions" of what the aligned sentences have "billions" of, when the source
    has no million.
    """
    for match in _MAGNITUDE.finditer(claim.text):
        word = match[1].lower()
        rest = _REST.match(claim.text, match.end())
        near_ones = (m for span in near for m in _MAGNITUDE.finditer(index.text, *span))
        rivals = (
            m
            for m in near_ones
            if rest and index.wording.lower.startswith(rest[0].lower(), m.end())
        )
        rival = None if word in index or f"{word}s" in index else next(rivals, None)
        if rival:
            start = claim.start + match.start()
            yield Flag(
                "number",
                match[0],
                start,
                start + len(match[0]),
                claim.index,
                rival[0],
                *rival.span(),
            )


def _thing(text: str, at: int) -> str:
    """The stem of the word after `at`, "" if it is none that can be counted."""
    match = _NEXT.match(text, at)
    word = match[1].lower() if match else ""
    return stem(word) if word and word not in STOP_WORDS else ""


def _unit(text: str, at: int) -> int | None:
    match = _UNIT.match(text, at)
    return _UNITS[match[1].lower()] if match else None

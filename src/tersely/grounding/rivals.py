"""Values that the source contradicts where it stands: another count of the same thing, another
unit, another magnitude.

Each needs a rival in the aligned sentences, and that the source says nowhere what the summary says:
"three people" is no invention because "three" is missing, but it is when the source has "two
people" there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from math import isclose

from ..facts.number import Number
from ..facts.spans import Span
from ..facts.units import UNITS
from ..language.words import words
from ..records import Flag
from .alignment import Alignment
from .counted import PART, by_start, is_of_a_whole, things_counted
from .index import Index

_THINGS_CHARACTERS = 200
_MOST_KNOWN = 200  # a passage with more figures is a log or a table without line ends
# Of a vote or a game.
_SCORE = re.compile(
    r"(?<![\w.,:])(\d{1,3})(?:\s?[-–]\s?|\s(?:to|zu|gegen|against|à|a)\s)(\d{1,3})(?![\w%]|[.,:]\d)"
)
_REST = re.compile(r"\s(?:(?:of|in)\s)?[^\W\d_]+")
_MAGNITUDE = re.compile(r"\b(dozen|hundred|thousand|million|billion|trillion)s\b", re.IGNORECASE)
# A quarter or a fiscal year may be written in other ways: Q3, FY24.
_DESIGNATION = re.compile(
    r"(?<![^\W_])(?!Q\d|H\d|FY|CY)([A-Z][A-Za-z]{0,6})-?(\d{1,4})(?![\w%]|[.,:/-]\d)"
)


def other_count(number: Number, aligned: Alignment) -> Number | None:
    """The aligned number of the same things, for a small number ("three people") that stands
    nowhere in the source.
    """
    index, known = aligned.index, aligned.known_numbers
    thing = things_counted(number, by_start(aligned.numbers), aligned.text)
    if not thing or number.value <= 1:
        return None
    is_ordinal = number.form == "ordinal"
    counts = [other for other in known if not other.is_year]
    alike = [other for other in counts if (other.form == "ordinal") == is_ordinal]
    starts = by_start(known)
    rivals = [other for other in alike if _things_in_source(other, starts, index) == thing]
    if not rivals or _is_sum_of_two(number, alike) or _is_stated(number, thing, index):
        return None
    return rivals[0]


def _is_stated(number: Number, thing: str, index: Index) -> bool:
    """Whether the source has a small number somewhere, be it of other things."""
    for known in index.bearing_out(number):
        if known.unit != number.unit or (number.form == "ordinal" and known.form == "word"):
            continue
        behind = index.behind(known.end, _THINGS_CHARACTERS)
        # "Three engineers" is no word for "three of the nine piers".
        if not thing.startswith(PART) or is_of_a_whole(behind):
            return True
    return False


def _things_in_source(number: Number, numbers: Mapping[int, Number], index: Index) -> str:
    """What a number of the source counts, as `things_counted` says it."""
    behind = index.behind(number.end, _THINGS_CHARACTERS)
    return things_counted(number, numbers, behind, first=number.end)


def _is_sum_of_two(number: Number, others: Sequence[Number]) -> bool:
    sums = (one.value + other.value for one, other in combinations(others, 2))
    return any(abs(total - number.value) < 1e-9 for total in sums)


def other_unit(number: Number, aligned: Alignment) -> Span | None:
    """Where the aligned sentences have this very number with another unit, when no sentence has it
    with this one.
    """
    if not number.unit or number.unit in ("clock", "ratio"):
        return None
    known = aligned.known_numbers[:_MOST_KNOWN]
    same = [other for other in known if _is_same_value(other, number)]
    if any(other.unit in ("", number.unit) or other.supports(number) for other in same):
        return None
    if not same or any(other.unit for other in aligned.index.bearing_out(number)):
        return None
    return same[0].span


def check_designations(aligned: Alignment) -> Iterator[Flag]:
    """A flag for each name with a number ("F-35") where the aligned sentences have another one
    ("F-16").
    """
    text = aligned.index.text
    for match in _DESIGNATION.finditer(aligned.text):
        letters = rf"(?<![^\W_]){re.escape(match[1])}"
        same = re.compile(rf"{letters}[-\s]?{match[2]}(?!\d)")
        other = re.compile(rf"{letters}-?\d{{1,6}}(?![\w]|[.,]\d)")
        rival = next(_matches_near(other, aligned), None)
        if rival and not same.search(text):
            yield aligned.contradiction("name", match.span(), rival.span())


def check_magnitudes(aligned: Alignment) -> Iterator[Flag]:
    """A flag for each "millions" of what the aligned sentences have "billions" of, when the source
    has no million.
    """
    index = aligned.index
    for match in _MAGNITUDE.finditer(aligned.text):
        word = match[1].lower()
        rest = _REST.match(aligned.text, match.end())
        if not rest or word in index or f"{word}s" in index:
            continue
        following = rest[0].lower()
        for rival in _matches_near(_MAGNITUDE, aligned):
            if index.wording.lower.startswith(following, rival.end()):
                yield aligned.contradiction("number", match.span(), rival.span())
                break


def check_scores(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "9 to 14" where the aligned sentences have "14 to 9": who won has lost. Told from
    the other side ("lost by 9 to 14") it is the same.
    """
    for match in _SCORE.finditer(aligned.text):
        first, second = match.groups()
        known = reversed(list(_matches_near(_SCORE, aligned)))
        there = {other.groups(): other for other in known}  # the first place of each
        turned = there.get((second, first))
        if turned is None or (first, second) in there:
            continue
        if not _has_words_of_its_own(aligned, turned.start()):
            yield aligned.contradiction("number", match.span(), turned.span())


def _matches_near(pattern: re.Pattern[str], aligned: Alignment) -> Iterator[re.Match[str]]:
    """What a pattern matches in the aligned sentences, as matches of the source."""
    for span in aligned.near:
        yield from pattern.finditer(aligned.index.text, *span)


def _has_words_of_its_own(aligned: Alignment, place: int) -> bool:
    """Whether the statement has a word that the sentence at this place of the source lacks: "lost"
    for "won".
    """
    index = aligned.index
    theirs = words(index.said(index.sentence_around(place)))
    return not set(words(aligned.text)).issubset(theirs)


def _is_same_value(other: Number, number: Number) -> bool:
    """Whether two numbers have the same value but for their units."""
    if other.unit in ("clock", "ratio") or other.unit not in UNITS:
        return other.unit == "" and other.value == number.value
    pairs = product(other.readings, number.readings)
    return any(isclose(*pair, rel_tol=1e-9) for pair in pairs)

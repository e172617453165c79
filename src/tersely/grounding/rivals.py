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
    alike = [n for n in known if (n.form == "ordinal") == is_ordinal and not n.is_year]
    starts = by_start(known)
    rival = next((n for n in alike if _things_in_source(n, starts, index) == thing), None)
    if rival is None or _is_sum_of_two(number, alike):
        return None
    likely = [n for n in index.numbers_like(number) if n.unit == number.unit and n.supports(number)]
    if thing.startswith(PART):  # "three engineers" is no word for "three of the nine piers"
        likely = [n for n in likely if is_of_a_whole(index.behind(n.end, _THINGS_CHARACTERS))]
    is_stated = any(n.form != "word" or not is_ordinal for n in likely)
    return None if is_stated else rival


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
    same = [n for n in aligned.known_numbers[:_MOST_KNOWN] if _is_same_value(n, number)]
    if not same or any(n.unit in ("", number.unit) or n.supports(number) for n in same):
        return None
    if any(n.unit and n.supports(number) for n in aligned.index.numbers_like(number)):
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
        there = list(_matches_near(_SCORE, aligned))
        if match[1] == match[2] or any(other.groups() == match.groups() for other in there):
            continue
        turned = [other for other in there if other.groups() == match.groups()[::-1]]
        if turned and not _has_words_of_its_own(aligned, turned[0].start()):
            yield aligned.contradiction("number", match.span(), turned[0].span())


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
    return any(abs(one - two) <= 1e-9 * max(one, two) for one, two in pairs)

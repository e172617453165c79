"""Values that the source contradicts where it stands: another count of the same thing, another
unit, another magnitude.

Each needs a rival in the aligned sentences, and that the source says nowhere what the summary says:
"three people" is no invention because "three" is missing, but it is when the source has "two
people" there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice

from ..facts.number import Number
from ..facts.quantities import quantities
from ..facts.spans import Span
from ..facts.units import UNITS
from ..language.words import STOP_WORDS, stem, words
from ..records import Flag
from .index import Index
from .opposites import opposed

_MOST_KNOWN = 200  # a passage with more figures is a log or a table without line ends
# Behind "thirty (30)" and before emphasis, too: 40 "pending merges", "36 of them engineers".
_NEXT = re.compile(
    r"(?:\s?\(\d+\))?[\s-]+(?:of\s(?:them|these|those|whom|which)\s)?[\"“„‘*_]{0,3}([^\W\d_]+)"
)
_PART_OF = re.compile(r"\s(?:out\s)?of\s(?:the|its|their|his|her|our|all|some)?\s?", re.IGNORECASE)
PART = "of "
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


def other_count(number: Number, text: str, known: Sequence[Number], index: Index) -> Number | None:
    """The aligned number of the same things, for a small number ("three people") that stands
    nowhere in the source.
    """
    thing = things_counted(number, by_start(quantities(text)), text)
    if not thing or number.value <= 1:
        return None
    alike = [n for n in known if (n.form == "ordinal") == (number.form == "ordinal")]
    alike = [n for n in alike if not n.is_year]
    starts = by_start(known)
    rivals = [n for n in alike if things_counted(n, starts, index.text) == thing]
    if not rivals:
        return None
    if any(abs(a.value + b.value - number.value) < 1e-9 for a, b in combinations(alike, 2)):
        return None
    likely = [n for n in index.numbers_like(number) if n.unit == number.unit and n.supports(number)]
    if thing.startswith(PART):  # "three engineers" is no word for "three of the nine piers"
        likely = [n for n in likely if _PART_OF.match(index.text, n.end)]
    if any(number.form != "ordinal" or n.form != "word" for n in likely):
        return None
    return rivals[0]


def other_unit(number: Number, known: Iterable[Number], index: Index) -> Span | None:
    """Where the aligned sentences have this very number with another unit, when no sentence has it
    with this one.
    """
    if not number.unit or number.unit in ("clock", "ratio"):
        return None
    same = [n for n in islice(known, _MOST_KNOWN) if _is_same_value(n, number)]
    if not same or any(n.unit in ("", number.unit) or n.supports(number) for n in same):
        return None
    if any(n.unit and n.supports(number) for n in index.numbers_like(number)):
        return None
    return same[0].span


def check_designations(text: str, index: Index, near: Sequence[Span]) -> Iterator[Flag]:
    """A flag for each name with a number ("F-35") where the aligned sentences have another one
    ("F-16").
    """
    for match in _DESIGNATION.finditer(text):
        letters = re.escape(match[1])
        same = re.compile(rf"(?<![^\W_]){letters}[-\s]?{match[2]}(?!\d)")
        other = re.compile(rf"(?<![^\W_]){letters}-?\d{{1,6}}(?![\w]|[.,]\d)")
        rival = next((m for span in near for m in other.finditer(index.text, *span)), None)
        if rival and not same.search(index.text):
            yield Flag("name", match[0], *match.span(), -1, rival[0], *rival.span(), True)


def check_magnitudes(text: str, index: Index, near: Sequence[Span]) -> Iterator[Flag]:
    """A flag for each "millions" of what the aligned sentences have "billions" of, when the source
    has no million.
    """
    for match in _MAGNITUDE.finditer(text):
        word = match[1].lower()
        if word in index or f"{word}s" in index:
            continue
        rest = _REST.match(text, match.end())
        if not rest:
            continue
        following = rest[0].lower()
        for span in near:
            for rival in _MAGNITUDE.finditer(index.text, *span):
                if index.wording.lower.startswith(following, rival.end()):
                    yield Flag("number", match[0], *match.span(), -1, rival[0], *rival.span(), True)
                    break
            else:
                continue
            break


def check_scores(text: str, index: Index, near: Sequence[Span]) -> Iterator[Flag]:
    """A flag for "9 to 14" where the aligned sentences have "14 to 9": who won has lost. Told from
    the other side ("lost by 9 to 14") it is the same.
    """
    for match in _SCORE.finditer(text):
        there = [m for span in near for m in _SCORE.finditer(index.text, *span)]
        if match[1] == match[2] or any(m.groups() == match.groups() for m in there):
            continue
        turned = next((m for m in there if m.groups() == match.groups()[::-1]), None)
        if turned is None:
            continue
        sentence = index.sentences[index.sentence_at(turned.start())]
        others = set(words(index.text[slice(*sentence)]))
        mine = set(words(text))
        if not any(opposed(word, others - mine) for word in mine - others):
            yield Flag("number", match[0], *match.span(), -1, turned[0], *turned.span(), True)


def is_part_of(part: Number, whole: Number, text: str) -> bool:
    """Whether two numbers of a text are a part and its whole: "18,000 of the 42,000 households"."""
    return _PART_OF.fullmatch(text, part.end, whole.start) is not None


def things_counted(number: Number, numbers: Mapping[int, Number], text: str) -> str:
    """The stem of what a number counts, with PART before it in "two of the nine piers" and "two of
    the piers"; `numbers` are those of the text by their starts. "" if it counts nothing.
    """
    if thing := thing_counted(text, number.end):
        return thing
    part = _PART_OF.match(text, number.end)
    if part is None:
        return ""
    whole = numbers.get(part.end())
    thing = thing_counted(text, whole.end if whole else part.end() - 1)
    return thing and PART + thing


def by_start(numbers: Iterable[Number]) -> dict[int, Number]:
    """The numbers of a text by where they start."""
    return {number.start: number for number in numbers}


def thing_counted(text: str, at: int) -> str:
    """The stem of the word after `at`, "" if it is none that can be counted."""
    match = _NEXT.match(text, at)
    word = match[1].lower() if match else ""
    return stem(word) if word and word not in STOP_WORDS else ""


def _is_same_value(other: Number, number: Number) -> bool:
    """Whether two numbers have the same value but for their units."""
    if other.unit in ("clock", "ratio") or other.unit not in UNITS:
        return other.unit == "" and other.value == number.value
    return any(abs(a - b) <= 1e-9 * max(a, b) for a in other.readings for b in number.readings)

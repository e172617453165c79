"""Numbers in words: of English, and in a source the small ones of five other languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..language.patterns import any_of
from .bounds import bound_before
from .number import Form, Number, last_digit, tolerance_of
from .numerals import FOREIGN, MAGNITUDES, ORDINALS, TENS, UNITS, WORDS
from .units import unit_after

_REPEATED = re.compile(r"\s?\((\d{1,6})\)")
_SPELLED = re.compile(
    rf"\b(?:{any_of(WORDS)}|(?<=a )(?:{any_of(MAGNITUDES)})"
    rf"|half[\s-]a(?=[\s-](?:million|billion)))"
    rf"(?:(?:\s-\s|[\s-]|\sand\s|-and-)(?:{any_of([*WORDS, *MAGNITUDES])}|a[\s-]half|a[\s-]quarter))*+\b",
    re.IGNORECASE,
)
SPELLED_WORDS = frozenset([*WORDS, *MAGNITUDES, "half"])
_WORD_TOKEN = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST_BETWEEN_PAIR = 15  # characters
_NOT_ONE_NUMBER = re.compile(r"[.;!?\n]|,\s.*\w")


class _Word(NamedTuple):
    """A word in small letters, and where it stands."""

    word: str
    start: int


def spelled(text: str) -> Iterator[Number]:
    """The English numbers in words, with their units."""
    for match in _SPELLED.finditer(text):
        words = [
            _Word(token[0].lower(), token.start())
            for token in _WORD_TOKEN.finditer(text, *match.span())
        ]
        for group in _groups(words):
            yield _in_words(text, group, may_have_unit=group[-1] is words[-1])


def _in_words(text: str, words: Sequence[_Word], *, may_have_unit: bool) -> Number:
    value = _compose([word for word, _ in words])
    last = words[-1]
    start, end = words[0].start, last.start + len(last.word)
    form: Form = "ordinal" if last.word in ORDINALS else "word"
    unit = ""
    if form == "word" and may_have_unit:
        unit_end, unit = unit_after(text, _repeated_end(text, end, value))
        end = unit_end if unit else end
    bound = bound_before(text, start)
    tolerance = 0.1
    if value == int(value):
        tolerance = tolerance_of(value, 1.0, is_scaled=value >= 1e6, bound=bound)
    return Number(
        start,
        end,
        text[start:end],
        readings=(value,),
        precision=last_digit(value, 1.0),
        tolerance=tolerance,
        unit=unit,
        form=form,
        bound=bound,
    )


def _repeated_end(text: str, end: int, value: float) -> int:
    """Where a number in words ends, be it said again in digits: "thirty (30) days"."""
    repeated = _REPEATED.match(text, end)
    return repeated.end() if repeated and float(repeated[1]) == value else end


def foreign(text: str, others: Sequence[Number]) -> Iterator[Number]:
    """Number words of other languages, where no other number begins."""
    taken = {number.start for number in others}
    for word in _LETTERS.finditer(text):
        value = FOREIGN.get(word[0].lower())
        if value is not None and word.start() not in taken:
            yield Number(*word.span(), word[0], (value,), 1.0, 0.0, form="word")


def pairs(text: str, numbers: Sequence[Number]) -> Iterator[Number]:
    """Two spelled numbers in a row as one: "twelve fifty" may be 12.50, "nineteen eighty-four" a
    year, "twenty - five" 25.
    """
    spelled = [number for number in numbers if number.form == "word"]
    for left, right in pairwise(spelled):
        first, second = left.value, right.value
        between = text[left.end : right.start]
        is_far = len(between) > _LONGEST_BETWEEN_PAIR
        if is_far or second >= 100 or _NOT_ONE_NUMBER.search(between):
            continue
        joined = first + second if first % 10 == 0 else first + second / 10
        readings = (first + second / 100, first * 100 + second, joined)
        unit = left.unit or right.unit
        spoken = text[left.start : right.end]
        yield Number(left.start, right.end, spoken, readings, 0.01, 0.0, unit, "word")


def _groups(words: Sequence[_Word]) -> Iterator[Sequence[_Word]]:
    """Split "two three" into two numbers but keep "twenty three" and "two hundred and five" whole."""
    cuts = [0]
    for place in range(1, len(words)):
        left, right = words[place - 1].word, words[place].word
        after_unit = left in UNITS and right in WORDS
        after_tens = left in TENS and WORDS.get(right, 0) > 9
        if after_unit or after_tens or left in ORDINALS:
            cuts.append(place)
    for start, end in pairwise([*cuts, len(words)]):
        yield words[start:end]


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

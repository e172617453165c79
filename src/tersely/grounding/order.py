"""Who did what to whom, as far as the order of words tells: where two names or two opposites are
exchanged, a statement says something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from ..facts.names import Name, names, words_of
from ..language.words import STOP_WORDS, stem
from ..records import Flag
from .alignment import Alignment
from .opposites import opposites_of

# An exchange of two words must bring nearly all of them into order, and clearly more than before;
# where it brings all of them into order, less will do.
_IN_ORDER, _GAIN, _CLEAR_GAIN = 0.85, 0.25, 0.12
_FEWEST_SHARED = 4
# Beside the two, so many words of the statement must be those of the passage: what else would say
# that it speaks of the same?
_SHARED_SHARE, _FEWEST_OTHERS = 0.85, 3
_MOST_WORDS = 60
_PASSIVE = re.compile(
    r"\b(?:was|were|been|being|is|are|be|got)\s(?:\w+ly\s)?\w+(?:ed|en|wn|lt|nt|ht|de|ld)\b"
    r"(?:[^.;]{0,60}?\bby\b)?",
    re.IGNORECASE,
)
# "A and B met": their order says nothing.
_JOINED = re.compile(
    r"\s*(?:,?\s(?:and|or|as well as|together with|along with|with|und|et|y)\s|,\s|/)\s*(?:the\s)?"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A content word by its stem, where it stands."""

    stem: str
    start: int
    end: int


def check_exchanged(aligned: Alignment) -> Iterator[Flag]:
    """A flag where the passage says the same with two names, or two opposites, exchanged: "A sued
    B" for "B sued A", "north of the river" and "south of it" the other way round.
    """
    text = aligned.text
    mine = content_words(text)
    if not aligned.passages or not _FEWEST_SHARED <= len(mine) <= _MOST_WORDS:
        return
    passage = aligned.passages[0]
    there = [word.stem for word in content_words(passage.said)]
    is_turned = is_passive(text) != is_passive(passage.said)
    if is_turned or len(there) > 2 * _MOST_WORDS:
        return
    known = set(there)
    shared = [word for word in mine if word.stem in known]
    if len(shared) < max(_FEWEST_SHARED, _SHARED_SHARE * len(mine)):
        return
    now = _share_in_order(shared, there)
    if now > 1 - _CLEAR_GAIN:
        return
    for one, other in (*_names(text, shared), *_opposites(shared)):
        between = text[one[-1].end : other[0].start]
        others = len(shared) - len(one) - len(other)
        if others < _FEWEST_OTHERS or _JOINED.fullmatch(between):
            continue
        then = _share_in_order(_exchanged(shared, one, other), there)
        least = _CLEAR_GAIN if then == 1 else _GAIN
        if then >= _IN_ORDER and then - now >= least:
            place = (one[0].start, other[-1].end)
            yield aligned.contradiction("name", place, passage.span)
            return


def is_passive(text: str) -> bool:
    """Whether a text says who did something by "by"."""
    matches = _PASSIVE.finditer(text)
    return any(match[0].lower().endswith("by") for match in matches)


@lru_cache(maxsize=64)  # a statement and its passage are asked for twice
def content_words(text: str) -> tuple[Word, ...]:
    """The content words of a text in their order, figures left out."""
    return tuple(
        Word(stem(match[0].lower()), *match.span())
        for match in words_of(text)
        if match[0].lower() not in STOP_WORDS and len(match[0]) > 1
    )


def _share_in_order(said: Sequence[Word], there: Sequence[str]) -> float:
    """The share of words of a statement that stand in the passage in the same order (longest common
    subsequence); as many words are in both lists.
    """
    row = [0] * (len(there) + 1)
    for word in said:
        before = 0
        for place, other in enumerate(there, 1):
            above = row[place]
            is_same = word.stem == other
            row[place] = before + 1 if is_same else max(above, row[place - 1])
            before = above
    return row[-1] / len(said)


Words = tuple[Word, ...]
Two = tuple[Words, Words]


def _names(text: str, shared: Sequence[Word]) -> Iterator[Two]:
    """Pairs of names of the statement, by the words that the passage has too."""
    named = (_words_inside(name, shared) for name in names(text))
    for one, other in combinations(filter(None, named), 2):
        stems = {word.stem for word in one}
        if stems.isdisjoint(word.stem for word in other):
            yield one, other


def _words_inside(name: Name, words: Sequence[Word]) -> Words:
    return tuple(word for word in words if name.start <= word.start and word.end <= name.end)


def _opposites(shared: Sequence[Word]) -> Iterator[Two]:
    """Pairs of words that exclude each other, such as east and west."""
    for one, other in combinations(shared, 2):
        is_opposed = other.stem in opposites_of(one.stem)
        if is_opposed or one.stem in opposites_of(other.stem):
            yield (one,), (other,)


def _exchanged(shared: Sequence[Word], one: Words, other: Words) -> list[Word]:
    """The words with those of two places exchanged."""
    moved: list[Word] = []
    for word in shared:
        if word is one[0]:
            moved += other
        elif word is other[0]:
            moved += one
        elif word not in one and word not in other:
            moved.append(word)
    return moved

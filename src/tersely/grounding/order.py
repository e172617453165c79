"""Who did what to whom, as far as the order of words tells: where two names or two opposites are
exchanged, a statement says something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from ..facts.names import names, words_of
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
    text, index = aligned.text, aligned.index
    mine = content_words(text)
    if not _FEWEST_SHARED <= len(mine) <= _MOST_WORDS:
        return
    for citation in aligned.citations[:1]:
        passage = index.text[citation.start : citation.end]
        there = [word.stem for word in content_words(passage)]
        if len(there) > 2 * _MOST_WORDS or is_passive(text) != is_passive(passage):
            continue
        known = set(there)
        shared = [word for word in mine if word.stem in known]
        if len(shared) < max(_FEWEST_SHARED, _SHARED_SHARE * len(mine)):
            continue
        now = _in_order([word.stem for word in shared], there) / len(shared)
        if now > 1 - _CLEAR_GAIN:
            continue
        for one, other in (*_names(text, shared), *_opposites(shared)):
            between = text[one[-1].end : other[0].start]
            others = len(shared) - len(one) - len(other)
            if others < _FEWEST_OTHERS or _JOINED.fullmatch(between):
                continue
            exchanged = [word.stem for word in _exchanged(shared, one, other)]
            then = _in_order(exchanged, there) / len(shared)
            least = _CLEAR_GAIN if then == 1 else _GAIN
            if then >= _IN_ORDER and then - now >= least:
                start, end = one[0].start, other[-1].end
                span = (citation.start, citation.end)
                yield Flag("name", text[start:end], start, end, -1, passage, *span, True)
                return


def is_passive(text: str) -> bool:
    """Whether a text says who did something by "by"."""
    return any(match[0].lower().endswith("by") for match in _PASSIVE.finditer(text))


@lru_cache(maxsize=64)  # a statement and its passage are asked for twice
def content_words(text: str) -> tuple[Word, ...]:
    """The content words of a text in their order, figures left out."""
    return tuple(
        Word(stem(match[0].lower()), *match.span())
        for match in words_of(text)
        if match[0].lower() not in STOP_WORDS and len(match[0]) > 1
    )


def _in_order(said: Sequence[str], there: Sequence[str]) -> int:
    """How many words of one list stand in the other in the same order (longest common
    subsequence).
    """
    row = [0] * (len(there) + 1)
    for word in said:
        before = 0
        for place, other in enumerate(there, 1):
            above = row[place]
            row[place] = before + 1 if word == other else max(above, row[place - 1])
            before = above
    return row[-1]


Words = tuple[Word, ...]


def _names(text: str, shared: Sequence[Word]) -> Iterator[tuple[Words, Words]]:
    """Pairs of names of the statement, by the words that the passage has too."""
    known: list[Words] = []
    for name in names(text):
        inside = tuple(w for w in shared if name.start <= w.start and w.end <= name.end)
        if inside:
            known.append(inside)
    for one, other in combinations(known, 2):
        if not {w.stem for w in one} & {w.stem for w in other}:
            yield one, other


def _opposites(shared: Sequence[Word]) -> Iterator[tuple[Words, Words]]:
    """Pairs of words that exclude each other, such as east and west."""
    for one, other in combinations(shared, 2):
        if other.stem in opposites_of(one.stem) or one.stem in opposites_of(other.stem):
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

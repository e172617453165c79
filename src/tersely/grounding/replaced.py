"""A word of the passage that the statement has replaced by one of the same kind, in its very place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..facts.names import words_of
from ..language.words import stem
from ..records import Flag
from .alignment import Alignment
from .index import Index
from .negation import has_negation
from .opposites import excluded_in_place, opposites_of
from .windows import before

_PASSAGES = 2
_LONGEST_PASSAGE = 1500  # characters
_ALWAYS_DENYING = ("un", "non")
# "Immigration" denies no migration: the other prefixes deny qualities only.
_QUALITY = re.compile(r"(?:[ai]ble|al|[ae]nt|ate|ed|ive|ous|ic|ly|ect|[ei]te|ar|ure)$")
_PREFIXES = ("un", "non", "in", "im", "ir", "dis")
_SHORTEST_PREFIXED = 5
_DENIED_REACH = 80  # characters
_PER = ("a", "an", "per", "each", "everi")
# What a quality is said of: no small word, no adverb.
_TELLS = re.compile(r"(?!.*ly$)[a-z]{4,}")
_MEASURE = re.compile(r"more|less|up|down|now|\w+ly")


def check_replaced(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "a mandatory statement" where the passage has "a voluntary statement": the words
    on both sides are the same, the two exclude each other, and the source knows the new one
    nowhere.

    On RAGTruth, FaithJudge and SummEdits all of 13 such places are errors. Of opposites one such
    neighbour is enough: "decreased market share" for "increased market shares" (5 of 5).
    """
    text, index = aligned.text, aligned.index
    mine = list(words_of(text))
    strange = [place for place, match in enumerate(mine) if _may_exclude(match[0], index)]
    if not strange:
        return
    stems = _stems_of(mine)
    best = {passage.span for passage in aligned.passages[:_PASSAGES]}
    for span in aligned.near:
        said = index.said(span)
        if len(said) > _LONGEST_PASSAGE:
            continue
        theirs = list(words_of(said))
        passage = _Words(theirs, _stems_of(theirs), is_best=span in best)
        for place in strange:
            other = _excluded(_Place(mine, stems, place), passage)
            if other and _denies(said, other) == _denies(text, mine[place]):
                yield aligned.contradiction("word", mine[place].span(), span)
                return


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a passage with their stems; of the best passages more is believed."""

    matches: Sequence[re.Match[str]]
    stems: Sequence[str]
    is_best: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """A word of the statement among the others."""

    matches: Sequence[re.Match[str]]
    stems: Sequence[str]
    at: int

    @property
    def before(self) -> str | None:
        """The stem of the word before it."""
        return self.stems[self.at - 1] if self.at else None

    @property
    def after(self) -> str | None:
        """The stem of the word behind it."""
        return _stem_at(self.at + 1, self.stems)


def _stem_at(place: int, stems: Sequence[str]) -> str | None:
    return stems[place] if place < len(stems) else None


def _stems_of(matches: Iterable[re.Match[str]]) -> list[str]:
    return [stem(match[0].lower()) for match in matches]


def _may_exclude(word: str, index: Index) -> bool:
    """Whether the source knows a word nowhere, and perhaps one that it excludes."""
    if not word.islower() or word in index or not _is_one_of_two(word, index):
        return False
    return not _is_known(word, index)


def _is_one_of_two(word: str, index: Index) -> bool:
    if excluded_in_place(word):
        return True
    plain = word.replace("-", "")
    for prefix in _PREFIXES:
        other = plain.removeprefix(prefix) if plain.startswith(prefix) else prefix + word
        if other in index:
            return True
    return False


def _excluded(place: _Place, passage: _Words) -> re.Match[str] | None:
    """The word of the passage in the place of one of the statement that this one excludes."""
    word = place.matches[place.at][0].lower()
    before, after = place.before, place.after
    if after is None and before in _PER:
        return None  # "800 a month" may be "9,600 a year"
    says_of_something = after is not None and _TELLS.fullmatch(place.matches[place.at + 1][0])
    for at, match in enumerate(passage.matches):
        precedes = _stem_at(at + 1, passage.stems) == after
        if not precedes or passage.stems[at] in place.stems:
            continue
        other = match[0].lower()
        follows = at > 0 and passage.stems[at - 1] == before
        if passage.is_best and follows and _excludes(word, other):
            # "180 were rejected" may follow from "60 of 240 were accepted".
            return match if after or not _is_opposite(word, other) else None
        if says_of_something and _is_opposite(word, other):
            return match
    return None


def _is_opposite(word: str, other: str) -> bool:
    if _MEASURE.fullmatch(other):
        return False
    return not opposites_of(word).isdisjoint({other, stem(other)})


def _denies(text: str, match: re.Match[str]) -> bool:
    """Whether something is denied shortly before a word."""
    return has_negation(before(text, match.start(), _DENIED_REACH))


def _is_known(word: str, index: Index) -> bool:
    return word in index or bool(index.holding(stem(word)))


def _excludes(word: str, other: str) -> bool:
    """Whether of two words at one place at most one is right."""
    if not excluded_in_place(word).isdisjoint({other, stem(other)}):
        return True
    shorter, longer = sorted((word, other), key=len)
    if len(shorter) < _SHORTEST_PREFIXED:
        return False
    prefix = longer.replace("-", "").removesuffix(shorter)
    if prefix not in _PREFIXES:
        return False
    return prefix in _ALWAYS_DENYING or _QUALITY.search(shorter) is not None

"""A word of the passage that the statement has replaced by one of the same kind, in its very place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts.names import words_of
from ..language.words import stem
from ..records import Flag
from .alignment import Alignment
from .index import Index
from .opposites import excluded_in_place, opposites_of
from .polarity import has_negation

_PASSAGES = 2
_LONGEST_PASSAGE = 1500  # characters
_ALWAYS_DENYING = ("un", "non")
# "Immigration" denies no migration: the other prefixes deny qualities only.
_QUALITY = re.compile(r"(?:[ai]ble|al|[ae]nt|ate|ed|ive|ous|ic|ly|ect|[ei]te|ar|ure)$")
_PREFIXES = ("un", "non", "in", "im", "ir", "dis")
_SHORTEST_PREFIXED = 5
_DENIED_REACH = 80  # characters
_PER = ("a", "an", "per", "each", "everi")
Words = Sequence[re.Match[str]]
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
    index = aligned.index
    mine = list(words_of(aligned.text))
    strange = [place for place, match in enumerate(mine) if _may_exclude(match[0], index)]
    if not strange:
        return
    stems = [stem(match[0].lower()) for match in mine]
    best = {(c.start, c.end) for c in aligned.citations[:_PASSAGES]}
    for start, end in aligned.near:
        if end - start > _LONGEST_PASSAGE:
            continue
        said = index.text[start:end]
        theirs = list(words_of(said))
        there = [stem(match[0].lower()) for match in theirs]
        for place in strange:
            other = _excluded(mine, stems, place, theirs, there, is_best=(start, end) in best)
            if other is None or _denies(said, other) != _denies(aligned.text, mine[place]):
                continue
            span = mine[place].span()
            yield Flag("word", mine[place][0], *span, -1, said, start, end, contradicted=True)
            return


def _may_exclude(word: str, index: Index) -> bool:
    """Whether the source knows a word nowhere, and perhaps one that it excludes."""
    if not word.islower() or word in index or not _is_one_of_two(word, index):
        return False
    return not _is_known(word, index)


def _is_one_of_two(word: str, index: Index) -> bool:
    plain = word.replace("-", "")
    return bool(excluded_in_place(word)) or any(
        plain.removeprefix(prefix) in index if plain.startswith(prefix) else prefix + word in index
        for prefix in _PREFIXES
    )


def _excluded(
    mine: Words,
    stems: Sequence[str],
    place: int,
    theirs: Words,
    there: Sequence[str],
    *,
    is_best: bool,
) -> re.Match[str] | None:
    """The word of the passage in the place of mine[place] that this one excludes."""
    word = mine[place][0].lower()
    before = stems[place - 1] if place else None
    after = stems[place + 1] if place + 1 < len(stems) else None
    if after is None and before in _PER:
        return None  # "800 a month" may be "9,600 a year"
    for at, match in enumerate(theirs):
        other = match[0].lower()
        if there[at] in stems:
            continue
        follows = at > 0 and before == there[at - 1]
        precedes = after == (there[at + 1] if at + 1 < len(there) else None)
        if is_best and follows and precedes and _excludes(word, other):
            # "180 were rejected" may follow from "60 of 240 were accepted".
            return match if after or not _is_opposite(word, other) else None
        if (
            precedes
            and after
            and _TELLS.fullmatch(mine[place + 1][0])
            and _is_opposite(word, other)
        ):
            return match
    return None


def _is_opposite(word: str, other: str) -> bool:
    return not {other, stem(other)}.isdisjoint(opposites_of(word)) and not _MEASURE.fullmatch(other)


def _denies(text: str, match: re.Match[str]) -> bool:
    """Whether something is denied shortly before a word."""
    return has_negation(text[max(0, match.start() - _DENIED_REACH) : match.start()])


def _is_known(word: str, index: Index) -> bool:
    return word in index or bool(index.holding(stem(word)))


def _excludes(word: str, other: str) -> bool:
    """Whether of two words at one place at most one is right."""
    if {other, stem(other)} & excluded_in_place(word):
        return True
    shorter, longer = sorted((word, other), key=len)
    return len(shorter) >= _SHORTEST_PREFIXED and any(
        longer.replace("-", "") == prefix + shorter
        and (prefix in _ALWAYS_DENYING or _QUALITY.search(shorter))
        for prefix in _PREFIXES
    )

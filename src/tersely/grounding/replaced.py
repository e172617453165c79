"""A word of the passage that the statement has replaced by one of the same kind, in its very place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts.names import words_of
from ..language.words import stem
from ..records import Flag
from .alignment import Alignment
from .index import Index
from .opposites import excluded_in_place
from .polarity import has_negation

_PASSAGES = 2
_LONGEST_PASSAGE = 1500  # characters
_PREFIXES = ("un", "non", "in", "im", "ir", "dis")
_SHORTEST_PREFIXED = 5
_DENIED_REACH = 40  # characters


def check_replaced(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "a mandatory statement" where the passage has "a voluntary statement": the words
    on both sides are the same, the two exclude each other, and the source knows the new one
    nowhere.

    On RAGTruth, FaithJudge and SummEdits all of 13 such places are errors.
    """
    index = aligned.index
    mine = list(words_of(aligned.text))
    stems = [stem(match[0].lower()) for match in mine]
    strange = [
        place for place in range(1, len(mine) - 1) if not _is_known(mine[place][0].lower(), index)
    ]
    if not strange:
        return
    for citation in aligned.citations[:_PASSAGES]:
        if citation.end - citation.start > _LONGEST_PASSAGE:
            continue
        said = index.text[citation.start : citation.end]
        theirs = list(words_of(said))
        there = [stem(match[0].lower()) for match in theirs]
        places = {(a, c): b for a, b, c in zip(there, theirs[1:], there[2:], strict=False)}
        for place in strange:
            match = places.get((stems[place - 1], stems[place + 1]))
            other = match[0].lower() if match else ""
            if (
                match is None
                or stem(other) in stems
                or _denies(said, match) != _denies(aligned.text, mine[place])
            ):
                continue
            if _excludes(mine[place][0].lower(), other):
                span, passage = mine[place].span(), (citation.start, citation.end)
                yield Flag("word", mine[place][0], *span, -1, said, *passage, contradicted=True)
                return


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
        longer.replace("-", "") == prefix + shorter for prefix in _PREFIXES
    )

"""A statement, or a clause of it, beside the part of a passage that says it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from ..facts.spans import Span
from ..language.words import terms
from ..records import Flag
from ..records.check import FlagKind
from .index import Index
from .vocabulary import without_figures

CLAUSE_END = re.compile(
    r"[;()–—]|[:,](?!\d)|\s(?=(?:but|while|whereas|although|though|because|which|who|and|or|if|unless|aber|mais|pero)\s)"
)
# What holds less of the statement than this says something else.
_LEAST_SHARE = 0.5
_LONGEST_SHARE = 2.0  # a passage of twice the length says more than the statement
_MOST_CLAUSES = 4
_FEWEST_TERMS = 2
_NEARLY_ALL = 0.95
_FOLLOWING = 20  # characters


@dataclass(frozen=True)
class Pair:
    """A statement, or a clause of it, beside the part of a passage that says it."""

    text: str
    source: Span
    said: str  # the text of `source`
    share: float  # of the content of `text` that `said` holds, numbers left out
    following: str = ""  # what stands behind `said`: "members" may be "members who work at night"

    @property
    def is_short(self) -> bool:
        """Whether the passage says hardly more than the statement."""
        return len(self.said) <= _LONGEST_SHARE * len(self.text)

    @cached_property
    def said_terms(self) -> set[str]:
        """The content terms of the passage."""
        return set(terms(self.said))

    def flag(self, kind: FlagKind, start: int, end: int) -> Flag:
        """A contradiction of text[start:end] by the passage."""
        blanks = len(self.said) - len(self.said.lstrip())
        said, first = self.said.strip(), self.source[0] + blanks
        passage = (first, first + len(said))
        return Flag(kind, self.text[start:end], start, end, -1, said, *passage, contradicted=True)


def pair_of(text: str, sentence: Span, index: Index) -> Pair | None:
    """A statement beside the clauses of its best passage that hold most of it."""
    mine = without_figures(terms(text))
    if len(mine) < _FEWEST_TERMS:
        return None
    weights = {term: index.weight(term) for term in mine}
    start, end = _closest_clauses(weights, sentence, index)
    said = index.said((start, end))
    held = mine.intersection(terms(said))
    share = _weight(held, weights) / (_weight(mine, weights) or 1.0)
    if share < _LEAST_SHARE:
        return None
    last = min(end + _FOLLOWING, sentence[1])
    return Pair(text, (start, end), said, share, index.said((end, last)))


def _closest_clauses(weights: Mapping[str, float], sentence: Span, index: Index) -> Span:
    """The shortest run of clauses of a sentence that holds nearly all that the sentence holds."""
    clauses = list(_clauses_of(sentence, index))
    held = [weights.keys() & terms(index.said(clause)) for clause in clauses]
    least = _NEARLY_ALL * _weight(set().union(*held), weights)
    best = sentence
    for first, (start, _) in enumerate(clauses):
        together: set[str] = set()
        for last in range(first, min(len(clauses), first + _MOST_CLAUSES)):
            together |= held[last]
            end = clauses[last][1]
            if end - start >= best[1] - best[0]:
                break
            if _weight(together, weights) >= least:
                best = (start, end)
                break
    return best


def _clauses_of(sentence: Span, index: Index) -> Iterator[Span]:
    start, end = sentence
    for match in CLAUSE_END.finditer(index.text, start, end):
        if match.end() > start:
            yield start, match.end()
            start = match.end()
    if end > start:
        yield start, end


def _weight(some: Set[str], weights: Mapping[str, float]) -> float:
    return sum(weights[term] for term in some)

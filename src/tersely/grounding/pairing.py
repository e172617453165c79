"""A statement, or a clause of it, beside the part of a passage that says it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from itertools import pairwise

from ..facts.spans import Span
from ..language.words import terms
from ..records import Flag
from ..records.check import FlagKind
from .alignment import Alignment
from .index import Index

CLAUSE_END = re.compile(
    r"[;()–—]|[:,](?!\d)|\s(?=(?:but|while|whereas|although|though|because|which|who|and|or|if|unless|aber|mais|pero)\s)"
)
# What holds less of the statement than this says something else.
_LEAST_SHARE = 0.5
_LONGEST_SHARE = 2.0  # a passage of twice the length says more than the statement
_MOST_CLAUSES = 4
_NEARLY_ALL = 0.95
_FOLLOWING = 20  # characters


@dataclass(frozen=True, slots=True)
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

    def flag(self, kind: FlagKind, start: int, end: int) -> Flag:
        """A contradiction of text[start:end] by the passage."""
        said = self.said.strip()
        first = self.source[0] + len(self.said) - len(self.said.lstrip())
        what = self.text[start:end]
        return Flag(kind, what, start, end, -1, said, first, first + len(said), contradicted=True)


def pair_of(aligned: Alignment) -> Pair | None:
    """The statement beside the clauses of its best passage that hold most of it."""
    index, text = aligned.index, aligned.text
    wanted = {term for term in terms(text) if not term[0].isdigit()}
    if len(wanted) < 2 or aligned.best is None:
        return None
    span = _closest_clauses(wanted, aligned.best, index)
    said = index.text[slice(*span)]
    share = _share(wanted, said, index)
    if share < _LEAST_SHARE:
        return None
    following = index.text[span[1] : min(span[1] + _FOLLOWING, aligned.best[1])]
    return Pair(text, span, said, share, following)


def _closest_clauses(wanted: set[str], sentence: Span, index: Index) -> Span:
    """The shortest run of clauses of a sentence that holds nearly all that the sentence holds."""
    start, end = sentence
    cuts = [start, *(m.end() for m in CLAUSE_END.finditer(index.text, start, end)), end]
    cuts = [cut for number, cut in enumerate(cuts) if not number or cut > cuts[number - 1]]
    weights = {term: index.weight(term) for term in wanted}
    held = [weights.keys() & terms(index.text[a:b]) for a, b in pairwise(cuts)]
    least = _NEARLY_ALL * _weight(set().union(*held), weights)
    best = sentence
    for first in range(len(held)):
        together: set[str] = set()
        for last in range(first, min(len(held), first + _MOST_CLAUSES)):
            together |= held[last]
            if cuts[last + 1] - cuts[first] >= best[1] - best[0]:
                break
            if _weight(together, weights) >= least:
                best = (cuts[first], cuts[last + 1])
                break
    return best


def _weight(some: Set[str], weights: Mapping[str, float]) -> float:
    return sum(weights[term] for term in some)


def _share(wanted: set[str], said: str, index: Index) -> float:
    """The share of the idf weight of `wanted` that `said` holds."""
    held = set(terms(said))
    total = sum(index.weight(term) for term in wanted)
    return sum(index.weight(term) for term in wanted & held) / (total or 1.0)

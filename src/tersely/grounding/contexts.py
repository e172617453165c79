"""The words around a place of a text: those of its clause, and those of its sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ..facts.fact import Fact
from ..language.words import terms
from .index import Index
from .vocabulary import without_figures

# Where one thing ends and another begins inside a sentence; lines of a wrapped text go on in lower
# case.
_BOUNDARY = re.compile(
    r"[,;:–—]|[.!?]\s{0,3}\n|\n(?![a-z])"
    r"|\s(?:and|but|while|whereas|with|instead of|rather than|compared (?:to|with)|against|versus|vs\.?"
    r"|(?:down|up) from|than|which|who|und|aber|et|mais|y|pero)\s"
)
# The words of the clause count in full, the rest of the sentence this much.
_SENTENCE_SHARE = 0.2
_UN = re.compile(r"\bnot\s(?=[a-z]{3,}ed\b)")  # what is not disputed is undisputed
# The words of a fact are not a page away.
_CHARACTERS = 1_000
Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Context:
    """The content terms around a place: of its clause, and of its sentence."""

    clause: frozenset[str]
    sentence: frozenset[str]


def context_at(fact: Fact, index: Index) -> Context:
    """The terms around a fact of the source in its sentence, without itself and figures."""
    start, end = index.sentence_around(fact.start)
    first = max(start, fact.start - _CHARACTERS)
    last = min(end, fact.end + _CHARACTERS)
    return _context(index.said((first, last)), fact, first)


def context_in(text: str, fact: Fact) -> Context:
    """The same in a statement."""
    first = max(0, fact.start - _CHARACTERS)
    last = fact.end + _CHARACTERS
    return _context(text[first:last], fact, first)


def weights_around(text: str, fact: Fact, index: Index) -> Weights:
    """The weights of the terms in the clause of a fact of a statement."""
    return {term: index.weight(term) for term in context_in(text, fact).clause}


def overlap(place: Fact, weights: Weights, index: Index) -> float:
    """The weight of these terms that stands around a place of the source."""
    there = context_at(place, index)
    score = 0.0
    for term, weight in weights.items():
        if term in there.clause:
            score += weight
        elif term in there.sentence:
            score += _SENTENCE_SHARE * weight
    return score


def _context(stretch: str, fact: Fact, first: int) -> Context:
    return _read(stretch, fact.start - first, fact.end - first)


@lru_cache(maxsize=512)  # the places of a source are compared with each statement
def _read(stretch: str, fact_start: int, fact_end: int) -> Context:
    start, end = 0, len(stretch)
    for match in _BOUNDARY.finditer(stretch):
        if match.end() <= fact_start:
            start = match.end()
        elif match.start() >= fact_end:
            end = match.start()
            break
    clause = f"{stretch[start:fact_start]} {stretch[fact_end:end]}"
    whole = f"{stretch[:fact_start]} {stretch[fact_end:]}"
    return Context(_terms_of(clause), _terms_of(whole))


def _terms_of(text: str) -> frozenset[str]:
    return frozenset(without_figures(terms(_UN.sub("un", text))))

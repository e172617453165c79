"""Which statements of different documents speak of the same subject."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import log

from .statements import Statement

# The share of the idf weight of their terms that two statements have in common (Dice). Below it
# they may speak of something else; thresholds of a contradiction are higher (`verdicts`).
SAME_SUBJECT = 0.6
# A term that more statements hold finds nobody; statements share rarer ones, too.
_MOST_HOLDERS = 100
# Who shares most of the weight shares half of the rarest terms.
_RAREST = 6


class Terms:
    """Which statement holds which terms, and how much each says: its idf weight."""

    def __init__(self, held: Sequence[frozenset[str]]) -> None:
        self._held = held
        self._holders: defaultdict[str, list[int]] = defaultdict(list)
        for number, some in enumerate(held):
            for term in some:
                self._holders[term].append(number)
        count = len(held)
        self._weights = {t: log(1 + count / len(of_it)) for t, of_it in self._holders.items()}

    def weight(self, some: Iterable[str]) -> float:
        """The weight of these terms together; one that no statement holds has none."""
        return sum(self._weights.get(term, 0.0) for term in some)

    def rarest(self, number: int, count: int) -> list[str]:
        """The rarest terms of a statement, at most `count`, without those that find nobody."""
        rarest = sorted(self._held[number], key=lambda term: (len(self._holders[term]), term))
        return [term for term in rarest[:count] if len(self._holders[term]) <= _MOST_HOLDERS]

    def sharing(self, number: int, some: Sequence[str], least: int) -> list[int]:
        """The later statements that hold at least so many of these terms, in order."""
        shared = Counter(n for term in some for n in self._holders[term] if n > number)
        return sorted(other for other, count in shared.items() if count >= least)


class Subjects:
    """The statements of all documents by the terms of their subjects."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._statements = statements
        self._terms = Terms([statement.subject for statement in statements])
        self._totals = [self._terms.weight(statement.subject) for statement in statements]

    def pairs(self, least_share: float = SAME_SUBJECT) -> Iterator[tuple[int, int, float]]:
        """(i, j, share) of statements about one subject, i < j; of one document, too."""
        for number in range(len(self._statements)):
            usable = self._terms.rarest(number, _RAREST)
            for other in self._terms.sharing(number, usable, max(1, len(usable) // 2)):
                share = self.share(number, other)
                if share >= least_share:
                    yield number, other, share

    def share(self, one: int, other: int) -> float:
        """Dice's coefficient over the weighted terms of two statements."""
        both = self._statements[one].subject & self._statements[other].subject
        total = self._totals[one] + self._totals[other]
        return 2 * self._terms.weight(both) / (total or 1.0)

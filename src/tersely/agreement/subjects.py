"""Which statements of different documents speak of the same subject."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import log

from .statements import Statement

# The share of the idf weight of their terms that two statements have in common (Dice). Below it
# they may speak of something else; thresholds of a contradiction are higher (`verdicts`).
SAME_SUBJECT = 0.6
# A term that more statements hold finds nobody; statements share rarer ones, too.
_MOST_HOLDERS = 100
# Who shares most of the weight shares half of the rarest terms.
_RAREST = 6


class Subjects:
    """The statements of all documents by their terms."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._statements = statements
        holders: defaultdict[str, list[int]] = defaultdict(list)
        for number, statement in enumerate(statements):
            for term in statement.subject:
                holders[term].append(number)
        self._holders = holders
        count = len(statements)
        self._weights = {t: log(1 + count / len(held)) for t, held in holders.items()}
        self._totals = [sum(self._weights[t] for t in s.subject) for s in statements]

    def pairs(self, least_share: float = SAME_SUBJECT) -> Iterator[tuple[int, int, float]]:
        """(i, j, share) of statements about one subject, i < j; of one document, too."""
        for number, statement in enumerate(self._statements):
            rarest = sorted(statement.subject, key=lambda term: (len(self._holders[term]), term))
            usable = [t for t in rarest[:_RAREST] if len(self._holders[t]) <= _MOST_HOLDERS]
            shared = Counter(n for term in usable for n in self._holders[term] if n > number)
            least = max(1, len(usable) // 2)
            others = [other for other, count in shared.items() if count >= least]
            for other in sorted(others):
                share = self.share(number, other)
                if share >= least_share:
                    yield number, other, share

    def share(self, one: int, other: int) -> float:
        """Dice's coefficient over the weighted terms of two statements."""
        both = self._statements[one].subject & self._statements[other].subject
        total = self._totals[one] + self._totals[other]
        return 2 * sum(self._weights[term] for term in both) / (total or 1.0)

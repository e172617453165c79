"""Documents side by side: agreements, contradictions, and what only one states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..records import Document
from .disputes import Disputes, dispute
from .matter import Agreement, Contradiction, Kind, Matters, Quotation, Side
from .statements import Statement, statements_of_all
from .subjects import Subjects
from .verdicts import Conflict, agree, conflict

# More different values of one thing than this are values of different things.
_MOST_OPPONENTS = 3


def compare(documents: Mapping[str, Document]) -> Matters:
    """What the documents, given under their names, say of the same matters. Deterministic.

    A sentence that its own document repeats with other values is a form that is filled in (a row of
    figures in words), and no contradiction is made of it.
    """
    statements = statements_of_all(documents)
    readings = _Readings(statements)
    readings.take_statements(Subjects(statements))
    readings.take_details(Disputes(statements, [d.text for d in documents.values()]))
    return readings.matters(tuple(documents))


class _Opposed(NamedTuple):
    """Two statements, by their numbers, that cannot both be right."""

    one: int
    other: int
    difference: Conflict


class _Readings:
    """What the pairs of statements have shown so far."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._statements = statements
        self._same: list[tuple[int, int]] = []
        self._opposed: list[_Opposed] = []
        self._forms: set[int] = set()  # statements that their own document gives with other values
        self._matched: set[int] = set()  # statements that another document speaks of

    def take_statements(self, subjects: Subjects) -> None:
        """Compare the statements about one subject as wholes."""
        for one, other, share in subjects.pairs():
            first, second = self._statements[one], self._statements[other]
            is_same = agree(first, second)
            if first.document == second.document:
                if not is_same:
                    self._forms |= {one, other}
                continue
            self._matched |= {one, other}
            if is_same:
                self._same.append((one, other))
            elif difference := conflict(first, second, share):
                self._opposed.append(_Opposed(one, other, difference))

    def take_details(self, disputes: Disputes) -> None:
        """Compare the single figures and dates of the statements that stand in no pair yet."""
        known = {(pair.one, pair.other) for pair in self._opposed} | set(self._same)
        for detail, rival in disputes.pairs():
            pair = detail.statement, rival.statement
            self._matched |= {*pair}
            if pair not in known:
                self._opposed.append(_Opposed(*pair, dispute(detail, rival)))

    def matters(self, names: tuple[str, ...]) -> Matters:
        """All of it, for the documents of these names."""
        classes = _classes(len(self._statements), self._same)
        opposed = [pair for pair in self._opposed if self._forms.isdisjoint((pair.one, pair.other))]
        opposed = _without_series(opposed, classes)
        in_conflict = {number for pair in opposed for number in (pair.one, pair.other)}
        alone = [
            statement.quotation
            for number, statement in enumerate(self._statements)
            if statement.facts and number not in self._matched
        ]
        return Matters(
            names,
            tuple(_contradictions(opposed, classes, self._statements)),
            tuple(_agreements(classes, self._statements, in_conflict)),
            tuple(alone),
            len(self._statements),
        )


def _classes(count: int, same: Iterable[tuple[int, int]]) -> list[int]:
    """For each statement the first one that says the same (union-find)."""
    parents = list(range(count))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    for one, other in same:
        first, second = sorted((root(one), root(other)))
        parents[second] = first
    return [root(number) for number in range(count)]


def _without_series(opposed: Sequence[_Opposed], classes: Sequence[int]) -> list[_Opposed]:
    """Without sentences that stand in many documents, each time with another value: they speak of
    their own documents, as "Printed in May 1958." does.
    """
    opponents: defaultdict[int, set[int]] = defaultdict(set)
    for one, other, _ in opposed:
        opponents[classes[one]].add(classes[other])
        opponents[classes[other]].add(classes[one])
    series = {first for first, others in opponents.items() if len(others) > _MOST_OPPONENTS}
    return [pair for pair in opposed if series.isdisjoint((classes[pair.one], classes[pair.other]))]


def _contradictions(
    opposed: Sequence[_Opposed], classes: Sequence[int], statements: Sequence[Statement]
) -> list[Contradiction]:
    """One for each pair of classes and kind, with all who say each."""
    members = _members(classes)
    contradictions: dict[tuple[frozenset[int], Kind], Contradiction] = {}
    for one, other, difference in opposed:
        here, there = classes[one], classes[other]
        key = frozenset((here, there)), difference.kind
        if key not in contradictions:
            sides = (
                Side(difference.value, _quotations(members[here], statements)),
                Side(difference.other, _quotations(members[there], statements)),
            )
            contradictions[key] = Contradiction(difference.kind, sides)
    return list(contradictions.values())


def _agreements(
    classes: Sequence[int], statements: Sequence[Statement], in_conflict: set[int]
) -> list[Agreement]:
    """The classes with several documents, the most documents first; disputed ones are told there."""
    agreements = []
    for first, numbers in _members(classes).items():
        documents = {statements[number].document for number in numbers}
        if len(documents) > 1 and in_conflict.isdisjoint(numbers):
            facts = tuple(dict.fromkeys(fact.text for fact in statements[first].facts))
            agreements.append(Agreement(facts, _quotations(numbers, statements)))
    return sorted(agreements, key=lambda agreement: -len(agreement.quotations))


def _members(classes: Sequence[int]) -> defaultdict[int, list[int]]:
    """The statements of each class, by the first of them."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    for number, first in enumerate(classes):
        members[first].append(number)
    return members


def _quotations(numbers: Iterable[int], statements: Sequence[Statement]) -> tuple[Quotation, ...]:
    """One of each document, in their order."""
    first: dict[int, Quotation] = {}
    for number in sorted(numbers):
        first.setdefault(statements[number].document, statements[number].quotation)
    return tuple(first.values())

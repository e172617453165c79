"""Documents side by side: agreements, contradictions, and what only one states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..records import Document
from .disputes import Disputes, dispute
from .matter import Agreement, Contradiction, Kind, Matters, Quotation, Side
from .statements import Statement, statements_of
from .subjects import Subjects
from .verdicts import Conflict, agree, conflict

# More different values of one thing than this are values of different things.
_MOST_OPPONENTS = 3


def compare(documents: Mapping[str, Document]) -> Matters:
    """What the documents, given under their names, say of the same matters. Deterministic.

    A sentence that its own document repeats with other values is a form that is filled in (a row of
    figures in words), and no contradiction is made of it.
    """
    statements: list[Statement] = []
    for number, (name, document) in enumerate(documents.items()):
        statements += statements_of(replace(document, name=name), number)
    subjects = Subjects(statements)
    same: list[tuple[int, int]] = []
    conflicts: list[tuple[int, int, Conflict]] = []
    forms: set[int] = set()
    matched: set[int] = set()
    for one, other, share in subjects.pairs():
        first, second = statements[one], statements[other]
        is_same = agree(first, second)
        if first.document == second.document:
            if not is_same:
                forms |= {one, other}
            continue
        matched |= {one, other}
        if is_same:
            same.append((one, other))
        elif found := conflict(first, second, share):
            conflicts.append((one, other, found))
    known = {(one, other) for one, other, _ in conflicts} | set(same)
    for detail, rival in Disputes(statements, [d.text for d in documents.values()]).pairs():
        pair = detail.statement, rival.statement
        matched |= {*pair}
        if pair not in known:
            conflicts.append((*pair, dispute(detail, rival)))
    conflicts = [row for row in conflicts if row[0] not in forms and row[1] not in forms]
    classes = _classes(len(statements), same)
    conflicts = _without_forms(conflicts, classes)
    in_conflict = {number for one, other, _ in conflicts for number in (one, other)}
    alone = [
        statement.quotation
        for number, statement in enumerate(statements)
        if number not in matched and statement.facts
    ]
    return Matters(
        tuple(documents),
        tuple(_contradictions(conflicts, classes, statements)),
        tuple(_agreements(classes, statements, in_conflict)),
        tuple(alone),
        len(statements),
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


def _without_forms(
    conflicts: Sequence[tuple[int, int, Conflict]], classes: Sequence[int]
) -> list[tuple[int, int, Conflict]]:
    """Without sentences that stand in many documents, each time with another value: they speak of
    their own documents, as "Printed in May 1958." does.
    """
    opponents: defaultdict[int, set[int]] = defaultdict(set)
    for one, other, _ in conflicts:
        opponents[classes[one]].add(classes[other])
        opponents[classes[other]].add(classes[one])
    return [
        (one, other, how)
        for one, other, how in conflicts
        if max(len(opponents[classes[one]]), len(opponents[classes[other]])) <= _MOST_OPPONENTS
    ]


def _contradictions(
    conflicts: Sequence[tuple[int, int, Conflict]],
    classes: Sequence[int],
    statements: Sequence[Statement],
) -> list[Contradiction]:
    """One for each pair of classes, with all who say each."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    for number, first in enumerate(classes):
        members[first].append(number)
    found: dict[tuple[int, int, Kind], Contradiction] = {}
    for one, other, how in conflicts:
        key = (classes[one], classes[other], how.kind)
        if key in found or (key[1], key[0], how.kind) in found:
            continue
        sides = (
            Side(how.value, _quotations(members[classes[one]], statements)),
            Side(how.other, _quotations(members[classes[other]], statements)),
        )
        found[key] = Contradiction(how.kind, sides)
    return list(found.values())


def _agreements(
    classes: Sequence[int], statements: Sequence[Statement], in_conflict: set[int]
) -> list[Agreement]:
    """The classes with several documents, the most documents first; disputed ones are told there."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    for number, first in enumerate(classes):
        members[first].append(number)
    found = []
    for first, numbers in members.items():
        documents = {statements[number].document for number in numbers}
        if len(documents) > 1 and not in_conflict & set(numbers):
            facts = tuple(dict.fromkeys(fact.text for fact in statements[first].facts))
            found.append(Agreement(facts, _quotations(numbers, statements)))
    return sorted(found, key=lambda agreement: -len(agreement.quotations))


def _quotations(numbers: Iterable[int], statements: Sequence[Statement]) -> tuple[Quotation, ...]:
    """One of each document, in their order."""
    first: dict[int, Quotation] = {}
    for number in sorted(numbers):
        first.setdefault(statements[number].document, statements[number].quotation)
    return tuple(first.values())

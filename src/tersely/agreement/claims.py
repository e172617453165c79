"""Claims in words: what facts and negations do not decide, so that a model is asked whether two
documents say the same, or cannot both be right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ..grounding import place
from ..records import Document
from .matter import Agreement, Contradiction, Matters, Quotation, Side
from .statements import Statement, statements_of_all
from .subjects import Subjects

# Who says a thing in other words shares less of them; a judge sees whether it is the same thing.
_SHARE = 0.35
_MOST_PASSAGES = 2
_VALUE_CHARACTERS = 90


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """A sentence of one document, and the sentences of another that speak of its subject, the
    nearest first.
    """

    quotation: Quotation
    others: tuple[Quotation, ...]

    @property
    def document(self) -> str:
        """The document that is to be read for an answer."""
        return self.others[0].document


@dataclass(frozen=True, slots=True)
class Judged:
    """What a model says of an open claim: the deciding words stand verbatim at start:end of the
    other document.
    """

    claim: OpenClaim
    answer: Literal["supported", "contradicted"]
    start: int
    end: int


def open_claims(documents: Mapping[str, Document], matters: Matters) -> list[OpenClaim]:
    """The claims that no comparison of facts has decided, in the order of the documents."""
    statements = statements_of_all(documents)
    decided = _decided(matters)
    near: defaultdict[tuple[int, int], list[tuple[float, int]]] = defaultdict(list)
    for one, other, share in Subjects(statements).pairs(_SHARE):
        first, second = statements[one], statements[other]
        if first.document != second.document and _is_open(first, second, decided):
            near[one, second.document].append((-share, other))
    claims: list[OpenClaim] = []
    for (one, _), others in sorted(near.items()):
        nearest = sorted(others)[:_MOST_PASSAGES]
        quotations = tuple(statements[other].quotation for _, other in nearest)
        claims.append(OpenClaim(statements[one].quotation, quotations))
    return claims


def _is_open(one: Statement, other: Statement, decided: set[tuple[str, int]]) -> bool:
    """Whether two statements differ, and at least one of them stands in nothing that is decided."""
    if decided >= {_key(one.quotation), _key(other.quotation)}:
        return False
    return one.quotation.text.split() != other.quotation.text.split()


def with_judged(
    matters: Matters, answers: Sequence[Judged], documents: Mapping[str, Document]
) -> Matters:
    """The matters with what a model has judged; each side with its quotation."""
    contradictions: dict[frozenset[tuple[str, int]], Contradiction] = {}
    agreements: list[Agreement] = []
    for judged in answers:
        claim = judged.claim.quotation
        other = _quoted(judged, documents)
        if judged.answer == "supported":
            agreements.append(Agreement((), (claim, other)))
            continue
        sides = (Side(_short(claim.text), (claim,)), Side(_short(other.text), (other,)))
        contradictions.setdefault(
            frozenset({_key(claim), _key(other)}), Contradiction("claim", sides)
        )
    quoted = {_key(quotation) for agreement in agreements for quotation in agreement.quotations}
    quoted.update(*contradictions)
    return replace(
        matters,
        contradictions=(*matters.contradictions, *contradictions.values()),
        agreements=(*matters.agreements, *agreements),
        alone=tuple(quotation for quotation in matters.alone if _key(quotation) not in quoted),
    )


def _quoted(judged: Judged, documents: Mapping[str, Document]) -> Quotation:
    """The sentence that holds the deciding words: one of the nearest; of a neighbour the words."""
    for quotation in judged.claim.others:
        if quotation.start <= judged.start < quotation.end:
            return quotation
    nearest = judged.claim.others[0]
    document = documents[nearest.document]
    text = document.text[judged.start : judged.end]
    where = place(document, judged.start)
    return Quotation(nearest.document, judged.start, judged.end, text, where)


def _decided(matters: Matters) -> set[tuple[str, int]]:
    """What stands in a contradiction or an agreement."""
    decided: set[tuple[str, int]] = set()
    for agreement in matters.agreements:
        decided.update(map(_key, agreement.quotations))
    for contradiction in matters.contradictions:
        for side in contradiction.sides:
            decided.update(map(_key, side.quotations))
    return decided


def _key(quotation: Quotation) -> tuple[str, int]:
    return quotation.document, quotation.start


def _short(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= _VALUE_CHARACTERS:
        return line
    return line[:_VALUE_CHARACTERS].rsplit(" ", 1)[0] + " ..."

"""The records of a comparison of documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "date", "name", "negation", "direction", "claim"]
"""What differs; `claim` is a contradiction in words, which a model has judged."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """`text` is the text of `document` from start to end; `place` names it for people."""

    document: str
    start: int
    end: int
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Side:
    """What one side of a contradiction states, e.g. "1,200 EUR", and who says it."""

    value: str
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sides that cannot both be right about one subject."""

    kind: Kind
    sides: tuple[Side, Side]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What several documents state; `facts` are the numbers, dates and names that they share."""

    facts: tuple[str, ...]
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Matters:
    """All that was found in `documents`. `alone` are sentences with facts about a subject that no
    other document speaks of.
    """

    documents: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    agreements: tuple[Agreement, ...]
    alone: tuple[Quotation, ...]
    statements: int

"""The facts of a text that summaries are compared by."""

from __future__ import annotations

from ..facts.fact import Fact
from ..facts.finding import facts_of
from ..facts.number import Number

# "one of the branches" is no figure.
_SMALLEST_WORD = 10


def extract(text: str) -> list[Fact]:
    """Dates, numbers and names, in order and without overlap; small number words ("one", "five")
    are left out.
    """
    return [fact for fact in facts_of(text) if _is_compared(fact)]


def _is_compared(fact: Fact) -> bool:
    if isinstance(fact, Number):
        return fact.form != "word" or bool(fact.unit) or fact.value >= _SMALLEST_WORD
    return fact.kind in ("date", "name")

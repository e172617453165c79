"""All that counts or measures in a text: times of day, shares and numbers, without overlap."""

from __future__ import annotations

from .clocks import clocks
from .fractions import fractions
from .number import Number
from .numbers import numbers
from .remembered import remembered
from .spans import Taken


@remembered
def quantities(text: str, *, lenient: bool = False) -> list[Number]:
    """Every quantity of `text`, in order.

    The longer reading wins: "20:00" is a time of day and not two numbers. With `lenient`, for a
    source, both are given.
    """
    special = [*clocks(text), *fractions(text, lenient=lenient)]
    plain = numbers(text, lenient=lenient)
    if not lenient and special:
        taken = Taken(fact.span for fact in special)
        plain = [number for number in plain if not taken.overlaps(number.span)]
    return sorted([*special, *plain], key=lambda number: number.start)

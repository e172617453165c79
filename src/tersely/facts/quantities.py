"""All that counts or measures in a text: times of day, shares and numbers, without overlap."""

from __future__ import annotations

from functools import lru_cache

from .clocks import clocks
from .fractions import fractions
from .number import Number
from .numbers import numbers
from .spans import Taken

# A statement is read for each of the questions that are asked of it.
_REMEMBERED_CHARACTERS = 2000


def quantities(text: str, *, lenient: bool = False) -> list[Number]:
    """Every quantity of `text`, in order.

    The longer reading wins: "20:00" is a time of day and not two numbers. With `lenient`, for a
    source, both are given.
    """
    if len(text) > _REMEMBERED_CHARACTERS:
        return _read(text, lenient=lenient)
    return list(_remembered(text, lenient))


@lru_cache(maxsize=256)
def _remembered(text: str, lenient: bool) -> tuple[Number, ...]:
    return tuple(_read(text, lenient=lenient))


def _read(text: str, *, lenient: bool) -> list[Number]:
    special = [*clocks(text), *fractions(text, lenient=lenient)]
    plain = numbers(text, lenient=lenient)
    if not lenient and special:
        taken = Taken(fact.span for fact in special)
        plain = [number for number in plain if not taken.overlaps(number.span)]
    return sorted([*special, *plain], key=lambda number: number.start)

"""Whether a figure is the least or the most: "over 40 places" where the passage has "not more than 40"."""

from __future__ import annotations

from collections.abc import Iterator

from ..facts.bounds import bound_before
from ..facts.number import Bound, Number
from ..records import Flag
from .alignment import Alignment
from .windows import before

_OPPOSITE: dict[Bound, Bound] = {"over": "under", "under": "over"}
# "Nearly" and "almost" say how far, not that there is a limit.
_NO_LIMIT = ("nearly", "almost", "fast", "casi", "près de", "just short of")
_NO_LIMIT_REACH, _REACH = 20, 40  # characters


def check_bounds(aligned: Alignment) -> Iterator[Flag]:
    """A flag for a figure that the passages have only as the other kind of limit."""
    index, text = aligned.index, aligned.text
    for number in aligned.numbers:
        opposite = _OPPOSITE.get(_limit(before(text, number.start, _REACH)))
        if opposite is None:
            continue
        alike = [other for other in aligned.known_numbers if _is_alike(other, number)]
        limits = {_limit(index.before(other.start, _REACH)) for other in alike}
        if limits == {opposite}:
            sentence = index.sentence_around(alike[0].start)
            yield aligned.contradiction("number", number.span, sentence)


def _is_alike(other: Number, number: Number) -> bool:
    """Whether a figure of the source is this one, as far as units are given."""
    is_same_unit = other.unit == number.unit or "" in (other.unit, number.unit)
    return is_same_unit and number.value in other.readings


def _limit(words_before: str) -> Bound:
    """What the words before a figure make of it: the least, the most or neither."""
    last = words_before[-_NO_LIMIT_REACH:].rstrip(" $€£")
    is_no_limit = last.lower().endswith(_NO_LIMIT)
    return "" if is_no_limit else bound_before(words_before, len(words_before))

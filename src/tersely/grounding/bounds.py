"""Whether a figure is the least or the most: "over 40 places" where the passage has "not more than 40"."""

from __future__ import annotations

from collections.abc import Iterator

from ..facts.bounds import bound_before
from ..facts.number import Bound
from ..facts.quantities import quantities
from ..records import Flag
from .alignment import Alignment

_OPPOSITE: dict[Bound, Bound] = {"over": "under", "under": "over"}
# "Nearly" and "almost" say how far, not that there is a limit.
_NO_LIMIT = ("nearly", "almost", "fast", "casi", "près de", "just short of")
_REACH = 20  # characters


def check_bounds(aligned: Alignment) -> Iterator[Flag]:
    """A flag for a figure that the passages have only as the other kind of limit."""
    index, text = aligned.index, aligned.text
    for number in quantities(text):
        opposite = _OPPOSITE.get(bound_before(text, number.start))
        if opposite is None or _is_no_limit(text, number.start):
            continue
        places = [n for n in index.numbers_in(aligned.near) if number.value in n.readings]
        alike = [n for n in places if "" in (n.unit, number.unit) or n.unit == number.unit]
        bounds = {bound_before(index.text, place.start) for place in alike}
        if bounds == {opposite} and not any(_is_no_limit(index.text, n.start) for n in alike):
            start, end = index.sentences[index.sentence_at(alike[0].start)]
            said = index.text[start:end]
            yield Flag("number", number.text, *number.span, -1, said, start, end, True)


def _is_no_limit(text: str, start: int) -> bool:
    before = text[max(0, start - _REACH) : start].rstrip(" $€£").lower()
    return before.endswith(_NO_LIMIT)

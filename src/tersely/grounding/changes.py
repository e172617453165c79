"""From what to what: a change that the source has the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..facts.number import Number
from ..facts.quantities import quantities
from ..records import Flag
from .alignment import Alignment
from .polarity import has_negation

_SIGN = r"(?:about\s|around\s|some\s)?[$€£¥₹]?$"
_FROM = re.compile(rf"\bfrom\s+{_SIGN}", re.IGNORECASE)
_TO = re.compile(
    rf"^\W{{0,2}}\s?(?:[\w%€$£-]+\s){{0,3}}(?:to|and then to)\s+{_SIGN}", re.IGNORECASE
)
_BACK = re.compile(
    r"up|down|rising|falling|compared with|compared to|against|versus",
    re.IGNORECASE,
)
_REACH = 12
_UP = re.compile(
    r"\b(?:more|higher|larger|greater|rose|rises|risen|increased?|increases|grew|grown|gained|climbed|up from)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:fewer|less|lower|smaller|fell|falls|fallen|decreased?|decreases|declined|dropped|shrank|sank"
    r"|down from)\b",
    re.IGNORECASE,
)
_HELD_SHARE = 0.6


def check_changes(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "from 71 to 78" where the aligned passages say "from 78 to 71"."""
    index = aligned.index
    mine = list(changes_in(aligned.text, quantities(aligned.text)))
    if not mine:
        yield from _other_way(aligned)
        return
    for start, end in aligned.near:
        theirs = list(changes_in(index.text, index.numbers_in([(start, end)])))
        for before, after in mine:
            for other_before, other_after in theirs:
                is_reversed = other_before.supports(after) and other_after.supports(before)
                if is_reversed and not other_before.supports(before):
                    said = index.text[start:end]
                    first = min(before.start, after.start)
                    last = max(before.end, after.end)
                    change = aligned.text[first:last]
                    yield Flag("direction", change, first, last, -1, said, start, end, True)
                    return


def _other_way(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "more" or "rose" where the best passage gives a change downwards, and the reverse."""
    if not aligned.citations or aligned.citations[0].score < _HELD_SHARE:
        return
    index, text = aligned.index, aligned.text
    ups, downs = list(_UP.finditer(text)), list(_DOWN.finditer(text))
    if bool(ups) == bool(downs) or has_negation(text):
        return
    start, end = aligned.citations[0].start, aligned.citations[0].end
    changes = list(changes_in(index.text, index.numbers_in([(start, end)])))
    rises = {after.value > before.value for before, after in changes}
    if len(changes) == 1 and rises == {not ups}:
        word = (ups or downs)[0]
        yield Flag("direction", word[0], *word.span(), -1, index.text[start:end], start, end, True)


def changes_in(text: str, numbers: Sequence[Number]) -> Iterator[tuple[Number, Number]]:
    """(before, after) of each change in a sentence."""
    plain: list[Number] = []
    for number in numbers:
        is_inside = bool(plain) and number.start < plain[-1].end  # the "cent" of "71 per cent"
        if number.form in ("digits", "word") and not is_inside and not number.is_year:
            plain.append(number)
    for first, second in pairwise(plain):
        between = text[first.end : second.start]
        if len(between) > 40 or first.end > second.start:
            continue
        if _FROM.search(text, max(0, first.start - _REACH), first.start) and _TO.search(between):
            yield first, second
        elif "from" in between and _BACK.search(between):
            yield second, first

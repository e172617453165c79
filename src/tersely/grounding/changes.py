"""From what to what: a change that the source has the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..facts.number import Number
from ..facts.spans import Span
from ..records import Flag
from .alignment import Alignment
from .index import Index

_SIGN = r"(?:about\s|around\s|some\s)?[$€£¥₹]?$"
_FROM = re.compile(rf"\bfrom\s+{_SIGN}", re.IGNORECASE)
_TO = re.compile(
    rf"^\W{{0,2}}\s?(?:[\w%€$£-]+\s){{0,3}}(?:to|and then to)\s+{_SIGN}", re.IGNORECASE
)
_BACK = re.compile(
    r"up|down|rising|falling|compared with|compared to|against|versus",
    re.IGNORECASE,
)
_REACH, _MOST_BETWEEN = 12, 40  # characters
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


class Change(NamedTuple):
    """From what figure to what figure."""

    before: Number
    after: Number

    @property
    def span(self) -> Span:
        """From the first to the last character of both."""
        first, last = sorted([self.before.span, self.after.span])
        return first[0], max(first[1], last[1])


def check_changes(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "from 71 to 78" where the aligned passages say "from 78 to 71"."""
    mine = list(changes_in(aligned.text, aligned.numbers))
    if not mine:
        yield from _other_way(aligned)
        return
    for span in aligned.near:
        theirs = changes_at(span, aligned.index)
        for change in mine:
            if any(_is_reversed(change, other) for other in theirs):
                yield aligned.contradiction("direction", change.span, span)
                return


def _is_reversed(change: Change, other: Change) -> bool:
    """Whether the source has a change the other way round."""
    if not other.before.supports(change.after) or other.before.supports(change.before):
        return False
    return other.after.supports(change.before)


def _other_way(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "more" or "rose" where the best passage gives a change downwards, and the reverse."""
    if aligned.best is None or aligned.passages[0].score < _HELD_SHARE:
        return
    up, down = _UP.search(aligned.text), _DOWN.search(aligned.text)
    word = up or down
    if word is None or (up and down) or aligned.denies:
        return
    changes = changes_at(aligned.best, aligned.index)
    rises = {change.after.value > change.before.value for change in changes}
    if len(changes) == 1 and rises == {word is down}:
        yield aligned.contradiction("direction", word.span(), aligned.best)


def changes_at(span: Span, index: Index) -> list[Change]:
    """The changes of a sentence of the source."""
    numbers = index.numbers_in([span])
    return list(changes_in(index.said(span), numbers, first=span[0]))


def changes_in(text: str, numbers: Sequence[Number], first: int = 0) -> Iterator[Change]:
    """The changes that a sentence tells; `numbers` are those of it, where its text begins at the
    offset `first`.
    """
    plain: list[Number] = []
    for number in numbers:
        if number.form not in ("digits", "word") or number.is_year:
            continue
        if not plain or number.start >= plain[-1].end:  # the "cent" of "71 per cent" is none
            plain.append(number)
    for one, other in pairwise(plain):
        start = one.start - first
        between = text[one.end - first : other.start - first]
        if len(between) > _MOST_BETWEEN or one.end > other.start:
            continue
        is_from = _FROM.search(text, max(0, start - _REACH), start)
        if is_from and _TO.search(between):
            yield Change(one, other)
        elif "from" in between and _BACK.search(between):
            yield Change(other, one)

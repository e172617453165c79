"""A summary cut into blocks and pieces, for the screens that mark claims and flags in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..facts.spans import Span
from ..pages import printable
from ..records import Check, Claim, Flag

__all__ = ["Block", "Piece", "blocks", "printable"]

_BLOCK = re.compile(
    r"(?P<indent>[ \t]*)(?:(?P<heading>#{1,6}[ \t]+)|(?P<bullet>[-*•+][ \t]+)|(?P<number>\d{1,3}[.)][ \t]+))?"
)
_STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_STARS = "**"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text inside one claim, with at most one flag on it."""

    text: str
    claim: Claim | None = None
    flag: Flag | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One line of Markdown. `marker` is "#", "•", "1." or empty; `indent` is its depth in a nested
    list.
    """

    marker: str
    indent: int
    pieces: tuple[Piece, ...]


def blocks(text: str, check: Check | None) -> tuple[Block, ...]:
    """The lines of a summary that hold something, cut wherever a claim, a flag or bold type begins
    or ends.
    """
    result = []
    offset = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            result.append(_block(text, offset, offset + len(line.rstrip()), check))
        offset += len(line)
    return tuple(result)


def _block(text: str, start: int, end: int, check: Check | None) -> Block:
    head = _BLOCK.match(text, start, end)
    assert head is not None, "every part of the pattern is optional"
    marker = (head["number"] or "").strip()
    if head["heading"]:
        marker = "#"
    elif head["bullet"]:
        marker = "•"
    indent = len(head["indent"].expandtabs(4)) // 2 if marker else 0
    return Block(marker, min(indent, 4), _pieces(text, head.end(), end, check))


def _pieces(text: str, start: int, end: int, check: Check | None) -> tuple[Piece, ...]:
    """text[start:end] cut wherever a claim, a flag or strong type begins or ends, without the stars
    of the latter.
    """
    strong = [match.span(1) for match in _STRONG.finditer(text, start, end)]
    stars: list[Span] = []
    for first, last in strong:
        stars += [(first - len(_STARS), first), (last, last + len(_STARS))]
    claims = check.claims if check else ()
    flags = check.flags if check else ()
    cuts: set[int] = set()
    cuts.update(*strong, *stars)
    cuts.update(*((claim.start, claim.end) for claim in claims))
    cuts.update(*((flag.start, flag.end) for flag in flags))
    inside = sorted(cut for cut in cuts if start < cut < end)
    pieces: list[Piece] = []
    for first, last in pairwise((start, *inside, end)):
        shown = printable(text[first:last])
        if not shown or _is_within(first, stars):
            continue
        claim = next((claim for claim in claims if claim.start <= first < claim.end), None)
        flag = next((flag for flag in flags if flag.start <= first < flag.end), None)
        pieces.append(Piece(shown, claim, flag, strong=_is_within(first, strong)))
    return tuple(pieces)


def _is_within(offset: int, spans: Sequence[Span]) -> bool:
    return any(start <= offset < end for start, end in spans)

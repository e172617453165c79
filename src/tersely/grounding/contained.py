"""Whether a passage holds a statement in one piece: its words in their order, in one clause, with
nothing between them that changes what they belong to.

"The council rejected the repair" has every word of "The council rejected a new building; it voted
for the repair", and is not what that says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ..facts.names import words_of
from ..facts.number import Number
from ..facts.quantities import quantities
from ..facts.spans import Span
from ..language.words import STOP_WORDS, stem
from .alignment import Alignment

# A phrase that opens the sentence may stand anywhere in the passage.
_OPENING_PHRASE = re.compile(
    r"\W*(?:in|at|on|after|before|during|since|until|by|from|for|with|under|over|across|around"
    r"|according to)\b[^,;:.]{0,60},\s",
    re.IGNORECASE,
)
# What is left out between two words may be an adjective, or stand between commas. Behind one of
# these the next word belongs to something else: "rejected plans for the repair".
_LEADS_ELSEWHERE = re.compile(
    r"[;:—–]|\b(?:and|or|but|nor|while|whereas|although|though|because|if|unless|as|than|that|which"
    r"|who|of|for|to|with|without|by|from|against|about|over|into|und|oder|aber|sondern|von|für"
    r"|mit|gegen|zu|dass|et|ou|mais|de|pour|avec|que|y|o|pero|para|con|contra)\b",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"[;:—–]|\b(?:and|or|but|nor|while|whereas|although|though|because|if|unless|as|than|that|which"
    r"|who|und|oder|aber|sondern|dass|et|ou|mais|que|y|o|pero)\b",
    re.IGNORECASE,
)
_OF = re.compile(r"\s(?:out )?of\s")
_PHRASE = re.compile(
    r"\s(?:of|in|on|at|to|for|with|by|from|near|von|an|auf|zu|für|mit|de|en|dans|con)\s",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*(?:,.*,|\(.*\)|[—–].*[—–])\s*(?:\w{1,4}\s){0,2}", re.DOTALL)
# "The wife of the mayor resigned" does not say that the mayor did.
_BELONGS_TO = re.compile(
    r"\b(?:of|for|by|with|to|from|against|about|von|für|mit|gegen|des|der|de|du|del|por|con)\s"
    r"(?:(?:the|an?|its|his|her|their|our|le|la|les|el|los|las|dem|den)\s)?$",
    re.IGNORECASE,
)

_Words = Sequence[tuple[str, int, int]]  # (stem, start, end)


def is_contained(aligned: Alignment) -> bool:
    """Whether the best passage of a statement holds all its content words in one piece, and its
    figures in their order.
    """
    if aligned.best is None:
        return False
    passage = aligned.index.text[slice(*aligned.best)]
    statement = aligned.text.removeprefix(aligned.statement.label)
    there = _content(passage)
    known = {word for word, _, _ in there}
    if any(word not in known for word, _, _ in _content(statement)):
        return False
    opening = _OPENING_PHRASE.match(statement)
    text = statement[opening.end() if opening else 0 :]
    said = _content(text)
    piece = _shortest_piece([word for word, _, _ in said], there)
    if piece is None or not _figures_in_order(text, aligned.index.numbers_in([aligned.best])):
        return False
    return _is_whole([(start, end) for _, start, end in said], text, piece, passage)


def _content(text: str) -> list[tuple[str, int, int]]:
    return [
        (stem(match[0].lower()), *match.span())
        for match in words_of(text)
        if match[0].lower() not in STOP_WORDS and len(match[0]) > 1
    ]


def _shortest_piece(said: Sequence[str], there: _Words) -> list[Span] | None:
    """The spans of the words in the shortest part of the passage that has them in their order."""
    best: list[Span] | None = None
    for first, (word, _, _) in enumerate(there):
        if not said or word != said[0]:
            continue
        spans: list[Span] = []
        for other, start, end in there[first:]:
            if len(spans) < len(said) and other == said[len(spans)]:
                spans.append((start, end))
        if len(spans) < len(said):
            break  # what begins later holds no more
        if best is None or spans[-1][1] - spans[0][0] < best[-1][1] - best[0][0]:
            best = spans
    return best


def _is_whole(said: Sequence[Span], text: str, piece: Sequence[Span], passage: str) -> bool:
    """Whether what the passage has before and between the words changes nothing of the statement
    that has them at `said`.
    """
    if _BELONGS_TO.search(passage, 0, piece[0][0]) and not _BELONGS_TO.search(text, 0, said[0][0]):
        return False
    gaps = zip(pairwise(said), pairwise(piece), strict=True)
    return all(
        _may_be_left_out(passage[there_end:there], text[here_end:here])
        for ((_, here_end), (here, _)), ((_, there_end), (there, _)) in gaps
    )


def _may_be_left_out(between: str, kept: str) -> bool:
    """Whether a statement that has `kept` between two words of a passage, in place of what stands
    `between` them there, still says the same of them.
    """
    left_out = _content(between)
    if not left_out or not _LEADS_ELSEWHERE.search(between) or _ASIDE.fullmatch(between):
        return True
    if _CUT.search(between):
        return False
    if _OF.match(between) and quantities(between):
        return True  # "three regions" of "three of four regions"
    # A phrase of its own: "on the east bank (of the river) with".
    return bool(_PHRASE.match(between)) and between[left_out[-1][2] :].split() == kept.split()


def _figures_in_order(text: str, there: Sequence[Number]) -> bool:
    """Whether figures of one kind stand in the passage as they do in the statement: "14 to 9"."""
    for unit in {number.unit for number in quantities(text)}:
        said = [number for number in quantities(text) if number.unit == unit]
        if len(said) > 1 and not _follow_each_other(said, there):
            return False
    return True


def _follow_each_other(said: Sequence[Number], there: Sequence[Number]) -> bool:
    rest = iter(there)
    return all(any(other.supports(number) for other in rest) for number in said)

"""Whether a passage holds a statement in one piece: its words in their order, in one clause, with
nothing between them that changes what they belong to.

"The council rejected the repair" has every word of "The council rejected a new building; it voted
for the repair", and is not what that says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..facts.number import Number
from ..facts.quantities import quantities
from .alignment import Alignment
from .order import Word, content_words

# A phrase that opens the sentence may stand anywhere in the passage.
_OPENING_PHRASE = re.compile(
    r"\W*(?:in|at|on|after|before|during|since|until|by|from|for|with|under|over|across|around"
    r"|according to)\b[^,;:.]{0,60},\s",
    re.IGNORECASE,
)
# Behind one of these another clause begins.
_CUT = re.compile(
    r"[;:—–]|\b(?:and|or|but|nor|while|whereas|although|though|because|if|unless|as|than|that|which"
    r"|who|und|oder|aber|sondern|dass|et|ou|mais|que|y|o|pero)\b",
    re.IGNORECASE,
)
# What is left out between two words may be an adjective, or stand between commas. Behind one of
# these, too, the next word belongs to something else: "rejected plans for the repair".
_LEADS_ELSEWHERE = re.compile(
    rf"{_CUT.pattern}|\b(?:of|for|to|with|without|by|from|against|about|over|into|von|für|mit|gegen"
    r"|zu|de|pour|avec|para|con|contra)\b",
    re.IGNORECASE,
)
_LONGEST_PASSAGE = 2_000  # characters; what is longer is no sentence
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


def is_contained(aligned: Alignment) -> bool:
    """Whether the best passage of a statement holds all its content words in one piece, and its
    figures in their order.
    """
    if not aligned.passages or len(aligned.passages[0].said) > _LONGEST_PASSAGE:
        return False
    passage = aligned.passages[0]
    statement = aligned.text.removeprefix(aligned.statement.label)
    there = content_words(passage.said)
    stems = {word.stem for word in content_words(statement)}
    if not stems.issubset(word.stem for word in there):
        return False
    opening = _OPENING_PHRASE.match(statement)
    text = statement[opening.end() if opening else 0 :]
    piece = _shortest_piece(content_words(text), there)
    if piece is None or not _is_whole(text, piece, passage.said):
        return False
    return _figures_in_order(text, aligned.index.numbers_in([passage.span]))


Words = Sequence[Word]


def _shortest_piece(said: Words, there: Words) -> Words | None:
    """The words in the shortest part of the passage that has them in their order."""
    best: Words | None = None
    for first, word in enumerate(there):
        if not said or word.stem != said[0].stem:
            continue
        piece = list(_in_their_order(said, there[first:]))
        if len(piece) < len(said):
            break  # what begins later holds no more
        if best is None or _length(piece) < _length(best):
            best = piece
    return best


def _in_their_order(said: Words, there: Words) -> Iterator[Word]:
    """The first place of each word behind that of the word before."""
    rest = iter(there)
    for word in said:
        for other in rest:
            if other.stem == word.stem:
                yield other
                break


def _length(piece: Words) -> int:
    return piece[-1].end - piece[0].start


def _is_whole(text: str, piece: Words, passage: str) -> bool:
    """Whether what the passage has before and between the words changes nothing of the statement."""
    said = content_words(text)
    is_of_another = _BELONGS_TO.search(passage, 0, piece[0].start)
    if is_of_another and not _BELONGS_TO.search(text, 0, said[0].start):
        return False
    left_out = _between(piece, passage)
    return all(map(_may_be_left_out, left_out, _between(said, text)))


def _between(words: Words, text: str) -> Iterator[str]:
    """What stands between each two neighbours of the words."""
    for word, following in pairwise(words):
        yield text[word.end : following.start]


def _may_be_left_out(between: str, kept: str) -> bool:
    """Whether a statement that has `kept` between two words of a passage, in place of what stands
    `between` them there, still says the same of them.
    """
    left_out = content_words(between)
    if not left_out or not _LEADS_ELSEWHERE.search(between) or _ASIDE.fullmatch(between):
        return True
    if _CUT.search(between):
        return False
    if _OF.match(between) and quantities(between):
        return True  # "three regions" of "three of four regions"
    # A phrase of its own: "on the east bank (of the river) with".
    behind = between[left_out[-1].end :]
    return bool(_PHRASE.match(between)) and behind.split() == kept.split()


def _figures_in_order(text: str, there: Sequence[Number]) -> bool:
    """Whether figures of one kind stand in the passage as they do in the statement: "14 to 9"."""
    stated = quantities(text)
    for unit in {number.unit for number in stated}:
        of_unit = [number for number in stated if number.unit == unit]
        if len(of_unit) > 1 and not _follow_each_other(of_unit, there):
            return False
    return True


def _follow_each_other(stated: Sequence[Number], there: Sequence[Number]) -> bool:
    rest = iter(there)
    return all(any(other.supports(number) for other in rest) for number in stated)

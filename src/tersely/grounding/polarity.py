"""What turns the sense of a statement around while its words stay: negation, direction, degree.

Each is looked for where a passage has nearly all the words of the statement: there a "not" on one
side only, an opposite, an "all" for a "some" or a lost "may" says something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ..language.words import stem, terms
from ..records import Flag
from .alignment import Alignment
from .extent import check_extent
from .figures import is_calculated
from .negation import WORD, denial_of, has_negation, may_deny
from .opposites import opposed, opposites_of
from .pairing import Pair
from .reserve import HEDGE, STRONG_HEDGE
from .vocabulary import without_figures

_PREFIXED = re.compile(r"\b(?:un|in|im|dis(?!minu)|non)[a-z]{3,}", re.IGNORECASE)
_THAN = re.compile(r"\bthan\s((?:[\w'’-]+\s?){1,4})")
_PLAIN_NEGATION = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|will)(?:\snot|n['’]t)\s(?P<denied>[a-z]{4,})\b",
    re.IGNORECASE,
)
_OF_COMPARISON = re.compile(
    r"more|less|fewer|worse|[a-z]+er|up|down|(?:r[oi]se|f[ae]ll|gr[eo]w|increas|decreas|declin|drop)[a-z]*"
)
_NEIGHBOURS, _HEDGED_WORDS = 2, 4
_BESIDE = 2 * _NEIGHBOURS  # words among which there are so many neighbours with content
# So close that a "not" on one side means something: 19 of 19 such hints on SummEdits are right.
_ALIKE = 0.7
_ALIKE_BETWEEN = 0.6  # where the words on both sides are the same
_DENIED_REACH = 40  # characters
_CLOSE = 0.8


Look = Callable[[Pair], Flag | None]


def check_polarity(aligned: Alignment) -> Iterator[Flag]:
    """A flag for what the passage says the other way round; one for a statement is enough.

    Where a figure is computed, "7.5 km are not paved" may follow from the 4.9 km that are.
    """
    pair = aligned.pair
    if pair is None:
        return
    flag = _negated(pair, is_denial=aligned.denies)
    if flag and not is_calculated(aligned):
        yield flag
        return
    for check in _CHECKS:
        if flag := check(pair):
            yield flag
            return
    flag = _plainly_negated(pair)
    around = map(aligned.index.said, aligned.near) if flag else ()
    if flag and not any(map(has_negation, around)) and not is_calculated(aligned):
        yield flag


def _negated(pair: Pair, *, is_denial: bool) -> Flag | None:
    """Only one side denies, and denies what the other says."""
    if pair.share < _ALIKE or not pair.is_short:
        return None
    if has_negation(pair.said) == is_denial:
        return None
    if is_denial:
        match = denial_of(pair.said, pair.text)
        return pair.flag("negation", *match.span()) if match else None
    is_denied = denial_of(pair.text, pair.said) is not None
    return pair.flag("negation", 0, len(pair.text)) if is_denied else None


def _plainly_negated(pair: Pair) -> Flag | None:
    """ "It will not increase the price" where the passage has "I think it will increase the price"
    and nothing around it denies anything: there fewer shared words will do.
    """
    match = _PLAIN_NEGATION.search(pair.text)
    if match is None or not pair.is_short or may_deny(pair.said):
        return None
    if not has_negation(match[0]) or has_negation(pair.text[: match.start()]):
        return None
    denied = stem(match["denied"].lower())
    asserted = map(stem, WORD.findall(pair.said.lower()))
    return pair.flag("negation", *match.span()) if denied in asserted else None


def _turned(pair: Pair) -> Flag | None:
    """An opposite of a word of the passage stands in the statement, beside the same words."""
    compares_others = _compares_others(pair)
    mine = list(WORD.finditer(pair.text))
    my_stems = {stem(match[0].lower()) for match in mine}
    their_words = {word.lower() for word in WORD.findall(pair.said)}
    their_stems = set(map(stem, their_words))
    for place, match in enumerate(mine):
        word = match[0].lower()
        if word in their_words or stem(word) in their_stems:
            continue
        if compares_others and _OF_COMPARISON.fullmatch(word):
            continue
        opposites = [other for other in opposed(word, their_words) if stem(other) not in my_stems]
        if not opposites or _goes_the_same_way(word, their_words):
            continue
        if any(_is_turned(pair, mine, place, other) for other in opposites):
            return pair.flag("direction", *match.span())
    return None


Words = Sequence[re.Match[str]]


def _is_turned(pair: Pair, mine: Words, place: int, opposite: str) -> bool:
    """Whether mine[place] stands where the passage has its opposite: the words around are the same,
    most of the rest is, and nothing is denied on one side only.
    """
    match = mine[place]
    said_else = pair.said.replace(opposite, " ")
    if _PREFIXED.match(match[0]) and _PREFIXED.search(said_else):
        return False  # "unlikely" for "likely to be unable"
    theirs = list(WORD.finditer(pair.said))
    places = [at for at, word in enumerate(theirs) if word[0].lower() == opposite]
    around = _neighbours(mine, place)
    shared = max(len(around & _neighbours(theirs, at)) for at in places)
    is_denied = _is_denied(match, pair.text)
    if not shared or any(_is_denied(theirs[at], pair.said) != is_denied for at in places):
        return False
    least = _ALIKE if shared < _NEIGHBOURS else _ALIKE_BETWEEN
    rest = without_figures(terms(pair.text.replace(match[0], " ")))
    return bool(rest) and len(rest & pair.said_terms) >= least * len(rest)


def _goes_the_same_way(word: str, others: set[str]) -> bool:
    """Whether the passage has another word that excludes what `word` excludes: "decreased" for
    "lowers".
    """
    excluded = opposites_of(word)
    alike = (other for other in others if not excluded.isdisjoint(opposites_of(other)))
    return any(other not in excluded for other in alike)


def _is_denied(word: re.Match[str], text: str) -> bool:
    start = max(0, word.start() - _DENIED_REACH)
    return has_negation(text[start : word.end()])


def _compares_others(pair: Pair) -> bool:
    """Whether a side compares ("than") and the other not, or with something else."""
    here, there = _THAN.search(pair.text), _THAN.search(pair.said)
    if here is None and there is None:
        return False
    if here is None or there is None:
        return True
    return terms(here[1])[:1] != terms(there[1])[:1]


def _neighbours(words: Words, place: int) -> set[str]:
    """The content terms of the words on both sides of one."""
    before = _terms_of(words[max(0, place - _BESIDE) : place])
    behind = _terms_of(words[place + 1 : place + 1 + _BESIDE])
    return {*before[-_NEIGHBOURS:], *behind[:_NEIGHBOURS]}


def _terms_of(words: Words) -> list[str]:
    return terms(" ".join(word[0] for word in words))


def _asserted(pair: Pair) -> Flag | None:
    """A statement without reserve of what the passage only calls possible."""
    if pair.share < _CLOSE or not pair.is_short or HEDGE.search(pair.text):
        return None
    for hedge in STRONG_HEDGE.finditer(pair.said):
        hedged = WORD.findall(pair.said, hedge.end())[:_HEDGED_WORDS]
        asserted = terms(pair.text)
        if any(term in asserted for term in terms(" ".join(hedged))[:1]):
            return pair.flag("hedge", 0, len(pair.text))
    return None


_CHECKS: tuple[Look, ...] = (_turned, check_extent, _asserted)

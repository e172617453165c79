"""When a statement that is not verbatim may be called supported: one passage has its words, in
about their order, with the same names and the same words of quantity.
"""

from __future__ import annotations

import re

from ..facts.names import names, words_of
from ..language.words import STOP_WORDS, stem, words
from .alignment import Alignment
from .names import is_known
from .order import keeps_order
from .pairing import pair_of
from .reserve import UNFULFILLED

_RESTATED_SHARE = 0.8
# Small words that change who, when or how much is meant; most are no terms, so no share counts them.
_QUANTIFIERS = frozenset(
    """all every each most many few none no not never always only some both neither either any half
    majority minority almost nearly hardly barely mostly mainly largely entirely everyone nobody
    everything nothing without unless until if may might could should would before after once
    twice""".split()
)
_SAME = {"nobody": "none", "no": "none", "not": "none", "never": "none", "every": "all"}
_SAME |= {"everyone": "all", "each": "all", "everything": "all", "nothing": "none"}
_SAME |= {"might": "may", "could": "may", "nearly": "almost", "mainly": "mostly"}
_SAME |= {"largely": "mostly", "neither": "none", "without": "none", "hardly": "barely"}
_CONTRACTED = re.compile(r"n['’]t\b", re.IGNORECASE)
_MAY = re.compile(r"(?<=\s)May\b")  # the month
_PRONOUN = re.compile(r"\b(?:he|she|they|it|i|we|his|her|their|its)\b", re.IGNORECASE)


def is_restated(aligned: Alignment) -> bool:
    """Whether the best passage of the statement says the same in nearly the same words."""
    if not aligned.citations or aligned.citations[0].score < _RESTATED_SHARE:
        return False
    is_same = keeps_order(aligned) and _has_its_names(aligned) and _is_as_wide(aligned)
    return is_same and _is_as_firm(aligned)


def _is_as_firm(aligned: Alignment) -> bool:
    """Whether the passage asserts what the statement asserts: it does not ask, and nothing in it is
    only wanted, tried or expected that the statement has as a fact.
    """
    pair = pair_of(aligned)
    said = pair.said.strip() if pair else ""
    if said.endswith("?") and not aligned.text.rstrip().endswith("?"):
        return False
    mine = set(map(stem, words(aligned.text)))
    return all(stem(reserve[0].lower()) in mine for reserve in UNFULFILLED.finditer(said))


def _has_its_names(aligned: Alignment) -> bool:
    """Whether every name of the statement is one of the passage; what its pronoun may stand for is
    named shortly before it.
    """
    index, best = aligned.index, aligned.best
    assert best is not None, "there is a citation"
    said = {word for name in names(aligned.text) for word in words(name.text)} - STOP_WORDS
    there = set(words(index.text[slice(*best)]))
    missing = {word for word in said - there if is_known(word, index)}
    missing |= _opening_name(aligned) - there
    if not missing:
        return True
    if not _PRONOUN.search(index.text, *best):
        return False
    number = index.sentence_at(best[0])
    first = index.sentences[max(0, number - 2)][0]
    return missing <= set(words(index.text[first : best[0]]))


def _opening_name(aligned: Alignment) -> set[str]:
    """The first word of the statement, where the source never writes it small: its capital may be
    that of a name.
    """
    first = next(words_of(aligned.text), None)
    if first is None or not first[0][0].isupper():
        return set()
    opening = set(words(first[0])) - STOP_WORDS
    small = aligned.index.wording.find(first[0][0].lower() + first[0][1:])
    return opening if small < 0 else set()


def _is_as_wide(aligned: Alignment) -> bool:
    """Whether the words of quantity and reservation are those of the passage."""
    assert aligned.best is not None, "there is a citation"
    passage = aligned.index.text[slice(*aligned.best)]
    return _quantifiers(aligned.text) <= _quantifiers(passage)


def _quantifiers(text: str) -> set[str]:
    present = {word for word in words(_MAY.sub(" ", text)) if word in _QUANTIFIERS}
    if _CONTRACTED.search(text):
        present.add("not")
    return {_SAME.get(word, word) for word in present}

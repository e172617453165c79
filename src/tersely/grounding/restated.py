"""When a statement that is not verbatim may be called supported: one passage has its words, in
about their order, with the same names and the same words of quantity.
"""

from __future__ import annotations

import re

from ..facts.names import names, words_of
from ..facts.quantities import quantities
from ..language.words import STOP_WORDS, stem, terms, words
from .alignment import Alignment
from .contained import is_contained
from .names import is_known
from .pairing import pair_of
from .polarity import has_negation
from .reserve import UNFULFILLED
from .rivals import thing_counted

_RESTATED_SHARE = 0.8
# Small words that change who, when or how much is meant; most are no terms, so no share counts them.
_QUANTIFIERS = frozenset(
    """all every each most many few none no not never always only some both neither either any half
    majority minority almost nearly hardly barely mostly mainly largely entirely everyone nobody
    everything nothing without unless until if may might could should would before after once
    twice""".split()
)
_CONDITION = re.compile(r"\b(?:if|unless|falls|sofern|wenn|si)\s[^,.;]{3,120}", re.IGNORECASE)
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
    is_same = is_contained(aligned) and _has_its_names(aligned) and _is_as_wide(aligned)
    return is_same and _is_as_firm(aligned) and _counts_the_same(aligned)


def _counts_the_same(aligned: Alignment) -> bool:
    """Whether each number of the statement counts what it counts in the passage."""
    assert aligned.best is not None, "there is a citation"
    index = aligned.index
    known = index.numbers_in([aligned.best])
    for number in quantities(aligned.text):
        thing = "" if number.unit else thing_counted(aligned.text, number.end)
        things = [thing_counted(index.text, n.end) for n in known if n.supports(number)]
        if thing and any(things) and thing not in things:
            return False
    return True


def _is_as_firm(aligned: Alignment) -> bool:
    """Whether the passage asserts what the statement asserts: it does not ask, and nothing in it is
    only wanted, tried or expected that the statement has as a fact.
    """
    pair = pair_of(aligned)
    said = pair.said.strip() if pair else ""
    if said.endswith("?") and not aligned.text.rstrip().endswith("?"):
        return False
    if has_negation(said) != has_negation(aligned.text) or not _has_its_condition(aligned):
        return False
    mine = set(map(stem, words(aligned.text)))
    return all(stem(reserve[0].lower()) in mine for reserve in UNFULFILLED.finditer(said))


def _has_its_condition(aligned: Alignment) -> bool:
    """Whether what the statement makes conditional is so in the passage, by the same words."""
    assert aligned.best is not None, "there is a citation"
    passage = " ".join(aligned.index.text[slice(*aligned.best)].split())
    for condition in _CONDITION.finditer(aligned.text):
        rest = set(terms(aligned.text.replace(condition[0], " ")))
        parts = [part for part in passage.split(";") if condition[0].rstrip(" .") in part]
        if not any(len(rest & set(terms(part))) >= _RESTATED_SHARE * len(rest) for part in parts):
            return False
    return True


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
        return not (said and _passes_over_names(aligned, said))
    if not _PRONOUN.search(index.text, *best) or _opens_with_another(aligned):
        return False
    number = index.sentence_at(best[0])
    first = index.sentences[max(0, number - 2)][0]
    return missing <= set(words(index.text[first : best[0]]))


def _passes_over_names(aligned: Alignment, said: set[str]) -> bool:
    """Whether other names stand between those of the statement and the rest of its words: what is
    said may be said of them.
    """
    pair = pair_of(aligned)
    if pair is None:
        return False
    held = [m for m in words_of(pair.said) if stem(m[0].lower()) in set(terms(aligned.text))]
    named = [m.end() for m in held if m[0].lower() in said]
    if not named or not held:
        return False
    between = pair.said[min(named) : held[-1].start()]
    others = {word for name in names(f"x {between}") for word in words(name.text)}
    return bool(others - set(words(aligned.text)) - STOP_WORDS)


def _opens_with_another(aligned: Alignment) -> bool:
    """Whether the passage begins with a name of its own, which no pronoun of it stands for."""
    index, best = aligned.index, aligned.best
    assert best is not None, "there is a citation"
    first = next(words_of(index.text[slice(*best)]), None)
    if first is None or not first[0][0].isupper() or first[0].lower() in STOP_WORDS:
        return False
    return first[0].lower() not in words(aligned.text) and index.wording.find(first[0].lower()) < 0


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

"""When a statement that is not verbatim may be called supported: one passage has its words, in
about their order, with the same names and the same words of quantity.
"""

from __future__ import annotations

import re

from ..facts.names import names, words_of
from ..language.words import STOP_WORDS, stem, terms, words
from .alignment import Alignment, Passage
from .contained import is_contained
from .known_names import is_known
from .negation import has_negation
from .reserve import UNFULFILLED

_RESTATED_SHARE = 0.8
_BEFORE_SENTENCES = 2
# Small words that change who, when or how much is meant; most are no terms, so no share counts them.
_QUANTIFIERS = frozenset(
    """all every each most many few none no not never always only some both neither either any half
    majority minority almost nearly hardly barely mostly mainly largely entirely everyone nobody
    everything nothing without unless until if may might could should would before after once
    twice""".split()
)
_CONDITION = re.compile(r"\b(?:if|unless|falls|sofern|wenn|si)\s[^,.;]{3,120}", re.IGNORECASE)
_SAME = {
    **dict.fromkeys("nobody no not never nothing neither without".split(), "none"),
    **dict.fromkeys("every everyone each everything".split(), "all"),
    **dict.fromkeys("might could".split(), "may"),
    **dict.fromkeys("mainly largely".split(), "mostly"),
    "nearly": "almost",
    "hardly": "barely",
}
_CONTRACTED = re.compile(r"n['’]t\b", re.IGNORECASE)
_MAY = re.compile(r"(?<=\s)May\b")  # the month
_PRONOUN = re.compile(r"\b(?:he|she|they|it|i|we|his|her|their|its)\b", re.IGNORECASE)


def is_restated(aligned: Alignment) -> bool:
    """Whether the best passage of the statement says the same in nearly the same words."""
    if not aligned.passages or aligned.passages[0].score < _RESTATED_SHARE:
        return False
    passage = aligned.passages[0]
    return (
        is_contained(aligned)
        and _has_its_names(aligned, passage)
        and _quantifiers(aligned.text) <= _quantifiers(passage.said)
        and _is_as_firm(aligned, passage)
        and _counts_the_same(aligned, passage)
    )


def _counts_the_same(aligned: Alignment, passage: Passage) -> bool:
    """Whether each number of the statement counts what it counts in the passage."""
    index = aligned.index
    known = index.numbers_in([passage.span])
    for number in aligned.numbers:
        thing = "" if number.unit else aligned.thing_counted(number)
        things = {index.thing_counted(other) for other in known if other.supports(number)}
        if thing and any(things) and thing not in things:
            return False
    return True


def _is_as_firm(aligned: Alignment, passage: Passage) -> bool:
    """Whether the passage asserts what the statement asserts: it does not ask, and nothing in it is
    only wanted, tried or expected that the statement has as a fact.
    """
    text = aligned.text
    said = aligned.pair.said.strip() if aligned.pair else ""
    if said.endswith("?") and not text.rstrip().endswith("?"):
        return False
    if has_negation(said) != aligned.denies or not _has_its_condition(text, passage.said):
        return False
    mine = set(map(stem, words(text)))
    reserves = UNFULFILLED.findall(said.lower())
    return mine.issuperset(map(stem, reserves))


def _has_its_condition(text: str, passage: str) -> bool:
    """Whether what the statement makes conditional is so in the passage, by the same words."""
    parts = " ".join(passage.split()).split(";")
    for match in _CONDITION.finditer(text):
        condition = match[0].rstrip(" .")
        rest = set(terms(text.replace(match[0], " ")))
        having_it = (terms(part) for part in parts if condition in part)
        shared = (len(rest.intersection(held)) for held in having_it)
        if max(shared, default=-1) < _RESTATED_SHARE * len(rest):
            return False
    return True


def _has_its_names(aligned: Alignment, passage: Passage) -> bool:
    """Whether every name of the statement is one of the passage; what its pronoun may stand for is
    named shortly before it.
    """
    index = aligned.index
    said = _words_of_names(aligned.text) - STOP_WORDS
    there = set(words(passage.said))
    missing = {word for word in said - there if is_known(word, index)}
    missing |= _opening_name(aligned) - there
    if not missing:
        return not (said and _passes_over_names(aligned, said))
    if not _PRONOUN.search(passage.said) or _opens_with_another(aligned, passage):
        return False
    start = passage.span[0]
    number = index.sentence_at(start)
    first, _ = index.sentences[max(0, number - _BEFORE_SENTENCES)]
    return missing.issubset(words(index.said((first, start))))


def _passes_over_names(aligned: Alignment, said: set[str]) -> bool:
    """Whether other names stand between those of the statement and the rest of its words: what is
    said may be said of them.
    """
    pair = aligned.pair
    if pair is None:
        return False
    mine = set(terms(aligned.text))
    held = [match for match in words_of(pair.said) if stem(match[0].lower()) in mine]
    named = [match for match in held if match[0].lower() in said]
    if not named:
        return False
    between = pair.said[named[0].end() : held[-1].start()]
    # The first word of a text is no name for certain.
    others = _words_of_names(f"x {between}").difference(words(aligned.text))
    return not others <= STOP_WORDS


def _words_of_names(text: str) -> set[str]:
    return set(words(" ".join(name.text for name in names(text))))


def _opens_with_another(aligned: Alignment, passage: Passage) -> bool:
    """Whether the passage begins with a name of its own, which no pronoun of it stands for."""
    first = next(words_of(passage.said), None)
    if first is None or not first[0][0].isupper():
        return False
    small = first[0].lower()
    if small in STOP_WORDS or small in words(aligned.text):
        return False
    return aligned.index.wording.find(small) < 0


def _opening_name(aligned: Alignment) -> set[str]:
    """The first word of the statement, where the source never writes it small: its capital may be
    that of a name.
    """
    match = next(words_of(aligned.text), None)
    if match is None or not match[0][0].isupper():
        return set()
    first = match[0]
    small = first[0].lower() + first[1:]
    if aligned.index.wording.find(small) >= 0:
        return set()
    return set(words(first)) - STOP_WORDS


def _quantifiers(text: str) -> set[str]:
    present = set(words(_MAY.sub(" ", text))) & _QUANTIFIERS
    if _CONTRACTED.search(text):
        present.add("not")
    return {_SAME.get(word, word) for word in present}

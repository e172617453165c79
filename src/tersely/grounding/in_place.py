"""A "not" that a statement leaves out, or puts in, between the very words of its passage.

check_polarity asks for a passage that says hardly more than the statement. Here the passage may be
long: only the words right before and behind the "not" must stand in the statement, in their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..facts.names import names
from ..facts.spans import Span
from ..language.words import STOP_WORDS, stem, terms, words
from ..records import Flag
from .alignment import Alignment
from .negation import denies_in_other_words, has_negation, without_idioms
from .verbs import root_of

_NOT = frozenset(
    "aucun aucune ningún ninguna kein keine keinen not never nicht nie niemals pas jamais no nunca".split()
)
# With these before it a "not" has the verb behind it in another form: "did not issue", "issued".
_NO_OTHER_VERB = frozenset(["", *"do does did don doesn didn".split()])
_SAME_VERB = {
    **dict.fromkeys("are was were am be".split(), "is"),
    **dict.fromkeys("have had".split(), "has"),
    **dict.fromkeys("sind waren war".split(), "ist"),
    "wurden": "wurde",
}
_UNTIL = re.compile(r"\b(?:until|till|unless|before|bis|avant|hasta)\b", re.IGNORECASE)
_NONE = frozenset("no aucun aucune ningún ninguna kein keine keinen".split())
_SOME = frozenset(
    "several some many two three various numerous multiple des plusieurs varios varias algunos algunas unos unas"
    " einige mehrere viele".split()
)
_THINGS = 2  # words that say of what there is none, or how far before them "several" may stand
_BEHIND = 2  # words that must stand behind the "not" on both sides, one of them with content
_COMPARED = 5
_HELD = 0.75
_PRONOUN = re.compile(r"\b(?:he|she|they|it|who)\b", re.IGNORECASE)
_BEFORE = 3  # sentences in which somebody is named whom a pronoun stands for
_PASSAGES = 2
_LONGEST_PASSAGE = 1500  # characters


@dataclass(frozen=True, slots=True)
class _Place:
    """A "not" between two words: what stands before it, "" at the start, and what behind it."""

    word: str
    before: str
    behind: tuple[str, ...]


def check_denied_in_place(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "Mehta was involved in the study" where the passage has "Mehta, who was not
    involved in the study", and the reverse.
    """
    is_denial = aligned.denies
    if not is_denial and denies_in_other_words(aligned.text):
        return
    for passage in aligned.passages[:_PASSAGES]:
        if len(passage.said) > _LONGEST_PASSAGE:
            continue
        if max(passage.score, _score_without_name(aligned, passage.span)) < _HELD:
            continue
        place = _place_on_one_side(aligned.text, passage.said, is_denial=is_denial)
        if place is None or not _is_about_it(place, aligned):
            continue
        if not is_denial and _is_said_elsewhere(place, aligned):
            continue
        yield aligned.contradiction("negation", aligned.whole, passage.span)
        return


def _place_on_one_side(text: str, said: str, *, is_denial: bool) -> _Place | None:
    """The "not" that only one of a statement and a passage has between the same words."""
    if said.rstrip(" \"”’'").endswith("?") or has_negation(said) == is_denial:
        return None
    if is_denial and denies_in_other_words(said):
        return None  # "declined to sign"
    denying, plain = (text, said) if is_denial else (said, text)
    if _UNTIL.search(denying) and not _UNTIL.search(plain):
        return None  # "it did not open until May" is "it opened in May"
    for place in _places(denying):
        if _stands(place, plain) or _has_some(place, plain):
            return place
    return None


def _is_said_elsewhere(place: _Place, aligned: Alignment) -> bool:
    """Whether a passage beside it says without a "not" what the statement does."""
    for start, end in aligned.near:
        if end - start <= _LONGEST_PASSAGE:
            passage = aligned.index.said((start, end))
            if not has_negation(passage) and _stands(place, passage):
                return True
    return False


def _score_without_name(aligned: Alignment, span: Span) -> float:
    """How much of a statement a passage holds that has a pronoun for the name before it."""
    index, text = aligned.index, aligned.text
    name = next(iter(names(text)), None)
    if name is None or not _PRONOUN.search(index.said(span)):
        return 0.0
    number = index.sentence_at(span[0])
    first, _ = index.sentences[max(0, number - _BEFORE)]
    before = words(index.said((first, span[0])))
    rest = set(terms(text)).difference(terms(name.text))
    is_named_before = not set(words(name.text)).isdisjoint(before)
    return index.cover(rest, [number]) if is_named_before and len(rest) >= _BEHIND else 0.0


def _is_about_it(place: _Place, aligned: Alignment) -> bool:
    """Whether more is shared than what stands behind the "not": who does it, or with what."""
    behind = terms(" ".join(place.behind))
    return not set(terms(aligned.text)).issubset(behind)


@lru_cache(maxsize=256)
def _tokens(text: str) -> tuple[str, ...]:
    plain = without_idioms(text).replace("’", "'")
    plain = plain.replace("n't", " not").replace("cannot", "can not")
    return tuple(words(plain))


def _places(text: str) -> Iterator[_Place]:
    tokens = _tokens(text)
    for at, token in enumerate(tokens):
        if token in _NOT:
            behind = tokens[at + 1 : at + 1 + _COMPARED]
            yield _Place(token, tokens[at - 1] if at else "", behind)


def _has_some(place: _Place, plain: str) -> bool:
    """Whether a text has "several formal appeals" where the other has "no formal appeals"."""
    if place.word not in _NONE:
        return False
    content = [word for word in place.behind if word not in STOP_WORDS]
    things = list(map(stem, content[:_THINGS]))
    tokens = _tokens(plain)
    stems = list(map(stem, tokens))
    if len(things) < _THINGS or not set(things) <= set(stems):
        return False
    first = min(stems.index(thing) for thing in things)
    before = tokens[max(0, first - _THINGS) : first]
    return not _SOME.isdisjoint(before) and _NONE.isdisjoint(tokens)


def _stands(place: _Place, plain: str) -> bool:
    """Whether a text has the words on both sides of the "not" without it."""
    behind = place.behind[: max(_BEHIND, _until_content(place.behind))]
    if len(behind) < _BEHIND or all(word in STOP_WORDS for word in behind):
        return False
    roots, tokens = _roots(behind), _tokens(plain)
    for at, token in enumerate(tokens):
        is_like_it = root_of(token) == roots[0]
        if not is_like_it or _roots(tokens[at : at + len(roots)]) != roots:
            continue
        before = tokens[at - 1] if at else ""
        if place.before in _NO_OTHER_VERB or _verb(place.before) == _verb(before):
            return before not in _NOT
    return False


def _roots(words: Sequence[str]) -> list[str]:
    return list(map(root_of, words))


def _until_content(behind: Sequence[str]) -> int:
    """How many words there are to the first one with content and the next."""
    for count, word in enumerate(behind, 1):
        if word not in STOP_WORDS:
            return count
    return len(behind)


def _verb(word: str) -> str:
    return _SAME_VERB.get(word, word)

"""Denials of what the source asserts, in other words than the source's: "the team has not decided on
the price" where a passage has the price and nothing around it denies anything.

check_polarity asks for a passage that says nearly the same as the whole statement. Here only what a
"not" denies, to the end of its clause, is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..facts.names import names
from ..facts.spans import Span
from ..language.words import stem, terms
from ..records import Flag
from .alignment import Alignment
from .index import Index
from .negation import denies_in_other_words, has_negation, without_idioms

_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|must|need)"
_NOT = rf"(?:\b{_AUXILIARY}\s(?:also\s|still\s)?not|n['’]t|\bcannot|\bnever|\bno\slonger)\b"
_TALK = (
    r"(?:discuss|mention|consider|address|talk\sabout|bring\sup|speak\s(?:of|about)|refer\sto"
    r"|touch\s(?:on|upon)|raise|cover)"
)
_DENIED = re.compile(_NOT, re.IGNORECASE)
_NOT_TALKED_OF = re.compile(
    rf"(?:\b(?:do|does|did)\snot|n['’]t|\bnever)\s(?:even\s)?{_TALK}(?:ed|d|s)?\b"
    r"|\bno\s(?:mention|discussion|talk)\s(?:of|about)\b"
    r"|\bwithout\s(?:(?:mention|discuss|consider|address)ing|talking\sabout)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"[;:,()–—.]|\s(?=(?:but|while|whereas|although|though|because|since|which|who|and|or|if|unless|until|after"
    r"|before|despite|due|with)\s)"
)
# "Not until 1997" tells when, "not the first time" that there were others.
_DENIES_ELSE = re.compile(r"\s(?:until|unless|before)\b", re.IGNORECASE)
_OTHERS_TOO = re.compile(r"\s(?:yet\s)?(?:the\s(?:first|only|same|last)|alone|seem|until)\b", re.I)
_OF_THE_TEXT = re.compile(r"\b(?:passage|article|text|document|source|summary)s?\b", re.IGNORECASE)
# On SummEdits 21 statements with so much of what they deny in one passage are wrong and none is
# right, on RAGTruth and FaithJudge 2 of 4: with fewer terms, or less of them, most are right.
_HELD, _FEWEST_TERMS = 0.55, 3
# With the subject fewer terms will do, where nearly all are in one passage: 5 of 5 such statements
# are wrong. "Should not" gives an opinion on what is ("should we?").
_HELD_OF_CLAUSE, _FEWEST_OF_CLAUSE = 0.8, 2
_TALKED_OF, _FEWEST_SUBJECT_TERMS = 0.6, 2
_PASSAGES, _BESIDE = 5, 0.5
_MOST_TALKED_OF = 3  # passages
_BEFORE, _BEHIND = 70, 30  # characters
_WORD = re.compile(r"[^\W\d_]+")


def check_denials(aligned: Alignment) -> Iterator[Flag]:
    """A flag for a denial where the best passages for what is denied assert it."""
    if not aligned.denies or _OF_THE_TEXT.search(aligned.text):
        return
    if _is_borne_out(aligned):
        return
    text = without_idioms(aligned.text)
    for match in (*_NOT_TALKED_OF.finditer(text), *_DENIED.finditer(text)):
        end = _CLAUSE_END.search(text, match.end() + 1)
        last = end.start() if end else len(text)
        denies_else = _DENIES_ELSE.match(text, last)
        if denies_else or _OTHERS_TOO.match(text, match.end()):
            continue
        sentence = _contradicting(match, text, last, aligned.index)
        if sentence is not None:
            yield aligned.contradiction("negation", match.span(), sentence)
            return


def _contradicting(match: re.Match[str], text: str, last: int, index: Index) -> Span | None:
    """The sentence that asserts what text[match.end() : last] denies."""
    denied = text[match.end() : last]
    verb = next(iter(terms(denied)), "")
    if verb and index.holding(f"un{verb}"):
        return None  # "not disputed" is "undisputed"
    is_of_talk = _NOT_TALKED_OF.fullmatch(match[0]) is not None
    number = _asserted(denied, index, is_of_talk=is_of_talk)
    if number is None and not match[0].lower().startswith("should"):
        number = _asserted_of(_subject_before(match.start(), text), denied, index)
    return None if number is None else index.sentences[number]


def _subject_before(place: int, text: str) -> str:
    """What stands before a "not" in its clause."""
    start = 0
    for end in _CLAUSE_END.finditer(text, 0, place):
        start = end.end()
    return text[start:place]


def _is_borne_out(aligned: Alignment) -> bool:
    """Whether a cited sentence denies something of the one whom the statement names first."""
    name = next(iter(names(aligned.text)), None)
    if name is None:
        return False
    named = set(terms(name.text))
    denying = (passage.said for passage in aligned.passages if has_negation(passage.said))
    return any(named.issubset(terms(said)) for said in denying)


def _asserted(denied: str, index: Index, *, is_of_talk: bool) -> int | None:
    """The number of the sentence that has what is denied, if neither it nor one that has nearly as
    much of it denies anything.
    """
    wanted = set(terms(denied))
    if len(wanted) < (_FEWEST_SUBJECT_TERMS if is_of_talk else _FEWEST_TERMS):
        return None
    best, share, together = _best_passages(wanted, index)
    if is_of_talk:
        is_held = index.cover(wanted, together[:_MOST_TALKED_OF]) >= _TALKED_OF
    else:
        is_held = share >= _HELD and not _says_no(best, index)
    is_denied = is_held and _is_denied(terms(denied)[0], together, index)
    return best if is_held and not is_denied else None


def _asserted_of(subject: str, denied: str, index: Index) -> int | None:
    """The number of the sentence that says of the subject, in nearly all of these words, what the
    statement denies of it: "The pumps have not been cleaned", "They said that the pumps had been
    cleaned".
    """
    verb = next(iter(terms(denied)), "")
    wanted = {*terms(denied), *terms(subject)}
    if not verb or len(wanted) < _FEWEST_OF_CLAUSE:
        return None
    best, share, together = _best_passages(wanted, index)
    if share < _HELD_OF_CLAUSE or _says_no(best, index):
        return None
    if verb not in terms(index.said(index.sentences[best])):
        return None
    return None if _is_denied(verb, together, index) else best


class _Best(NamedTuple):
    """The best sentence, the share that it holds, and all that hold nearly as much."""

    sentence: int
    share: float
    together: list[int]


def _best_passages(wanted: set[str], index: Index) -> _Best:
    ranked = index.best(wanted, _PASSAGES) or [(0, 0.0)]
    best, share = ranked[0]
    together = [number for number, held in ranked if held >= _BESIDE * share]
    return _Best(best, share, together)


def _says_no(number: int, index: Index) -> bool:
    return denies_in_other_words(index.said(index.sentences[number]))


def _is_denied(verb: str, sentences: Iterable[int], index: Index) -> bool:
    """Whether one of these sentences denies what it says with this stem."""
    passages = (index.said(index.sentences[number]) for number in sentences)
    return any(_denies(passage, verb) for passage in passages)


def _denies(passage: str, verb: str) -> bool:
    """Whether a passage denies what it says with this stem, or anything where it has none."""
    is_there = False
    for word in _WORD.finditer(passage):
        if stem(word[0].lower()) == verb:
            is_there = True
            around = passage[max(0, word.start() - _BEFORE) : word.start() + _BEHIND]
            if has_negation(around):
                return True
    return not is_there and has_negation(passage)

"""Whose words these are: a statement that copies a passage and puts another name before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ..facts.names import POSSESSIVE, capitalised, words_of
from ..facts.places import other_names
from ..facts.spans import Span
from ..language.words import STOP_WORDS, terms, words
from ..records import Flag
from .alignment import Alignment
from .index import Index
from .known_names import is_form, is_known

_FEWEST_WORDS, _FEWEST_TERMS = 5, 3
_LONGEST_SUBJECT = 4  # words
_OPENING = 3  # characters
_ADVERB = re.compile(r"\s(?:now|also|still|currently|already|then|has|have)\s$")


def check_subject(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "Client retains all rights to its tools" where the source has "Provider retains all
    rights to its tools", word for word, and never says it of the client.
    """
    text, index = aligned.text, aligned.index
    tokens = list(words_of(text))
    longest = min(_LONGEST_SUBJECT, len(tokens) - _FEWEST_WORDS)
    for name, following in pairwise(tokens[: max(0, longest) + 1]):
        tail = text[following.start() :].rstrip(" .!")
        if not _tells(tail, _FEWEST_WORDS, _FEWEST_TERMS) or _place_near(tail, aligned) < 0:
            continue
        if index.wording.find(tail) < 0:
            continue
        sentence = _said_of_others_only(name[0], tail, index)
        if sentence is not None:
            yield aligned.contradiction("name", name.span(), sentence)
        return


def _tells(phrase: str, fewest_words: int, fewest_terms: int) -> bool:
    """Whether so many words are no accident."""
    return len(words(phrase)) >= fewest_words and len(set(terms(phrase))) >= fewest_terms


def _place_near(words_said: str, aligned: Alignment) -> int:
    """Where the aligned sentences have these very characters, -1 if nowhere."""
    for start, end in aligned.near:
        at = aligned.index.text.find(words_said, start, end)
        if at >= 0:
            return at
    return -1


def _said_of_others_only(name: str, tail: str, index: Index) -> Span | None:
    """The last sentence with these words, if the source has another name before them everywhere."""
    sentence: Span | None = None
    is_of_source = _is_name(name) and is_known(name, index)
    at = index.wording.find(tail) if is_of_source else -1
    while at >= 0:
        sentence = index.sentence_around(at)
        other = _subject_before(index.said((sentence[0], at)))
        if other is None or not _is_another(name, other, index.said(sentence)):
            return None
        at = index.wording.find(tail, at + 1)
    return sentence


def check_object(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "The meeting was led by Ada Brand" where the source has "The meeting was led by",
    word for word from the first one on, and another name behind it.
    """
    text, index = aligned.text, aligned.index
    groups = list(capitalised(text))
    group = groups[-1] if groups else []
    start, end = (group[0].start(), group[-1].end()) if group else (0, 0)
    if not group or text[end:].strip(" .!*_"):
        return  # "American" may be said of more than one thing
    lead = text[:start].rstrip()
    at = _place_near(lead, aligned) if _tells(lead, _FEWEST_WORDS - 1, _FEWEST_TERMS - 1) else -1
    if at < 0 or not _opens(index.before(at, _OPENING)):
        return
    passage = index.sentence_around(at)
    other = _name_at_the_beginning(index.said((at + len(lead), passage[1])))
    sentence = index.said(passage)
    parts = set(words(" ".join(part[0] for part in group)))
    if other is None or not parts.isdisjoint(words(sentence)):
        return
    name = POSSESSIVE.sub("", group[0][0])
    if is_known(name, index) and _is_another(name, other, sentence):
        yield aligned.contradiction("name", (start, end), passage)


def _name_at_the_beginning(text: str) -> str | None:
    """The first word, if it may be a name."""
    match = next(words_of(text), None)
    if match is None or match.start() > 1:
        return None
    return match[0] if match[0][0].isupper() else None


def _is_name(word: str) -> bool:
    return word[0].isupper() and word.lower() not in STOP_WORDS


def _opens(before: str) -> bool:
    """Whether a sentence or clause begins behind these characters."""
    ending = before.rstrip(" *_#>-")
    return not ending or ending[-1] in ".!?;:,\n"


def _subject_before(before: str) -> str | None:
    """The name right before the copied words; None for a pronoun or a word in small letters."""
    before = _ADVERB.sub("", before)
    matches = list(words_of(before))
    if not matches or before[matches[-1].end() :].strip(" *_"):
        return None
    last = matches[-1][0]
    return last if _is_name(last) else None


def _is_another(name: str, other: str, sentence: str) -> bool:
    mine = POSSESSIVE.sub("", name).lower()
    theirs = POSSESSIVE.sub("", other).lower()
    if is_form(mine, theirs) or theirs in other_names(mine):
        return False
    return mine not in words(sentence)

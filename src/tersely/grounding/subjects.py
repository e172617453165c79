"""Whose words these are: a statement that copies a passage and puts another name before it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts.names import POSSESSIVE, capitalised, words_of
from ..facts.places import other_names
from ..facts.spans import Span
from ..language.words import STOP_WORDS, terms, words
from ..records import Flag
from .alignment import Alignment
from .index import Index
from .names import is_form, is_known

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
    for count in range(1, min(_LONGEST_SUBJECT, len(tokens) - _FEWEST_WORDS) + 1):
        tail = text[tokens[count].start() :].rstrip(" .!")
        if len(words(tail)) < _FEWEST_WORDS or _place_near(tail, aligned) < 0:
            continue
        if index.wording.find(tail) < 0 or len(set(terms(tail))) < _FEWEST_TERMS:
            continue
        name = tokens[count - 1]
        sentence = _said_of_others_only(name[0], tail, index)
        if sentence is not None:
            yield aligned.contradiction("name", name.span(), sentence)
        return


def _place_near(words_said: str, aligned: Alignment) -> int:
    """Where the aligned sentences have these very characters, -1 if nowhere."""
    for start, end in aligned.near:
        at = aligned.index.text.find(words_said, start, end)
        if at >= 0:
            return at
    return -1


def _said_of_others_only(name: str, tail: str, index: Index) -> Span | None:
    """The last sentence with these words, if the source has another name before them everywhere."""
    is_name = name[0].isupper() and name.lower() not in STOP_WORDS and is_known(name, index)
    sentence: Span | None = None
    at = index.wording.find(tail) if is_name else -1
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
    if not group or text[group[-1].end() :].strip(" .!*_"):
        return  # "American" may be said of more than one thing
    lead = text[: group[0].start()].rstrip()
    if len(words(lead)) < _FEWEST_WORDS - 1 or len(set(terms(lead))) < _FEWEST_TERMS - 1:
        return
    at = _place_near(lead, aligned)
    if at < 0 or not _opens(index.before(at, _OPENING)):
        return
    start, end = index.sentence_around(at)
    sentence = index.said((start, end))
    behind = next(words_of(index.said((at + len(lead), end))), None)
    if behind is None or behind.start() > 1 or not behind[0][0].isupper():
        return
    name = POSSESSIVE.sub("", group[0][0])
    parts = words(" ".join(part[0] for part in group))
    if not is_known(name, index) or not set(parts).isdisjoint(words(sentence)):
        return
    if _is_another(name, behind[0], sentence):
        place = (group[0].start(), group[-1].end())
        yield aligned.contradiction("name", place, (start, end))


def _opens(before: str) -> bool:
    """Whether a sentence or clause begins behind these characters."""
    ending = before.rstrip(" *_#>-")
    return not ending or ending[-1] in ".!?;:,\n"


def _subject_before(before: str) -> str | None:
    """The name right before the copied words; None for a pronoun or a word in small letters."""
    before = _ADVERB.sub("", before)
    last = next(iter(list(words_of(before))[-1:]), None)
    if last is None or before[last.end() :].strip(" *_"):
        return None
    is_name = last[0][0].isupper() and last[0].lower() not in STOP_WORDS
    return last[0] if is_name else None


def _is_another(name: str, other: str, sentence: str) -> bool:
    mine, theirs = POSSESSIVE.sub("", name).lower(), POSSESSIVE.sub("", other).lower()
    if is_form(mine, theirs) or theirs in other_names(mine):
        return False
    return mine not in words(sentence)

"""Whose words these are: a statement that copies a passage and puts another name before it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts.names import POSSESSIVE, capitalised, words_of
from ..facts.places import other_names
from ..language.words import STOP_WORDS, terms, words
from ..records import Flag
from .alignment import Alignment
from .names import is_form, is_known

_FEWEST_WORDS, _FEWEST_TERMS = 5, 3
_LONGEST_SUBJECT = 4  # words
_ADVERB = re.compile(r"\s(?:now|also|still|currently|already|then|has|have)\s$")


def check_subject(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "Client retains all rights to its tools" where the source has "Provider retains all
    rights to its tools", word for word, and never says it of the client.
    """
    text, index = aligned.text, aligned.index
    tokens = list(words_of(text))
    for count in range(1, min(_LONGEST_SUBJECT, len(tokens) - _FEWEST_WORDS) + 1):
        tail = text[tokens[count].start() :].rstrip(" .!")
        held = any(index.text.find(tail, *span) >= 0 for span in aligned.near)
        if len(words(tail)) < _FEWEST_WORDS or not held:
            continue
        at = index.wording.find(tail)
        if at < 0 or len(set(terms(tail))) < _FEWEST_TERMS:
            continue
        name = tokens[count - 1]
        if (
            not name[0][0].isupper()
            or name[0].lower() in STOP_WORDS
            or not is_known(name[0], index)
        ):
            return
        while at >= 0:
            start, end = index.sentences[index.sentence_at(at)]
            other = _subject_before(index.text[start:at])
            if other is None or not _is_another(name[0], other, index.text[start:end]):
                return
            found = (start, end)
            at = index.wording.find(tail, at + 1)
        said = index.text[slice(*found)]
        yield Flag("name", name[0], *name.span(), -1, said, *found, contradicted=True)
        return


def check_object(aligned: Alignment) -> Iterator[Flag]:
    """A flag for "The meeting was led by Ada Brand" where the source has "The meeting was led by",
    word for word from the first one on, and another name behind it.
    """
    text, index = aligned.text, aligned.index
    for group in list(capitalised(text))[-1:]:
        if text[group[-1].end() :].strip(" .!*_"):
            return  # "American" may be said of more than one thing
        lead = text[: group[0].start()].rstrip()
        if len(words(lead)) < _FEWEST_WORDS - 1 or len(set(terms(lead))) < _FEWEST_TERMS - 1:
            continue
        at = next((at for span in aligned.near if (at := index.text.find(lead, *span)) >= 0), -1)
        if at < 0 or not _opens(index.text, at):
            return
        start, end = index.sentences[index.sentence_at(at)]
        behind = next(words_of(index.text[at + len(lead) : end]), None)
        is_name = behind is not None and behind[0][0].isupper() and behind.start() <= 1
        name = POSSESSIVE.sub("", group[0][0])
        if behind is None or not is_name or not is_known(name, index):
            return
        parts = {word for part in group for word in words(part[0])}
        is_there = not parts.isdisjoint(words(index.text[start:end]))
        if not is_there and _is_another(name, behind[0], index.text[start:end]):
            said = index.text[start:end]
            span = (group[0].start(), group[-1].end())
            yield Flag("name", text[slice(*span)], *span, -1, said, start, end, contradicted=True)
        return


def _opens(text: str, at: int) -> bool:
    """Whether a sentence or clause begins here."""
    before = text[max(0, at - 3) : at].rstrip(" *_#>-")
    return not before or before[-1] in ".!?;:,\n"


def _subject_before(before: str) -> str | None:
    """The name right before the copied words; None for a pronoun or a word in small letters."""
    before = _ADVERB.sub("", before)
    last = next(iter(list(words_of(before))[-1:]), None)
    if last is None or before[last.end() :].strip(" *_"):
        return None
    is_name = last[0][0].isupper() and last[0].lower() not in STOP_WORDS
    return last[0] if is_name else None


def _is_another(name: str, other: str, sentence: str) -> bool:
    mine, theirs = (POSSESSIVE.sub("", word).lower() for word in (name, other))
    return (
        not is_form(mine, theirs)
        and mine not in words(sentence)
        and theirs not in other_names(mine)
    )

"""Statements made of words that the source does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts.names import words_of
from ..language.words import STOP_WORDS, UNSPACED_CHARACTER, stem
from ..records import Flag
from .alignment import Alignment
from .index import Index

# Such a share of the content words stands nowhere in the source, nor a word of the same beginning;
# or a smaller one, where the passages hold next to nothing of the rest. On RAGTruth 14 of 19 such
# statements are marked by people, on both halves most of them; of FaithJudge's consistent summaries
# 1 in 300 has one. Lower thresholds catch more and are wrong as often as right.
_NEARLY_ALL = 0.7
_MOST, _HELD = 0.6, 0.2
_FEWEST_WORDS = 5
_FEWEST_SENTENCES = 5  # a few lines of source can be put in quite other words
_SMALL_COUNT = 3
_SHORTEST = 4  # letters of a word that counts
_SMALL = STOP_WORDS | frozenset(
    "everyone everybody someone somebody anyone anybody nobody everything something anything nothing people".split()
)
_SHORTEST_PREFIX, _LONGEST_PREFIX = 4, 6
# What the text is, and who speaks in it, the text itself need not say.
_OF_THE_TEXT = re.compile(
    r"\b(?:summary|passage|article|author|text|document|viewer|reader|episode|story|piece|report|writer|narrator)s?\b",
    re.IGNORECASE,
)


def check_invented(aligned: Alignment) -> Iterator[Flag]:
    """A flag for a statement whose words are not those of the source."""
    index, text = aligned.index, aligned.text
    if len(index.sentences) < _FEWEST_SENTENCES or aligned.covered >= 1 - _HELD:
        return
    if index.speakers:
        return  # of a talk any summary uses other words
    if _OF_THE_TEXT.search(text) or UNSPACED_CHARACTER.search(text):
        return
    said = [match[0].lower() for match in words_of(text)]
    content = [word for word in said if len(word) >= _SHORTEST and word not in _SMALL]
    if len(content) < _FEWEST_WORDS:
        return
    share = sum(not _is_known(word, index) for word in content) / len(content)
    is_strange = share > _NEARLY_ALL or (share > _MOST and aligned.covered < _HELD)
    if is_strange and not _has_a_known_figure(aligned):
        yield Flag("claim", text, 0, len(text), -1)


def _has_a_known_figure(aligned: Alignment) -> bool:
    """Whether the source bears out a figure of the statement: then it speaks of that."""
    telling = (number for number in aligned.numbers if number.value > _SMALL_COUNT)
    return any(map(aligned.index.bearing_out, telling))


def _is_known(word: str, index: Index) -> bool:
    """Whether the source has the word, or one that begins alike: "migrants" for "migration"."""
    root = stem(word)
    if word in index or index.holding(root):
        return True
    length = max(_SHORTEST_PREFIX, min(_LONGEST_PREFIX, len(root) - 1))
    return bool(index.vocabulary.beginning(word[:length]))

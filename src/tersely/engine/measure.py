"""How long a summary turned out, in the unit that was asked for."""

from __future__ import annotations

import re

from ..language.patterns import lazy
from ..language.sentences import sentences
from ..language.words import UNSPACED_CHARACTER, count_words
from ..records import Length

SAMPLE_CHARACTERS = 20_000
BULLET = lazy(r"^[^\S\n]*+(?:[-*+•]|\d{1,3}[.)])\s++\S", re.MULTILINE)


def word_unit(text: str, words: int | None = None) -> str:
    """What `count_words` counts in `text`: "characters" where most of it has no spaces between
    words, else "words". `words` are those of `text` where they were counted before.
    """
    middle = max(0, (len(text) - SAMPLE_CHARACTERS) // 2)
    sample = text[middle : middle + SAMPLE_CHARACTERS]
    if words is None or len(sample) < len(text):
        words = count_words(sample)
    is_unspaced = 2 * len(UNSPACED_CHARACTER.findall(sample)) > words
    return "characters" if is_unspaced else "words"


def amount(text: str, length: Length) -> int:
    """Sentences, bullets, or words (characters for CJK)."""
    match length.unit:
        case "sentences":
            return len(sentences(text))
        case "bullets":
            return len(BULLET.findall(text))
        case _:
            return count_words(text)


def deviation(text: str, length: Length, words: int) -> float:
    """(measured - wanted) / wanted; sentences and bullets are exact contracts, so any difference
    counts fully.
    """
    target = length.amount if length.unit in ("sentences", "bullets") else words
    actual = amount(text, length)
    if length.unit in ("sentences", "bullets"):
        return 0.0 if actual == target else float(actual - target)
    return (actual - target) / max(1, target)


def lowered(length: Length, source_words: int, unit: str) -> str:
    """What to say where more than half of a text of so many words was asked for."""
    most = f"{length.words(source_words):,} {unit}"
    return f"{length.text} is more than half of the text: the summary is to have about {most}."


def measured(text: str, length: Length) -> str:
    """E.g. "212 words"."""
    unit = length.unit if length.unit in ("sentences", "bullets") else word_unit(text)
    return f"{amount(text, length)} {unit}"

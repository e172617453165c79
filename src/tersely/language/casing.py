"""Text without capitals (dictation, chats, captions): capitals are put back where sentences begin,
so that everything that reads capitals works on it too.
"""

from __future__ import annotations

import re

from .lines import OFFICE
from .patterns import lazy

_SAMPLE_CHARACTERS = 20_000
# Within one line, and not after "e.g." or another abbreviation: they are no evidence.
_NEXT_WORD = lazy(
    r"[.!?…](?:(?<=\w\w.)|(?<=\s.))(?<!\Wetc.)(?<!\W(?:cf|vs|ca|no|pp|dr|mr|st|al).)"
    r"[\"'”’»)\]]{0,3} {1,3}[\"'“‘«(\[]{0,3}([^\W\d_])",
    re.IGNORECASE,
)
_FEWEST_BOUNDARIES = 4
# Of sentence ends in edited prose fewer than one in twenty come before a small letter; where one
# in three does, somebody writes without capitals.
_LOWER_SHARE = 1 / 3
_CAPITALS_SHARE = 0.002  # of the letters: a name here and there
_LETTER = lazy(r"[^\W\d_]")
# Not after "p.m." or "u.s.": where it goes on, a half sentence would be left.
_BEGINNING = lazy(
    r"(?:(?:\A|\n)[^\w\n]{0,12}|[.!?…](?<!\.\w\.)[\"'”’»)\]]{0,3}\s{1,3}[\"'“‘«(\[]{0,3})([^\W\d_])"
)
# "professor b: well" at the beginning of a line names a speaker, each word of it; what is said may
# begin with the mark of a noise, and who holds an office has it in brackets.
_LABEL = lazy(
    rf"(?m)^(?:[\[(]?[\d:., apm]{{4,12}}[\])]?\s)?[^\W\d_](?:[\w.'’ -]|{OFFICE}){{0,60}}"
    r"(?::(?=\s|\Z)|：)(?:[^\w\n]{0,12}[^\W\d_])?"
)
_LABEL_WORD = lazy(r"(?<!['\w])[^\W\d_]")


def with_capitals(text: str) -> str:
    """`text` itself, or, if it is written without capitals, of the same length with them where
    sentences, lines and names of speakers begin. Linear time.
    """
    if not lacks_capitals(text):
        return text
    labelled = _LABEL.sub(_each_word, text)
    return _BEGINNING.sub(_last_letter, labelled)


def lacks_capitals(text: str) -> bool:
    """Whether sentences of `text` begin with small letters; False for scripts without capitals."""
    sample = text[:_SAMPLE_CHARACTERS]
    beginnings = _NEXT_WORD.findall(sample)
    lower = sum(map(str.islower, beginnings))
    if len(beginnings) >= _FEWEST_BOUNDARIES:
        return lower >= _LOWER_SHARE * len(beginnings)
    if beginnings and not lower:
        return False
    capitals = sum(map(str.isupper, sample))
    letters = len(_LETTER.findall(sample))
    return capitals <= _CAPITALS_SHARE * letters and sample != sample.upper()


def _raised(letter: str) -> str:
    """The capital of `letter`, or itself where that is longer ("ß")."""
    upper = letter.upper()
    return upper if len(upper) == 1 else letter


def _last_letter(beginning: re.Match[str]) -> str:
    before, letter = beginning[0][:-1], beginning[0][-1]
    return before + _raised(letter)


def _each_word(label: re.Match[str]) -> str:
    return _LABEL_WORD.sub(lambda letter: _raised(letter[0]), label[0])

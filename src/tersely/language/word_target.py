"""How many words an answer is to have: small models seldom end one by themselves."""

from __future__ import annotations

import re

from .sentences import sentences
from .words import count_words

_TAIL_CHARACTERS = 240
"""They hold the end of a sentence and what tells it from an abbreviation."""
_COUNTED_EVERY_PIECES = 8
_OVERRUN = 1.75
"""Of four fifths of the words that were asked for: 1.4 times as many."""
_NEXT = "The next one begins here."
_ENDS_ALONE = ("。", "！", "？")
_UNIT = re.compile(r"\s*\S+|\s+")


class WordTarget:
    """Listens to an answer that grows and says where it may end: after a whole sentence, or a
    whole line, with at least `words` words (0: never).
    """

    def __init__(self, words: int) -> None:
        self._words = words
        self._parts: list[str] = []
        self._tail = ""

    @property
    def text(self) -> str:
        """All that was fed."""
        return "".join(self._parts)

    def feed(self, piece: str) -> None:
        """The next piece of the answer."""
        if piece:
            self._parts.append(piece)
            self._tail = (self._tail + piece)[-_TAIL_CHARACTERS:]

    def is_met(self, following: str) -> bool:
        """Whether the text is enough by itself and `following`, not fed yet, begins something new."""
        if not self._words:
            return False
        tail = self._tail.rstrip()
        ends_alone = tail.endswith(_ENDS_ALONE)
        if not (tail and (following[:1].isspace() or ends_alone)):
            return False
        begins_line = following[:1] == "\n" or self._tail.endswith("\n")
        if not (begins_line or ends_alone):
            two = len(sentences(f"{tail} {_NEXT}")) > len(sentences(tail))
            if not two:
                return False
        return count_words(self.text) >= self._words

    def is_overrun(self) -> bool:
        """Whether the text has gone far past its words without an end of a sentence."""
        if not self._words or len(self._parts) % _COUNTED_EVERY_PIECES:
            return False
        return count_words(self.text) > _OVERRUN * self._words

    def take(self, piece: str) -> str:
        """As much of `piece` as the answer still needs; it is fed. Shorter than `piece` where the
        answer was enough before its end.
        """
        taken = 0
        for unit in _UNIT.finditer(piece):
            if self.is_met(unit[0]):
                break
            self.feed(unit[0])
            taken = unit.end()
        return piece[:taken]

"""The answer as it grows: bytes of tokens in, text that may be shown out."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from ...language.sentences import sentences
from ...language.words import count_words
from .._thinking import ThinkFilter

_TAIL_PIECES = 40
"""Tokens that hold the end of a sentence and what tells it from an abbreviation."""
_COUNTED_EVERY_PIECES = 8
_TOO_LONG = 1.75
"""Of four fifths of the words that were asked for: 1.4 times as many."""
_NEXT = "The next one begins here."


class Answer:
    """Joins bytes to whole characters, drops leading reasoning and white space, and ends at a stop
    string.

    `text` is what has been given out; `stopped` says that a stop string was met, `reasoned` that
    there was reasoning. `thinking`: the prompt has begun it.
    """

    def __init__(self, stop: Sequence[str] = (), *, thinking: bool = False) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._filter = ThinkFilter(unopened=thinking)
        self._stop = [word for word in stop if word]
        self._held = ""
        self._parts: list[str] = []
        self.stopped = False

    @property
    def text(self) -> str:
        """All pieces so far."""
        return "".join(self._parts)

    @property
    def reasoned(self) -> bool:
        """Whether the model thought before it answered."""
        return self._filter.found

    def feed(self, data: bytes) -> str:
        """The next piece, often empty: half a character, half a mark and half a stop string are
        held back.
        """
        return self._give(self._filter.feed(self._decode(data)), final=False)

    def finish(self, *, cut: bool = False) -> str:
        """The rest. `cut`: the limit ended the answer, so that what began as reasoning was all of
        it.
        """
        rest = self._filter.feed(self._decode(b"", True)) + self._filter.flush(cut=cut)
        return self._give(rest, final=True)

    def is_enough(self, following: bytes, words: int) -> bool:
        """Whether the text is a whole sentence, or a whole line, with at least so many words, and
        `following` (not fed yet) would begin the next one.
        """
        tail = "".join(self._parts[-_TAIL_PIECES:]).rstrip()
        ends_alone = tail.endswith(("。", "！", "？"))
        if self._held.strip() or not (following[:1].isspace() or ends_alone):
            return False
        two = len(sentences(f"{tail} {_NEXT}")) > len(sentences(tail))
        return (following[:1] == b"\n" or ends_alone or two) and count_words(self.text) >= words

    def is_too_long(self, words: int) -> bool:
        """Whether the text has gone far past `words` (0: no limit) without an end of a sentence."""
        if not words or len(self._parts) % _COUNTED_EVERY_PIECES:
            return False
        return count_words(self.text) > _TOO_LONG * words

    def _give(self, text: str, *, final: bool) -> str:
        self._held += text
        if not self._parts:
            self._held = self._held.lstrip()
        piece = self._take(final=final)
        if piece:
            self._parts.append(piece)
        return piece

    def _take(self, *, final: bool) -> str:
        if self.stopped:
            return ""
        stops = [at for word in self._stop if (at := self._held.find(word)) >= 0]
        if stops:
            self.stopped = True
            return self._held[: min(stops)]
        kept = 0 if final else max((_overlap(self._held, word) for word in self._stop), default=0)
        cut = len(self._held) - kept
        piece, self._held = self._held[:cut], self._held[cut:]
        return piece


def _overlap(text: str, word: str) -> int:
    """Length of the longest end of `text` with which `word` begins."""
    return next(
        (
            length
            for length in range(min(len(text), len(word) - 1), 0, -1)
            if text.endswith(word[:length])
        ),
        0,
    )

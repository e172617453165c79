"""The answer as it grows: bytes of tokens in, text that may be shown out."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from .._thinking import ThinkFilter


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
        last = self._filter.feed(self._decode(b"", True))
        return self._give(last + self._filter.flush(cut=cut), final=True)

    @property
    def holds_back(self) -> bool:
        """Whether there is text that may yet turn out to be a mark or a stop string."""
        return bool(self._held.strip())

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
        places = [self._held.find(word) for word in self._stop]
        stops = [place for place in places if place >= 0]
        if stops:
            self.stopped = True
            return self._held[: min(stops)]
        begun = [0] if final else [0, *(_overlap(self._held, word) for word in self._stop)]
        cut = len(self._held) - max(begun)
        piece, self._held = self._held[:cut], self._held[cut:]
        return piece


def _overlap(text: str, word: str) -> int:
    """Length of the longest end of `text` with which `word` begins."""
    longest = min(len(text), len(word) - 1)
    for length in range(longest, 0, -1):
        if text.endswith(word[:length]):
            return length
    return 0

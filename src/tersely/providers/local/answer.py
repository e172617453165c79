"""The answer as it grows: bytes of tokens in, text that may be shown out."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

_THINK, _THINK_END = "<think>", "</think>"


class Answer:
    """Joins bytes to whole characters, drops leading `<think>` blocks and white space, and ends at
    a stop string.

    `text` is what has been given out; `stopped` says that a stop string was met, `reasoned` that
    there was a block.
    """

    def __init__(self, stop: Sequence[str] = (), *, thinking: bool = False) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._stop = [word for word in stop if word]
        self._state = "thinking" if thinking else "start"
        self._held = ""
        self._parts: list[str] = []
        self.stopped = False
        self.reasoned = thinking

    @property
    def text(self) -> str:
        """All pieces so far."""
        return "".join(self._parts)

    def feed(self, data: bytes, *, final: bool = False) -> str:
        """The next piece, often empty: half a character and half a stop string are held back until
        `final`.
        """
        self._held += self._decode(data, final)
        while self._state != "answer":
            if not self._advance(final=final):
                return ""
        piece = self._take(final=final)
        if piece:
            self._parts.append(piece)
        return piece

    def _advance(self, *, final: bool) -> bool:
        """Move on to the next state; False when more text is needed."""
        if self._state == "start":
            self._held = self._held.lstrip()
            if self._held.startswith(_THINK):
                self._state, self.reasoned = "thinking", True
            elif self._held and (final or not _THINK.startswith(self._held)):
                self._state = "answer"
            else:
                return False
            return True
        _, end, rest = self._held.partition(_THINK_END)
        if end:
            self._state, self._held = "start", rest
        else:
            self._held = self._held[-len(_THINK_END) :]
        return bool(end)

    def _take(self, *, final: bool) -> str:
        if self.stopped:
            return ""
        found = [at for word in self._stop if (at := self._held.find(word)) >= 0]
        if found:
            self.stopped = True
            return self._held[: min(found)]
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

"""Loops: small models, and large ones at times, say the same thing until their limit stops them."""

from __future__ import annotations

import re
from collections import Counter

from .words import UNSPACED

_RUN_WORDS = 12
"""Nobody writes the same twelve words four times in a summary; names and set phrases are shorter."""
_RUN_TIMES, _RUN_TIMES_STRICT = 4, 3
_POOR_WORDS, _POOR_TIMES = 4, 10
"""Runs of fewer different words ("not stated not stated ...", a row of zeros) occur in tables."""
_SENTENCE_WORDS, _SENTENCE_TIMES = 4, 3
_WORDLESS_CHARACTERS = 1_000
"""More rules, dots or empty lines in a row than any table has."""
_WORD_CHARACTERS = 300
"""A "word" longer than this is not waited for."""

_A_WORD = rf"[{UNSPACED}]|[^\W_{UNSPACED}]+"
_WORD = re.compile(_A_WORD)
_TOKEN = re.compile(rf"(?P<word>{_A_WORD})|(?P<end>[.!?\n。！？])")
_UNFINISHED = re.compile(rf"[^\W_{UNSPACED}]+\Z")


class Repetition:
    """Listens to a text that grows and says when it repeats itself beyond reason.

    `start` is then the place from which on it says again what it has said before: the text up to
    there is without a repeat. `strict` also counts short sentences (from the third time on), which
    only suits prose: minutes may well say "owner not stated" ten times.
    """

    def __init__(self, *, strict: bool = False) -> None:
        self.start: int | None = None
        self._strict = strict
        self._run_times = _RUN_TIMES_STRICT if strict else _RUN_TIMES
        self._pending = ""
        self._pending_at = 0
        self._word_ended_at = 0
        self._words: list[str] = []
        self._starts: list[int] = []
        self._sentence_at = 0
        self._runs: dict[tuple[str, ...], list[int]] = {}
        self._sentences: dict[tuple[str, ...], list[int]] = {}

    def feed(self, piece: str) -> bool:
        """Take the next piece; whether the text is a loop by now."""
        self._pending += piece
        unfinished = _UNFINISHED.search(self._pending, max(0, len(self._pending) - 400))
        whole = unfinished.start() if unfinished else len(self._pending)
        if len(self._pending) - whole > _WORD_CHARACTERS:
            whole = len(self._pending)
        return self._take(whole)

    def finish(self) -> bool:
        """The text has ended: whether it is a loop."""
        return self._take(len(self._pending))

    def _take(self, length: int) -> bool:
        """Count the words of the next `length` characters."""
        for token in _TOKEN.finditer(self._pending[:length]):
            if self.start is not None:
                break
            if token["end"]:
                self._sentence_ended()
                continue
            self._words.append(token["word"].casefold())
            self._starts.append(self._pending_at + token.start())
            self._word_ended_at = self._pending_at + token.end()
            self._word_came()
        self._pending_at += length
        self._pending = self._pending[length:]
        if self.start is None and self._pending_at - self._word_ended_at > _WORDLESS_CHARACTERS:
            self.start = self._word_ended_at
        return self.start is not None

    def _word_came(self) -> None:
        """Look whether the latest twelve words have been there too often, without overlap."""
        at = len(self._words) - _RUN_WORDS
        if at < 0:
            return
        run = tuple(self._words[at:])
        times = self._run_times if len(set(run)) >= _POOR_WORDS else _POOR_TIMES
        self._count(self._runs.setdefault(run, []), at, _RUN_WORDS, times)

    def _sentence_ended(self) -> None:
        sentence = tuple(self._words[self._sentence_at :])
        at, self._sentence_at = self._sentence_at, len(self._words)
        if self._strict and len(sentence) >= _SENTENCE_WORDS:
            places = self._sentences.setdefault(sentence, [])
            self._count(places, at, len(sentence), _SENTENCE_TIMES)

    def _count(self, places: list[int], at: int, length: int, times: int) -> None:
        """Note one more place of the same words; the second of too many is where the loop starts."""
        if places and at < places[-1] + length:
            return
        places.append(at)
        if len(places) >= times:
            self.start = self._starts[places[1]]


def without_loop(text: str, *, strict: bool = False) -> str | None:
    """`text` up to the point where it begins to repeat itself; None where it is no loop."""
    if not _may_loop(text, strict=strict):
        return None
    repetition = Repetition(strict=strict)
    if not (repetition.feed(text) or repetition.finish()):
        return None
    return text[: repetition.start].rstrip()


def _may_loop(text: str, *, strict: bool) -> bool:
    """Whether `Repetition` could find a loop in a whole text: a quick look that is never wrong when
    it says no. What is said too often consists of words which each occur as often, side by side;
    and of rules and dots only those at the end count, perhaps with one last word behind them.
    """
    length = len(text)
    if length > _WORDLESS_CHARACTERS and not _WORD.search(
        text, length - _WORDLESS_CHARACTERS - 1, length - _WORD_CHARACTERS
    ):
        return True
    size, times = (_SENTENCE_WORDS, _SENTENCE_TIMES) if strict else (_RUN_WORDS, _RUN_TIMES)
    words = [word.casefold() for word in _WORD.findall(text)]
    occurrences = Counter(words)
    frequent = bytes(occurrences[word] >= times for word in words)
    return b"\1" * size in frequent

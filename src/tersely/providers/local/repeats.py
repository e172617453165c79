"""What keeps a small model from saying the same again and again: each word that would go on with a
run of words that stands in the answer already becomes less likely, the more so the longer the run.

This is DRY (p-e-w, 2024, a sampler of llama.cpp), with two changes. Runs are counted in words, not
in tokens: a long name has twelve of them, an amount of money one for each figure. And only a word
in small letters is held back, at its beginning: what a name or a number goes on with is never
punished, for a model that may not say it right says it wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ...language.words import UNSPACED

MULTIPLIER, BASE = 0.8, 1.75
"""Of the penalty in logits, and what each word more multiplies it with: the strengths of DRY."""
FREE_WORDS = 4
"""A run of so many words may be gone on with at this cost, a shorter one at none."""
_MOST_WORDS = 14
"""With these the penalty is 215, which no logit outweighs."""
_MOST_PLACES = 200
"""Of the latest ones where the same two tokens stood: what a step may cost is bounded."""
_WORD = re.compile(rf"\s+[^\W\d_{UNSPACED}]")
_UNSPACED = re.compile(f"[{UNSPACED}]")


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a token is in a run: how much of a word it begins, and whether it may be held back."""

    words: float
    held: bool


_INNER = _Kind(0.0, held=False)


@dataclass(slots=True)
class Repeats:
    """The answer so far. `decode` gives the bytes of a token. It does not see the prompt: quoting
    the text is free.
    """

    decode: Callable[[int], bytes]
    _tokens: list[int] = field(default_factory=list)
    _kinds: dict[int, _Kind] = field(default_factory=dict)
    _places: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    def add(self, token: int) -> None:
        """The next token of the answer."""
        self._tokens.append(token)
        if token not in self._kinds:
            self._kinds[token] = _kind(self.decode(token))
        if len(self._tokens) > 1:
            self._places.setdefault(self._latest_two, []).append(len(self._tokens))

    def penalties(self) -> dict[int, float]:
        """What to take off the logits of tokens that would go on with a run said before."""
        of_tokens: dict[int, float] = {}
        if len(self._tokens) < 2:
            return of_tokens
        for place in self._places[self._latest_two][-_MOST_PLACES - 1 : -1]:
            token = self._tokens[place]
            if self._kinds[token].held:
                words = self._shared_words(place)
                if words >= FREE_WORDS:
                    penalty = MULTIPLIER * BASE ** (words - FREE_WORDS)
                    of_tokens[token] = max(penalty, of_tokens.get(token, 0.0))
        return of_tokens

    @property
    def _latest_two(self) -> tuple[int, int]:
        return self._tokens[-2], self._tokens[-1]

    def _shared_words(self, place: int) -> float:
        """How many words the text before `place` and the end of the answer have in common."""
        words = 0.0
        tokens = self._tokens
        for back in range(1, place + 1):
            token = tokens[-back]
            if tokens[place - back] != token or words >= _MOST_WORDS:
                break
            words += self._kinds[token].words
        return words


def _kind(data: bytes) -> _Kind:
    text = data.decode("utf-8", "ignore")
    if _WORD.match(text):
        return _Kind(1.0, held=text.lstrip()[0].islower())
    if _UNSPACED.search(text):  # a token is about half a word there
        return _Kind(0.5, held=True)
    return _INNER

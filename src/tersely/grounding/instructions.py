"""Sentences of a source that are addressed to whoever summarizes it: no evidence for anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..facts.spans import Span
from ..language.orders import is_instruction, is_takeover


class Orders:
    """Which sentences of a source tell the writer of a summary what to write; each is looked at
    once.

    `said` gives the text of a sentence; `first_of_block` holds for each sentence the number of the
    first one of its paragraph.
    """

    def __init__(
        self, said: Callable[[Span], str], sentences: Sequence[Span], first_of_block: Sequence[int]
    ) -> None:
        self._said = said
        self._sentences = sentences
        self._first_of_block = first_of_block
        self._known: dict[int, bool] = {}
        self._takeovers: dict[int, tuple[int, bool]] = {}  # by the first sentence of the paragraph

    def hold(self, number: int) -> bool:
        """Whether the sentence with this number is such an order, or follows one in its paragraph
        that tells a model to drop its task.
        """
        if number not in self._known:
            is_order = is_instruction(self._said(self._sentences[number]))
            self._known[number] = is_order or self._follows_takeover(number)
        return self._known[number]

    def _follows_takeover(self, number: int) -> bool:
        first = self._first_of_block[number]
        looked_at, takeover = self._takeovers.get(first, (first, False))
        while looked_at < number and not takeover:
            takeover = is_takeover(self._said(self._sentences[looked_at]))
            looked_at += 1
        self._takeovers[first] = (looked_at, takeover)
        return takeover and number >= looked_at

"""The facts of single sentences of a source, read when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from ..facts.fact import Fact
from ..facts.spans import Span

F = TypeVar("F", bound=Fact)


class FactsByPlace(Generic[F]):
    """Facts of one kind in a long text; `read` finds them in one sentence."""

    def __init__(self, text: str, read: Callable[[str], Sequence[F]]) -> None:
        self._text = text
        self._read = read
        self._held: dict[Span, list[F]] = {}

    def at(self, spans: Iterable[Span]) -> list[F]:
        """The facts of these sentences, as spans of the whole text."""
        facts: list[F] = []
        for start, end in spans:
            if (start, end) not in self._held:
                here = self._read(self._text[start:end])
                self._held[start, end] = [
                    replace(fact, start=start + fact.start, end=start + fact.end) for fact in here
                ]
            facts += self._held[start, end]
        return facts

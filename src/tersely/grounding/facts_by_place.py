"""The facts of single sentences of a source, read when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from ..facts.fact import Fact
from ..facts.spans import Span

F = TypeVar("F", bound=Fact)
Read = Callable[[str], Sequence[F]]


class FactsByPlace(Generic[F]):
    """Facts of one kind in a long text. `said` gives a sentence of it, `read` the facts of one."""

    def __init__(self, said: Callable[[Span], str], read: Read[F]) -> None:
        self._said = said
        self._read = read
        self._held: dict[Span, list[F]] = {}

    def at(self, spans: Iterable[Span]) -> list[F]:
        """The facts of these sentences, as spans of the whole text."""
        facts: list[F] = []
        for span in spans:
            if span not in self._held:
                first, here = span[0], self._read(self._said(span))
                self._held[span] = [
                    replace(fact, start=first + fact.start, end=first + fact.end) for fact in here
                ]
            facts += self._held[span]
        return facts

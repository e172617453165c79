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
                self._held[span] = list(self._facts_of(span))
            facts += self._held[span]
        return facts

    def _facts_of(self, span: Span) -> Iterable[F]:
        first = span[0]
        for fact in self._read(self._said(span)):
            yield replace(fact, start=first + fact.start, end=first + fact.end)

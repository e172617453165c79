"""Spans of a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

Span = tuple[int, int]
"""text[start:end]"""


class Taken:
    """The characters of a text that something has been read from. A question costs no more with
    many spans than with few: a line of ten thousand numbers asks ten thousand times.
    """

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._mask = bytearray()
        self._spans: list[Span] = []
        for span in spans:
            self.add(span)

    def add(self, span: Span) -> None:
        """Take these characters too."""
        start, end = span
        if end > len(self._mask):
            self._mask.extend(bytes(end - len(self._mask)))
        self._mask[start:end] = b"\1" * (end - start)
        self._spans.append(span)

    def overlaps(self, span: Span) -> bool:
        """Whether one of these characters is taken."""
        return self._mask.find(1, *span) >= 0

    def __iter__(self) -> Iterator[Span]:
        return iter(self._spans)


def overlaps(span: Span, taken: Iterable[Span]) -> bool:
    """Whether `span` shares a character with one of `taken`."""
    if isinstance(taken, Taken):
        return taken.overlaps(span)
    return any(start < span[1] and span[0] < end for start, end in taken)

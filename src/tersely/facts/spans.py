"""Spans of a text."""

from __future__ import annotations

from collections.abc import Iterable

Span = tuple[int, int]
"""text[start:end]"""


def overlaps(span: Span, taken: Iterable[Span]) -> bool:
    """Whether `span` shares a character with one of `taken`."""
    return any(start < span[1] and span[0] < end for start, end in taken)

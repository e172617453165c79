"""Overlap: how much of the text before a chunk may be shown with it."""

from __future__ import annotations

from ..language.sentences import sentences
from .counter import BatchCounter

_CHARACTERS_A_TOKEN = 6


def context(
    text: str, start: int, end: int, overlap: int, limit: int, counter: BatchCounter
) -> int:
    """The characters of the whole sentences before text[start:end] that fit `overlap` tokens; 0
    where none does.

    Shown with its context the chunk still has at most `limit` tokens.
    """
    first = max(0, start - overlap * _CHARACTERS_A_TOKEN)
    before = text[first:start]
    starts = [offset for offset, _ in sentences(before)]
    if first:
        del starts[:1]  # it may be the rest of one
    for offset, tokens in zip(
        starts, counter.count_batch([before[offset:] for offset in starts]), strict=True
    ):
        if (
            tokens <= overlap
            and counter.count_batch([before[offset:] + text[start:end]])[0] <= limit
        ):
            return len(before) - offset
    return 0

"""The passages of an index in the order in which they answer a question."""

from __future__ import annotations

from collections.abc import Sequence

from .fusion import VECTOR_WEIGHT, fused
from .index import Index

# So many are ranked: a budget of 8,000 tokens holds about 50 passages.
DEPTH = 200


def search(
    index: Index,
    question: str,
    *,
    contents: frozenset[int] | None = None,
    nearest: Sequence[int] | None = None,
    depth: int = DEPTH,
) -> list[int]:
    """The numbers of the passages, the best first. `nearest` are those by vectors, where there are
    vectors; both orders are joined by reciprocal rank fusion. `contents`: only of these texts.
    """
    by_words = index.bm25(question, depth, contents)
    if nearest is None:
        return by_words
    return fused([by_words, nearest[:depth]], [1.0, VECTOR_WEIGHT])

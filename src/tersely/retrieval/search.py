"""The passages of an index in the order in which they answer a question."""

from __future__ import annotations

from collections.abc import Mapping

from .fusion import fused
from .index import Index

# So many are ranked: a budget of 8,000 tokens holds about 50 passages.
DEPTH = 200


def search(
    index: Index,
    question: str,
    *,
    contents: frozenset[int] | None = None,
    nearest: Mapping[int, float] | None = None,
    depth: int = DEPTH,
) -> list[int]:
    """The numbers of the passages, the best first. `nearest` are those by vectors with their
    scores, where there are vectors; both are joined by `fused`. `contents`: only of these texts.
    """
    by_words = index.bm25(question, depth, contents)
    return list(by_words) if nearest is None else fused(by_words, nearest)

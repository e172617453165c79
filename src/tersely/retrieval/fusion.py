"""Two orders of the same passages as one: by words, and by vectors."""

from __future__ import annotations

from collections.abc import Mapping

# A convex combination of normalized scores (Bruch, Gai and Ingber, TOIS 2023), which keeps by how
# much a passage is better; reciprocal ranks lose that, and lost to vectors alone at small budgets.
# Chosen on one half of QMSum's validation meetings and reported on the other (bench/ask.py): of .4
# to .9 this share gained most over the better of both parts.
VECTOR_SHARE = 0.7


def fused(by_words: Mapping[int, float], by_vectors: Mapping[int, float]) -> list[int]:
    """All passages of both, the best first. The scores of each, whatever their scale, are brought
    to 0..1; what one does not name has 0 there. Of equal ones the one that stands earlier.
    """
    words, vectors = _normalized(by_words), _normalized(by_vectors)
    scores = {
        number: (1 - VECTOR_SHARE) * words.get(number, 0.0)
        + VECTOR_SHARE * vectors.get(number, 0.0)
        for number in (*by_words, *by_vectors)
    }
    return sorted(scores, key=lambda number: -scores[number])


def _normalized(scores: Mapping[int, float]) -> dict[int, float]:
    """From 0 for the least to 1 for the best; 1 where all are equal."""
    if not scores:
        return {}
    least, best = min(scores.values()), max(scores.values())
    if least == best:
        return dict.fromkeys(scores, 1.0)
    return {number: (score - least) / (best - least) for number, score in scores.items()}

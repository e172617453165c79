"""Scores by words and by vectors as one order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tersely.retrieval.fusion import fused

SCORES = st.dictionaries(st.integers(1, 30), st.integers(-5, 50).map(float), max_size=20)


@given(SCORES, SCORES)
def test_every_passage_once(by_words: dict[int, float], by_vectors: dict[int, float]) -> None:
    """Whatever the scales are."""
    order = fused(by_words, by_vectors)
    assert sorted(order) == sorted({*by_words, *by_vectors})


@given(SCORES)
def test_one_part_alone_keeps_its_order(scores: dict[int, float]) -> None:
    """And equal parts agree with themselves."""
    best_first = sorted(scores, key=lambda number: -scores[number])
    scores = {number: scores[number] for number in best_first}
    assert fused(scores, {}) == fused({}, scores) == fused(scores, scores) == best_first


def test_what_is_best_by_both_comes_first_and_the_scale_does_not_matter() -> None:
    """By how much a passage is better counts, not only its rank."""
    words = {1: 9.0, 2: 8.9, 3: 1.0}
    vectors = {2: 0.8, 4: 0.79, 1: 0.1}
    assert fused(words, vectors) == [2, 4, 1, 3]
    tenfold = {number: 10 * score for number, score in words.items()}
    assert fused(tenfold, vectors) == fused(words, vectors)

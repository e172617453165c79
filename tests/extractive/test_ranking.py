"""The rankings as plain functions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.extractive import centrality, concepts, fuse, graph_of, lead, luhn, mmr, rank, textrank

BAGS = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=8).map(tuple), min_size=1, max_size=25)


@settings(max_examples=60, deadline=None)
@given(BAGS)
def test_every_ranking_scores_every_sentence(bags: list[tuple[str, ...]]) -> None:
    """One finite score each, and cosines are symmetric, between 0 and 1, with an empty diagonal."""
    graph = graph_of(bags)
    lengths = [len(bag) for bag in bags]
    for scores in (textrank(graph), centrality(graph), luhn(graph), lead(len(bags)), concepts(graph, [8] * len(bags))):
        assert len(scores) == len(bags)
        assert all(0 <= score < 1e9 for score in scores)
    assert len(rank(graph, lengths)) == len(bags)
    for i, row in enumerate(graph.cosines):
        assert row[i] == 0
        assert all(value == graph.cosines[j][i] and -1e-9 <= value <= 1 + 1e-9 for j, value in enumerate(row))


@settings(max_examples=60, deadline=None)
@given(BAGS, st.integers(min_value=0, max_value=30))
def test_mmr_takes_as_many_as_the_budget_allows(bags: list[tuple[str, ...]], budget: int) -> None:
    """With unit costs the choice is exact and without repeats."""
    chosen = mmr(lead(len(bags)), graph_of(bags).cosines, [1] * len(bags), budget)
    assert len(set(chosen)) == len(chosen) == min(budget, len(bags))


@settings(max_examples=60, deadline=None)
@given(BAGS)
def test_shared_terms_are_counted(bags: list[tuple[str, ...]]) -> None:
    """An edge is the number of terms that both sentences hold."""
    shared = graph_of(bags).shared
    for i, own in enumerate(bags):
        for j, other in enumerate(bags):
            assert shared[i][j] == (len({*own} & {*other}) if i != j else 0)


def test_textrank_prefers_what_others_share() -> None:
    """The sentence that shares terms with all others is first, the stranger last."""
    scores = textrank(graph_of([("a", "b"), ("a", "c"), ("a", "b", "c"), ("x", "y")]))
    assert scores.index(max(scores)) == 2
    assert scores.index(min(scores)) == 3


def test_centrality_looks_forward() -> None:
    """Of two like sentences the earlier counts more, for the later ones return to it."""
    scores = centrality(graph_of([("a", "b"), ("a", "b"), ("c", "d")]))
    assert scores[0] > scores[1]


def test_luhn_wants_dense_clusters() -> None:
    """Frequent terms side by side beat the same terms far apart."""
    dense = ("a", "b", "x1", "x2", "x3", "x4", "x5")
    spread = ("a", "y1", "y2", "y3", "y4", "y5", "b")
    scores = luhn(graph_of([dense, spread]))
    assert scores[0] > scores[1]


def test_concepts_cover_before_they_repeat() -> None:
    """After the best sentence comes one that adds, not one that repeats."""
    bags = [("a", "b", "c"), ("a", "b", "c"), ("d", "e"), ("d", "e"), ("z",)]
    scores = concepts(graph_of(bags), [1] * 5)
    assert scores[0] > scores[2] > scores[1]


def test_fuse_follows_agreement() -> None:
    """What is first in both rankings stays first; a heavier ranking decides a dispute."""
    assert fuse([(1, [3, 2, 1]), (1, [3, 1, 2])])[0] == pytest.approx(2 / 5)
    disputed = fuse([(3, [2, 1]), (1, [1, 2])])
    assert disputed[0] > disputed[1]

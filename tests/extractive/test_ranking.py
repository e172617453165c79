"""The rankings as plain functions."""

from itertools import pairwise
from math import log, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely.extractive import centrality, concepts, fuse, graph_of, lead, luhn, mmr, rank, textrank
from tersely.extractive.ranking import degrees

BAGS = st.lists(
    st.lists(st.sampled_from("abcdefgh"), max_size=8).map(tuple), min_size=1, max_size=25
)


@settings(max_examples=60, deadline=None)
@given(BAGS)
def test_every_ranking_scores_every_sentence(bags: list[tuple[str, ...]]) -> None:
    """One finite score each, and cosines are symmetric, between 0 and 1, with an empty diagonal."""
    graph = graph_of(bags)
    lengths = [len(bag) for bag in bags]
    for scores in (
        textrank(graph),
        centrality(graph),
        luhn(graph),
        lead(len(bags)),
        concepts(graph, [8] * len(bags)),
    ):
        assert len(scores) == len(bags)
        assert all(0 <= score < 1e9 for score in scores)
    assert len(rank(graph, lengths)) == len(bags)
    for i, row in enumerate(graph.cosines):
        assert row[i] == 0
        assert all(
            value == graph.cosines[j][i] and -1e-9 <= value <= 1 + 1e-9
            for j, value in enumerate(row)
        )


@settings(max_examples=60, deadline=None)
@given(BAGS, st.integers(min_value=0, max_value=30))
def test_mmr_takes_as_many_as_the_budget_allows(bags: list[tuple[str, ...]], budget: int) -> None:
    """With unit costs the choice is exact and without repeats."""
    chosen = mmr(lead(len(bags)), graph_of(bags).cosines, [1] * len(bags), budget)
    assert len(set(chosen)) == len(chosen) == min(budget, len(bags))


@settings(max_examples=60, deadline=None)
@given(BAGS)
def test_the_graph_is_what_its_formulas_say(bags: list[tuple[str, ...]]) -> None:
    """Overlaps are shared terms over the logarithms of both lengths, cosines those of the IDF
    vectors.
    """
    graph = graph_of(bags)
    count = {term: sum(term in bag for bag in bags) for bag in bags for term in bag}
    assert all(graph.idf(term) == log((len(bags) + 1) / number) for term, number in count.items())
    assert {term: len(holders) for term, holders in graph.repeated.items()} == {
        t: n for t, n in count.items() if n > 1
    }
    assert all(i < j for holders in graph.repeated.values() for i, j in pairwise(holders))

    def dot(terms: set[str]) -> float:
        return sum(graph.idf(term) ** 2 for term in terms)

    for i, own in enumerate(bags):
        for j, other in enumerate(bags):
            common = {*own} & {*other} if i != j else set()
            overlap = len(common) / (log(len(own) + 1) + log(len(other) + 1)) if common else 0.0
            cosine = dot(common) / sqrt(dot({*own}) * dot({*other})) if common else 0.0
            assert graph.overlaps[i][j] == pytest.approx(overlap)
            assert graph.cosines[i][j] == pytest.approx(cosine)


@settings(max_examples=60, deadline=None)
@given(BAGS)
def test_textrank_solves_its_equation(bags: list[tuple[str, ...]]) -> None:
    """Settled to the end, each score is 0.15 and 0.85 of what its neighbours give in proportion to
    their edges.
    """
    graph = graph_of(bags)
    scores = textrank(graph, rounds=1_000, settled=1e-12)
    sums = [sum(row) or 1.0 for row in graph.overlaps]
    for score, row in zip(scores, graph.overlaps, strict=True):
        received = sum(
            edge * other / total for edge, other, total in zip(row, scores, sums, strict=True)
        )
        assert score == pytest.approx(0.15 + 0.85 * received, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(BAGS, st.data())
def test_concepts_are_picked_greedily(bags: list[tuple[str, ...]], data: st.DataObject) -> None:
    """Each pick is the first of those that add most for their cost; what adds nothing scores 0."""
    costs = data.draw(
        st.lists(st.integers(min_value=1, max_value=9), min_size=len(bags), max_size=len(bags))
    )
    weight = {term: len(holders) for term, holders in graph_of(bags).repeated.items()}
    left, expected = weight.keys() & weight, [0.0] * len(bags)
    for score in range(len(bags), 0, -1):
        gains = [
            sum(weight[term] for term in left & {*bag}) / cost
            for bag, cost in zip(bags, costs, strict=True)
        ]
        best = max(range(len(bags)), key=gains.__getitem__)
        if gains[best]:
            expected[best] = float(score)
            left -= {*bags[best]}
    assert concepts(graph_of(bags), costs) == expected


@settings(max_examples=60, deadline=None)
@given(BAGS, st.integers(min_value=1, max_value=30))
def test_mmr_takes_the_most_novel_next(bags: list[tuple[str, ...]], budget: int) -> None:
    """With unit costs each choice is the best of the rest, less its likeness to those chosen
    before.
    """
    cosines, scores = graph_of(bags).cosines, lead(len(bags))
    chosen = mmr(scores, cosines, [1] * len(bags), budget)
    for k, choice in enumerate(chosen):
        worth = []
        for i in sorted({*range(len(bags))} - {*chosen[:k]}):
            likeness = max((cosines[i][j] for j in chosen[:k]), default=0.0)
            worth.append((scores[i] * (0.01 if likeness > 0.7 else 1 - 0.6 * likeness), -i))
        assert -choice == max(worth)[1]


def test_textrank_prefers_what_others_share() -> None:
    """The sentence that shares terms with all others is first, the stranger last."""
    scores = textrank(graph_of([("a", "b"), ("a", "c"), ("a", "b", "c"), ("x", "y")]))
    assert scores.index(max(scores)) == 2
    assert scores.index(min(scores)) == 3


def test_centrality_looks_forward() -> None:
    """Of two like sentences the earlier counts more, for the later ones return to it."""
    scores = centrality(graph_of([("a", "b"), ("a", "b"), ("c", "d")]))
    assert scores[0] > scores[1]


def test_degrees_look_both_ways() -> None:
    """What is like the rest counts, wherever it stands; long prose is ranked by it too."""
    graph = graph_of([("c", "d"), ("a", "b"), ("a", "e"), ("b", "f")])
    scores = degrees(graph)
    assert scores[0] == 0
    assert max(scores) == scores[1]
    usual, prose = rank(graph, [9] * 4), rank(graph, [9] * 4, is_story=True)
    assert all(a < b for a, b in zip(usual, prose, strict=True))


def test_mmr_avoids_likeness_as_much_as_it_is_told() -> None:
    """With a higher redundancy the second best, which repeats the best, loses to another."""
    scores, cosines = [1.0, 0.8, 0.5], [[0.0, 0.6, 0.0], [0.6, 0.0, 0.0], [0.0, 0.0, 0.0]]
    assert mmr(scores, cosines, [1] * 3, 2, 0.5) == [0, 1]
    assert mmr(scores, cosines, [1] * 3, 2, 0.75) == [0, 2]


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

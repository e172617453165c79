"""Ways to rank the sentences of one text, each a plain function over their graph, and their fusion.

Every ranking gives one score a sentence, higher is better. Building the graph and ranking it take O(n²) time: give them
at most a few hundred sentences.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import chain, combinations, pairwise
from operator import mul, sub, truediv

Bag = Sequence[str]
Concept = str | tuple[str, str]
Matrix = list[list[float]]

_SHORT_WORDS = 5
_FRAGMENT_WORDS = 8
_LONG_WORDS = 60


@dataclass(frozen=True, slots=True)
class Graph:
    """Sentences as bags (their content terms in order) and how alike each two are.

    `frequency` is the number of sentences that hold a term, `idf` the logarithm of its inverse share. `shared` counts
    the terms that two sentences share, `cosines` compares their TF-IDF vectors; both are symmetric, 0 on the diagonal.
    """

    bags: Sequence[Bag]
    frequency: Mapping[str, int]
    idf: Mapping[str, float]
    shared: Matrix
    cosines: Matrix

    def __len__(self) -> int:
        return len(self.bags)


def graph_of(bags: Sequence[Bag]) -> Graph:
    """The graph of sentences, each given by its bag."""
    n = len(bags)
    frequency = Counter(chain.from_iterable(map(dict.fromkeys, bags)))
    logs = {count: math.log((n + 1) / count) for count in set(frequency.values())}
    idf = {term: logs[count] for term, count in frequency.items()}
    postings: dict[str, list[tuple[int, float]]] = {term: [] for term, count in frequency.items() if count > 1}
    for i, bag in enumerate(bags):
        weights: dict[str, float] = {}
        for term in bag:
            weights[term] = weights.get(term, 0.0) + idf[term]
        norm = math.hypot(*weights.values())
        for term, weight in weights.items():
            if term in postings:
                postings[term].append((i, weight / norm))
    shared: Matrix = [[0.0] * n for _ in bags]
    cosines: Matrix = [[0.0] * n for _ in bags]
    for entries in postings.values():
        for (i, own), (j, other) in combinations(entries, 2):
            shared[j][i] += 1.0
            cosines[j][i] += own * other
    for matrix in (shared, cosines):
        for j, row in enumerate(matrix):
            for i in range(j):
                matrix[i][j] = row[i]
    return Graph(bags, frequency, idf, shared, cosines)


def textrank(graph: Graph) -> list[float]:
    """TextRank (Mihalcea and Tarau 2004): PageRank over shared terms, divided by the logarithms of both lengths."""
    logs = [math.log(len(bag) + 1) for bag in graph.bags]
    edges = [
        [count / (own + other) if count else 0.0 for count, other in zip(row, logs, strict=True)]
        for row, own in zip(graph.shared, logs, strict=True)
    ]
    return _pagerank(edges)


def _pagerank(edges: Matrix, damping: float = 0.85, rounds: int = 12, settled: float = 0.01) -> list[float]:
    """PageRank of a symmetric weighted graph, until no score changes by more than `settled`."""
    scores = [1.0] * len(edges)
    sums = [sum(row) or 1.0 for row in edges]
    for _ in range(rounds):
        before, shares = scores, list(map(truediv, scores, sums))
        scores = [1 - damping + damping * sum(map(mul, row, shares)) for row in edges]
        if max(map(abs, map(sub, scores, before)), default=0.0) < settled:
            break
    return scores


def centrality(graph: Graph, backward: float = 0.0) -> list[float]:
    """Position-directed centrality (PacSum, Zheng and Lapata 2019): similarity to what follows, little to what precedes.

    A sentence that later ones return to is a topic sentence. `backward` weighs the similarity to earlier sentences.
    """
    return [sum(row[i:]) + backward * sum(row[:i]) for i, row in enumerate(graph.cosines)]


def luhn(graph: Graph, gap: int = 4) -> list[float]:
    """Luhn (1958): the densest cluster of frequent terms, squared count over span, at most `gap` terms apart."""
    least = 2 if len(graph) < 40 else 3
    frequent = {term for term, count in graph.frequency.items() if count >= least}
    scores = []
    for bag in graph.bags:
        best, first, last, count = 0.0, 0, -gap - 1, 0
        for place in [place for place, term in enumerate(bag) if term in frequent]:
            if place - last > gap:
                first, count = place, 0
            last, count = place, count + 1
            best = max(best, count * count / (place - first + 1))
        scores.append(best)
    return scores


def lead(n: int) -> list[float]:
    """Earlier is better."""
    return [float(n - i) for i in range(n)]


def concepts(graph: Graph, costs: Sequence[float]) -> list[float]:
    """Greedy coverage of what the text repeats (after Gillick and Favre 2009): sentences picked earlier score higher.

    Concepts are terms and pairs of neighbouring terms found in two sentences or more; each weighs the number of its
    sentences and counts once. What a sentence adds is divided by its cost.
    """
    n = len(graph)
    weight, held = _concepts_of(graph)
    covered: set[Concept] = set()

    def gain(i: int) -> float:
        return sum(map(weight.__getitem__, held[i] - covered)) / costs[i]

    heap = [(-gain(i), i, 0) for i in range(n)]
    heapify(heap)
    scores = [0.0] * n
    picked = 0
    while heap:
        _, i, seen = heappop(heap)
        if seen < picked:  # a gain of an earlier round: it can only have shrunk
            heappush(heap, (-gain(i), i, picked))
            continue
        scores[i] = float(n - picked)
        covered |= held[i]
        picked += 1
    return scores


def _concepts_of(graph: Graph) -> tuple[Mapping[Concept, int], list[set[Concept]]]:
    """In how many sentences each concept stands, and the concepts of each sentence."""
    repeated = {term: count for term, count in graph.frequency.items() if count > 1}
    pairs = [{(a, b) for a, b in pairwise(bag) if a in repeated and b in repeated} for bag in graph.bags]
    weight: dict[Concept, int] = {pair: n for pair, n in Counter(chain.from_iterable(pairs)).items() if n > 1}
    weight.update(repeated)
    return weight, [weight.keys() & chain(bag, own) for bag, own in zip(graph.bags, pairs, strict=True)]


def fuse(rankings: Sequence[tuple[float, Sequence[float]]]) -> list[float]:
    """Reciprocal-rank fusion (Cormack et al. 2009) of (weight, scores) pairs; of equal scores the earlier wins."""
    n = len(rankings[0][1])
    smooth = max(5.0, 0.1 * n)
    fused = [0.0] * n
    for weight, scores in rankings:
        for rank, i in enumerate(sorted(range(n), key=scores.__getitem__, reverse=True)):
            fused[i] += weight / (smooth + rank)
    return fused


def rank(graph: Graph, lengths: Sequence[int], prior: Sequence[float] = ()) -> list[float]:
    """The fused score of each sentence; `lengths` in words, `prior` scores join as they are.

    Fragments and very long sentences are held back. The weights were chosen on SciTLDR, QMSum and SQuALITY.
    """
    rankings: list[tuple[float, Sequence[float]]] = [
        (1.0, textrank(graph)),
        (0.75, centrality(graph)),
        (1.5, luhn(graph)),
        (1.0, lead(len(graph))),
        (0.75, concepts(graph, [max(_FRAGMENT_WORDS, length) for length in lengths])),
    ]
    if prior:
        rankings.append((1.0, prior))
    return [score * _form(length) for score, length in zip(fuse(rankings), lengths, strict=True)]


def _form(words: int) -> float:
    return 0.3 if words < _SHORT_WORDS else 0.6 if words > _LONG_WORDS else 1.0

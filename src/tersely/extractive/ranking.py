"""Ways to rank the sentences of one text, each a plain function over their graph, and their fusion.

Every ranking gives one score a sentence, higher is better. Building the graph and ranking it take O(n²) time: give them
at most a few hundred sentences.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace
from itertools import chain, combinations
from operator import mul, sub, truediv

Bag = Sequence[str]
Matrix = list[list[float]]

_SHORT_WORDS = 5
_FRAGMENT_WORDS = 8
_LONG_WORDS = 60


@dataclass(frozen=True, slots=True)
class Graph:
    """Sentences as bags (their content terms in order) and how alike each two are.

    `frequency` is the number of sentences that hold a term, `repeated` the same for terms that two or more hold.
    `shared` counts the terms that two sentences share, `cosines` compares their IDF vectors; both are symmetric, 0 on
    the diagonal.
    """

    bags: Sequence[Bag]
    frequency: Mapping[str, int]
    repeated: Mapping[str, int]
    shared: Matrix
    cosines: Matrix

    def __len__(self) -> int:
        return len(self.bags)

    def idf(self, term: str) -> float:
        """Inverse document frequency of `term`, sentences taken as documents; 0 for one that none holds."""
        count = self.frequency.get(term, 0)
        return math.log((len(self) + 1) / count) if count else 0.0


def graph_of(bags: Sequence[Bag]) -> Graph:
    """The graph of sentences, each given by its bag; that a sentence repeats a term makes no difference to its edges."""
    n = len(bags)
    distinct = [list(dict.fromkeys(bag)) for bag in bags]
    frequency = Counter(chain.from_iterable(distinct))
    squares = [0.0, *(math.log((n + 1) / count) ** 2 for count in range(1, n + 1))]
    norms = [math.sqrt(sum(map(squares.__getitem__, map(frequency.__getitem__, terms)))) for terms in distinct]
    repeated = {term: count for term, count in frequency.items() if count > 1}
    postings: dict[str, list[int]] = {term: [] for term in repeated}
    for i, terms in enumerate(distinct):
        for term in filter(postings.__contains__, terms):
            postings[term].append(i)
    shared: Matrix = [[0.0] * n for _ in bags]
    cosines: Matrix = [[0.0] * n for _ in bags]
    for holders in postings.values():
        square = squares[len(holders)]
        for i, j in combinations(holders, 2):
            shared[j][i] += 1.0
            cosines[j][i] += square
    for j, row in enumerate(shared):
        for i in range(j):
            if row[i]:
                shared[i][j] = row[i]
                cosines[i][j] = cosines[j][i] = cosines[j][i] / (norms[i] * norms[j])
    return Graph(bags, frequency, repeated, shared, cosines)


def textrank(graph: Graph) -> list[float]:
    """TextRank (Mihalcea and Tarau 2004): PageRank over shared terms, divided by the logarithms of both lengths."""
    logs = [math.log(len(bag) + 1) for bag in graph.bags]
    edges = [
        [count / (own + other) if count else 0.0 for count, other in zip(row, logs, strict=True)]
        for row, own in zip(graph.shared, logs, strict=True)
    ]
    return _pagerank(edges)


def _pagerank(edges: Matrix, damping: float = 0.85, rounds: int = 12, settled: float = 0.1) -> list[float]:
    """PageRank of a symmetric weighted graph, until no score changes by more than `settled`.

    It starts from the degrees, which would be the result without damping.
    """
    sums = [sum(row) or 1.0 for row in edges]
    mean = sum(sums) / max(1, len(sums))
    scores = [degree / mean for degree in sums]
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
    frequent = {term for term, count in graph.repeated.items() if count >= least}
    scores = []
    for bag in graph.bags:
        best, first, last, count = 0.0, 0, -gap - 1, 0
        for place in [place for place, term in enumerate(bag) if term in frequent]:
            if place - last > gap:
                first, count = place, 0
            last, count = place, count + 1
            density = count * count / (place - first + 1)
            best = density if density > best else best
        scores.append(best)
    return scores


def lead(n: int) -> list[float]:
    """Earlier is better."""
    return [float(n - i) for i in range(n)]


def concepts(graph: Graph, costs: Sequence[float]) -> list[float]:
    """Greedy coverage of what the text repeats (after Gillick and Favre 2009): sentences picked earlier score higher.

    Concepts are the terms of two sentences or more; each weighs the number of its sentences and counts once. What a
    sentence adds is divided by its cost; those that add nothing score 0. (Pairs of terms, as in the paper, gave no more.)
    """
    n = len(graph)
    weight = graph.repeated
    new = [weight.keys() & bag for bag in graph.bags]

    def gain(i: int) -> float:
        return sum(map(weight.__getitem__, new[i])) / costs[i]

    covered: set[str] = set()
    heap = [(-gain(i), i, 0) for i in range(n)]
    heapify(heap)
    scores = [0.0] * n
    picked = 0
    while heap and heap[0][0]:
        _, i, seen = heap[0]
        if seen < picked:  # a gain of an earlier round: it can only have shrunk
            new[i] -= covered
            heapreplace(heap, (-gain(i), i, picked))
            continue
        heappop(heap)
        scores[i] = float(n - picked)
        covered |= new[i]
        picked += 1
    return scores


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

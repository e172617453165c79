"""Ways to rank the sentences of one text, each a plain function over bags of terms, and their fusion.

A bag is the list of content terms of one sentence, in order. Every ranking gives one score a sentence, higher is
better. The graph rankings take O(n²) time: give them at most a few hundred sentences.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import pairwise
from operator import mul

Bag = Sequence[str]
Concept = str | tuple[str, str]
Matrix = list[list[float]]

_SHORT_WORDS = 5
_FRAGMENT_WORDS = 8
_LONG_WORDS = 60


def textrank(bags: Sequence[Bag]) -> list[float]:
    """TextRank (Mihalcea and Tarau 2004): PageRank over shared terms, divided by the logarithms of both lengths."""
    n = len(bags)
    sets = [frozenset(bag) for bag in bags]
    logs = [math.log(len(bag) + 1) for bag in bags]
    edges: Matrix = [[0.0] * n for _ in range(n)]
    for i, own in enumerate(sets):
        row, log = edges[i], logs[i]
        for j in range(i):
            shared = len(own & sets[j])
            if shared:
                row[j] = edges[j][i] = shared / (log + logs[j])
    return _pagerank(edges)


def _pagerank(edges: Matrix, damping: float = 0.85, rounds: int = 12) -> list[float]:
    """PageRank of a symmetric weighted graph; the order is settled after a dozen rounds."""
    n = len(edges)
    scores = [1.0] * n
    sums = [sum(row) or 1.0 for row in edges]
    for _ in range(rounds):
        shares = [score / total for score, total in zip(scores, sums, strict=True)]
        scores = [1 - damping + damping * sum(map(mul, row, shares)) for row in edges]
    return scores


def idf_of(bags: Sequence[Bag]) -> dict[str, float]:
    """Inverse document frequency of each term, sentences taken as documents."""
    frequency = Counter(term for bag in bags for term in frozenset(bag))
    return {term: math.log((len(bags) + 1) / count) for term, count in frequency.items()}


def similarities(bags: Sequence[Bag], idf: Mapping[str, float]) -> Matrix:
    """The cosines of the TF-IDF vectors of all pairs of sentences; 0 on the diagonal."""
    n = len(bags)
    postings: dict[str, list[tuple[int, float]]] = {}
    for i, bag in enumerate(bags):
        weights = {term: count * idf[term] for term, count in Counter(bag).items()}
        norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for term, weight in weights.items():
            postings.setdefault(term, []).append((i, weight / norm))
    cosines: Matrix = [[0.0] * n for _ in range(n)]
    for entries in postings.values():
        for k, (i, weight) in enumerate(entries):
            row = cosines[i]
            for j, other in entries[:k]:
                row[j] += weight * other
    for i in range(n):
        for j in range(i):
            cosines[j][i] = cosines[i][j]
    return cosines


def centrality(cosines: Matrix, backward: float = 0.0) -> list[float]:
    """Position-directed centrality (PacSum, Zheng and Lapata 2019): similarity to what follows, little to what precedes.

    A sentence that later ones return to is a topic sentence. `backward` weighs the similarity to earlier sentences.
    """
    return [sum(row[i:]) + backward * sum(row[:i]) for i, row in enumerate(cosines)]


def luhn(bags: Sequence[Bag], gap: int = 4) -> list[float]:
    """Luhn (1958): the densest cluster of frequent terms, squared count over span, at most `gap` terms apart."""
    frequency = Counter(term for bag in bags for term in bag)
    least = 2 if len(bags) < 40 else 3
    scores = []
    for bag in bags:
        best, first, last, count = 0.0, 0, -gap - 1, 0
        for place, term in enumerate(bag):
            if frequency[term] < least:
                continue
            if place - last > gap:
                first, count = place, 0
            last, count = place, count + 1
            best = max(best, count * count / (place - first + 1))
        scores.append(best)
    return scores


def lead(n: int) -> list[float]:
    """Earlier is better."""
    return [float(n - i) for i in range(n)]


def concepts(bags: Sequence[Bag], costs: Sequence[float]) -> list[float]:
    """Greedy coverage of what the text repeats (after Gillick and Favre 2009): sentences picked earlier score higher.

    Concepts are terms and pairs of neighbouring terms found in two sentences or more; each weighs the number of its
    sentences and counts once. What a sentence adds is divided by its cost.
    """
    held: list[frozenset[Concept]] = [frozenset(bag) | frozenset(pairwise(bag)) for bag in bags]
    weight = {concept: count for concept, count in Counter(c for own in held for c in own).items() if count > 1}
    covered: set[Concept] = set()

    def gain(i: int) -> float:
        return sum(weight.get(concept, 0) for concept in held[i] - covered) / costs[i]

    heap = [(-gain(i), i, 0) for i in range(len(bags))]
    heapify(heap)
    scores = [0.0] * len(bags)
    picked = 0
    while heap:
        _, i, seen = heappop(heap)
        if seen < picked:  # a gain of an earlier round: it can only have shrunk
            heappush(heap, (-gain(i), i, picked))
            continue
        scores[i] = float(len(bags) - picked)
        covered |= held[i]
        picked += 1
    return scores


def fuse(rankings: Sequence[tuple[float, Sequence[float]]]) -> list[float]:
    """Reciprocal-rank fusion (Cormack et al. 2009) of (weight, scores) pairs; of equal scores the earlier wins."""
    n = len(rankings[0][1])
    smooth = max(5.0, 0.1 * n)
    fused = [0.0] * n
    for weight, scores in rankings:
        for rank, i in enumerate(sorted(range(n), key=lambda i: -scores[i])):
            fused[i] += weight / (smooth + rank)
    return fused


def rank(bags: Sequence[Bag], lengths: Sequence[int], cosines: Matrix, prior: Sequence[float] = ()) -> list[float]:
    """The fused score of each sentence; `lengths` in words, `cosines` from `similarities`, `prior` scores join as they are.

    Fragments and very long sentences are held back. The weights were chosen on SciTLDR, QMSum and SQuALITY.
    """
    rankings: list[tuple[float, Sequence[float]]] = [
        (1.0, textrank(bags)),
        (0.75, centrality(cosines)),
        (1.5, luhn(bags)),
        (1.0, lead(len(bags))),
        (0.75, concepts(bags, [max(_FRAGMENT_WORDS, length) for length in lengths])),
    ]
    if prior:
        rankings.append((1.0, prior))
    return [score * _form(length) for score, length in zip(fuse(rankings), lengths, strict=True)]


def _form(words: int) -> float:
    return 0.3 if words < _SHORT_WORDS else 0.6 if words > _LONG_WORDS else 1.0

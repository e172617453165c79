"""Ways to rank the sentences of one text, each a plain function over their graph, and their fusion.

Every ranking gives one score a sentence, higher is better. Building the graph and ranking it take
O(n²) time: give them at most a few hundred sentences.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from operator import mul, sub, truediv

Bag = Sequence[str]
Matrix = list[list[float]]

_SHORT_WORDS = 5
_FRAGMENT_WORDS = 8
_LONG_WORDS = 60
MANY_SENTENCES = 40  # among which two may share a word by chance


@dataclass(frozen=True, slots=True)
class Graph:
    """Sentences as bags (their content terms in order) and how alike each two are.

    `first` is the first sentence that holds a term, `repeated` all of them for terms that two or
    more hold. `overlaps` are the edges of TextRank, `cosines` compare the sentences' IDF vectors;
    both are symmetric, 0 on the diagonal.
    """

    bags: Sequence[Bag]
    first: Mapping[str, int]
    repeated: Mapping[str, Sequence[int]]
    overlaps: Matrix
    cosines: Matrix

    def __len__(self) -> int:
        return len(self.bags)

    def idf(self, term: str) -> float:
        """Inverse document frequency of `term`, sentences taken as documents; 0 for one that none
        holds.
        """
        count = len(self.repeated.get(term, ())) or int(term in self.first)
        return math.log((len(self) + 1) / count) if count else 0.0


def graph_of(bags: Sequence[Bag]) -> Graph:
    """The graph of sentences, each given by its bag; that a sentence repeats a term adds to its
    length only.
    """
    n = len(bags)
    squares = [math.log((n + 1) / count) ** 2 for count in range(1, n + 1)]
    norms = [squares[0] * len(bag) for bag in bags]  # squared, as if no term came twice
    first: dict[str, int] = {}
    repeated: dict[str, list[int]] = {}  # in fewer steps than a list for every term: most come once
    for i, bag in enumerate(bags):
        for term in bag:
            if term not in first:
                first[term] = i
            elif term in repeated and repeated[term][-1] < i:
                repeated[term].append(i)
            elif term not in repeated and first[term] < i:
                repeated[term] = [first[term], i]
            else:
                norms[i] -= squares[0]
    overlaps: Matrix = [[0.0] * n for _ in bags]
    cosines: Matrix = [[0.0] * n for _ in bags]
    for places in repeated.values():
        square = squares[len(places) - 1]
        excess = squares[0] - square
        for i in places:
            norms[i] -= excess
        for i, j in combinations(places, 2):
            overlaps[j][i] += 1.0
            cosines[j][i] += square
    norms = list(map(math.sqrt, norms))
    logs = [math.log(len(bag) + 1) for bag in bags]
    for j, (common, product) in enumerate(zip(overlaps, cosines, strict=True)):
        for i in range(j):
            if common[i]:
                overlaps[i][j] = common[i] = common[i] / (logs[i] + logs[j])
                cosines[i][j] = product[i] = product[i] / (norms[i] * norms[j])
    return Graph(bags, first, repeated, overlaps, cosines)


def textrank(
    graph: Graph, damping: float = 0.85, rounds: int = 11, settled: float = 0.1
) -> list[float]:
    """TextRank (Mihalcea and Tarau 2004): PageRank over shared terms, divided by the logarithms of
    both lengths.

    It starts from the degrees, which would be the result without damping, and ends when no score
    changes by more than `settled`.
    """
    degrees = list(map(sum, graph.overlaps))
    sums = [degree or 1.0 for degree in degrees]
    mean = sum(sums) / max(1, len(sums))
    before = [degree / mean for degree in sums]
    scores = [
        1 - damping + damping * degree / mean for degree in degrees
    ]  # the first round in closed form
    for _ in range(rounds):
        if max(map(abs, map(sub, scores, before)), default=0.0) < settled:
            break
        before, shares = scores, list(map(truediv, scores, sums))
        scores = [1 - damping + damping * sum(map(mul, row, shares)) for row in graph.overlaps]
    return scores


def centrality(graph: Graph) -> list[float]:
    """Position-directed centrality (PacSum, Zheng and Lapata 2019): similarity to what follows,
    none to what precedes.

    A sentence that later ones return to is a topic sentence.
    """
    return [sum(row[i:]) for i, row in enumerate(graph.cosines)]


def degrees(graph: Graph) -> list[float]:
    """Degree centrality (Erkan and Radev 2004, without the threshold): similarity to all others."""
    return list(map(sum, graph.cosines))


def luhn(graph: Graph, gap: int = 4) -> list[float]:
    """Luhn (1958): the densest cluster of frequent terms, squared count over span, at most `gap`
    terms apart.
    """
    frequent = graph.repeated
    if len(graph) >= MANY_SENTENCES:
        frequent = {term: places for term, places in frequent.items() if len(places) > 2}
    scores = []
    for bag in graph.bags:
        best, first, last, count = 0.0, 0, -gap - 1, 0
        for place, term in enumerate(bag):
            if term in frequent:
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
    """Greedy coverage of what the text repeats (after Gillick and Favre 2009): sentences picked
    earlier score higher.

    Concepts are the terms of two sentences or more; each weighs the number of its sentences and
    counts once. What a sentence adds is divided by its cost; those that add nothing score 0. (Pairs
    of terms, as in the paper, gave no more.)
    """
    uncovered = dict(graph.repeated)
    gains = [0] * len(graph)
    for holders in uncovered.values():
        weight = len(holders)
        for i in holders:
            gains[i] += weight
    worth = list(map(truediv, gains, costs))
    scores = [0.0] * len(graph)
    for score in range(len(graph), 0, -1):
        best = max(worth)
        if not best:
            break
        picked = worth.index(best)
        scores[picked] = float(score)
        for holders in [uncovered.pop(term) for term in graph.bags[picked] if term in uncovered]:
            weight = len(holders)
            for i in holders:
                gains[i] -= weight
                worth[i] = gains[i] / costs[i]
    return scores


def fuse(rankings: Sequence[tuple[float, Sequence[float]]]) -> list[float]:
    """Reciprocal-rank fusion (Cormack et al. 2009) of (weight, scores) pairs; of equal scores the
    earlier wins.
    """
    n = len(rankings[0][1])
    smooth = max(5.0, 0.2 * n)
    fused = [0.0] * n
    for weight, scores in rankings:
        for rank, i in enumerate(sorted(range(n), key=scores.__getitem__, reverse=True)):
            fused[i] += weight / (smooth + rank)
    return fused


def rank(
    graph: Graph, lengths: Sequence[int], prior: Sequence[float] = (), is_story: bool = False
) -> list[float]:
    """The fused score of each sentence; `lengths` in words, `prior` scores join as they are.

    In a story what is like the rest counts too; among turns of a talk that would be "Yeah.".
    Fragments and very long sentences are held back. The weights were chosen on SciTLDR, QMSum and
    SQuALITY.
    """
    rankings: list[tuple[float, Sequence[float]]] = [
        (1.0, textrank(graph)),
        (0.5, centrality(graph)),
        (2.0 if len(graph) >= MANY_SENTENCES else 1.5, luhn(graph)),
        (1.0, lead(len(graph))),
        (0.75, concepts(graph, [max(_FRAGMENT_WORDS, length) for length in lengths])),
    ]
    if is_story:
        rankings.append((1.0, degrees(graph)))
    if prior:
        rankings.append((1.0, prior))
    return [score * _form(length) for score, length in zip(fuse(rankings), lengths, strict=True)]


def _form(words: int) -> float:
    if words < _SHORT_WORDS:
        return 0.3
    return 0.6 if words > _LONG_WORDS else 1.0

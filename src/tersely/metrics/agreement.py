"""How alike summaries of one document are. High agreement is not truth: models can share an error."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from ..language.words import words


def unigram_f(a: str, b: str) -> float:
    """ROUGE-1 F of two texts with the words of any script, 0..1; symmetric, and 1.0 for equal texts
    that hold a word.
    """
    one, other = Counter(words(a)), Counter(words(b))
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def inverse_frequency(text: str, passage_words: int = 50) -> dict[str, float]:
    """ln(1 + N / n) of each word: `text` is N passages of `passage_words` words, and n of them hold
    the word.
    """
    tokens = words(text)
    counts: Counter[str] = Counter()
    starts = range(0, len(tokens), passage_words)
    for start in starts:
        counts.update(set(tokens[start : start + passage_words]))
    return {word: math.log(1 + len(starts) / count) for word, count in counts.items()}


def idf_jaccard(a: str, b: str, idf: Mapping[str, float]) -> float:
    """Jaccard overlap of the word sets, each word weighted by `idf`; a word outside it weighs as
    much as the rarest.
    """
    one, other = set(words(a)), set(words(b))
    rarest = max(idf.values(), default=1.0)

    def weight(some: set[str]) -> float:
        # Sorted: floating-point sums depend on the order, and the order of a set on the process.
        return sum(idf.get(word, rarest) for word in sorted(some))

    union = weight(one | other)
    return weight(one & other) / union if union else 0.0


def agreement_matrix(
    texts: Sequence[str], similarity: Callable[[str, str], float] = unigram_f
) -> tuple[tuple[float, ...], ...]:
    """The similarity of every text to every other: symmetric, row and column i belong to texts[i]."""
    size = len(texts)
    matrix = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i, size):
            matrix[i][j] = matrix[j][i] = similarity(texts[i], texts[j])
    return tuple(tuple(row) for row in matrix)

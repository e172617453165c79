"""What can be said about a summary from its text and its source alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from ..language.words import words
from .fragments import copied_fragments


@dataclass(frozen=True, slots=True)
class Description:
    """Facts about one summary; shares are 0..1, `density`, `longest_copied_words` and `words` count
    words.

    `compression` is source words / summary words. `coverage` and `density` are those of Grusky et
    al. (2018): the share of words inside copied fragments, and the mean length of the fragment that
    a word belongs to. `novel_ngrams[n - 1]` is the share of n-grams that the source does not hold
    (n = 1, 2, 3). `repeated_bigrams` is 1 - distinct / all, and `most_alike_sentences` the highest
    word overlap (Jaccard) of two sentences of the summary.
    """

    words: int
    compression: float
    coverage: float
    density: float
    longest_copied_words: int
    novel_ngrams: tuple[float, float, float]
    repeated_bigrams: float
    most_alike_sentences: float


def describe(source: str, summary: str, sentences: Sequence[str] = ()) -> Description:
    """Describe `summary`. `sentences` are its sentences or bullets, for the overlap between them."""
    source_words, summary_words = words(source), words(summary)
    lengths = [fragment.length for fragment in copied_fragments(source_words, summary_words)]
    total = len(summary_words) or 1
    return Description(
        words=len(summary_words),
        compression=len(source_words) / total,
        coverage=sum(lengths) / total,
        density=sum(length**2 for length in lengths) / total,
        longest_copied_words=max(lengths, default=0),
        novel_ngrams=(
            _novel(source_words, summary_words, 1),
            _novel(source_words, summary_words, 2),
            _novel(source_words, summary_words, 3),
        ),
        repeated_bigrams=_repeated(summary_words, 2),
        most_alike_sentences=_most_alike(sentences),
    )


def _novel(source: Sequence[str], summary: Sequence[str], n: int) -> float:
    ngrams = list(_ngrams(summary, n))
    absent = set(ngrams).difference(_ngrams(source, n))
    return sum(gram in absent for gram in ngrams) / len(ngrams) if ngrams else 0.0


def _repeated(tokens: Sequence[str], n: int) -> float:
    grams = list(_ngrams(tokens, n))
    return 1 - len(set(grams)) / len(grams) if grams else 0.0


def _most_alike(sentences: Sequence[str]) -> float:
    sets = [distinct for sentence in sentences if (distinct := set(words(sentence)))]
    return max((len(a & b) / len(a | b) for a, b in combinations(sets, 2)), default=0.0)


def _ngrams(tokens: Sequence[str], n: int) -> Iterator[tuple[str, ...]]:
    return zip(*(tokens[i:] for i in range(n)), strict=False)

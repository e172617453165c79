"""Extractive fragments: the passages that a summary shares word by word with its source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Fragment:
    """summary[start : start + length] == source[source_start : source_start + length], counted in
    words.
    """

    start: int
    source_start: int
    length: int


def copied_fragments(source: Sequence[str], summary: Sequence[str]) -> tuple[Fragment, ...]:
    """The greedy fragments F(A, S) of Grusky et al., Newsroom, NAACL 2018, figure 4: left to right,
    longest first.

    Equal to the published loop over all pairs, but a match of two or more words is looked up by its
    first two words, so that a common word does not cost a pass over the source.
    """
    summary_pairs = set(pairwise(summary))
    first: dict[str, int] = {}
    pairs: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for j, word in enumerate(source):
        first.setdefault(word, j)
        if j + 1 < len(source) and (word, source[j + 1]) in summary_pairs:
            pairs[word, source[j + 1]].append(j)
    fragments: list[Fragment] = []
    i = 0
    while i < len(summary):
        best = Fragment(i, first[summary[i]], 1) if summary[i] in first else None
        if i + 1 < len(summary):
            for j in pairs.get((summary[i], summary[i + 1]), ()):
                length = _common_length(source, j, summary, i)
                if best is None or length > best.length:
                    best = Fragment(i, j, length)
        if best:
            fragments.append(best)
        i += best.length if best else 1
    return tuple(fragments)


def _common_length(source: Sequence[str], j: int, summary: Sequence[str], i: int) -> int:
    length = 0
    while (
        i + length < len(summary)
        and j + length < len(source)
        and summary[i + length] == source[j + length]
    ):
        length += 1
    return length

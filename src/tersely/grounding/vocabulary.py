"""The words of a source by their stems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ..language.words import stem

# To stem so many words once takes less than a tenth of a millisecond.
_CROWDED = 64


class Vocabulary:
    """Words as they stand; only those that could share a stem with a word that is asked for are
    stemmed.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._by_prefix: defaultdict[str, list[str]] = defaultdict(list)
        for word in words:
            self._by_prefix[_prefix(word)].append(word)
        self._by_stem: dict[str, dict[str, list[str]]] = {}

    def beginning_like(self, word: str) -> Sequence[str]:
        """The words that begin as `word` does: all that could share its stem are among them."""
        return self._by_prefix.get(_prefix(word), ())

    def beginning_with(self, letters: str, length: int) -> list[str]:
        """The words with these two first letters that are one letter longer or shorter at most."""
        groups = (held for prefix, held in self._by_prefix.items() if prefix.startswith(letters))
        return [word for held in groups for word in held if abs(len(word) - length) <= 1]

    def forms(self, term: str) -> list[str]:
        """The words that share the stem `term`."""
        near = self.beginning_like(term)
        if len(near) > _CROWDED:
            return self._stemmed(_prefix(term)).get(term, [])
        beginning = _beginning(term)
        return [
            w
            for w in near
            if w == term or (w.replace(",", "").startswith(beginning) and stem(w) == term)
        ]

    def _stemmed(self, prefix: str) -> dict[str, list[str]]:
        """The words with this beginning by their stems and by themselves. Where a text has very
        many of them ("c1", "c2", ...), to look through all of them for each term would be square.
        """
        if prefix not in self._by_stem:
            words: defaultdict[str, list[str]] = defaultdict(list)
            for word in self._by_prefix[prefix]:
                words[word].append(word)
                root = stem(word)
                if root != word and word.replace(",", "").startswith(_beginning(root)):
                    words[root].append(word)
            self._by_stem[prefix] = words
        return self._by_stem[prefix]


def _beginning(term: str) -> str:
    """A stem differs from the beginning of its words in at most two final letters (Porter, steps 2
    to 4).
    """
    return term[: max(2, len(term) - 2)]


def _prefix(word: str) -> str:
    """What all words of one stem begin with; Porter turns a final y into i."""
    return word.replace(",", "")[:3].replace("y", "i")

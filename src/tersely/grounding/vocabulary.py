"""The words of a source by their stems."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from functools import cached_property
from itertools import filterfalse

from ..language.words import stem

# To stem so many words once takes less than a tenth of a millisecond.
_CROWDED = 64
# How alike two spellings are; the third letter of a long word may be the slip.
_ALIKE, _VERY_ALIKE = 0.8, 0.9
_LONG_WORD = 7  # letters


class Vocabulary:
    """Words as they stand; only those that could share a stem with a word that is asked for are
    stemmed.
    """

    def __init__(self, words: Collection[str]) -> None:
        self._words = words
        self._by_prefix: defaultdict[str, list[str]] = defaultdict(list)
        for word in words:
            self._by_prefix[_prefix(word)].append(word)
        self._by_stem: dict[str, dict[str, list[str]]] = {}

    def beginning(self, prefix: str) -> list[str]:
        """The words that begin with `prefix` (at least three letters)."""
        return [word for word in self._beginning_like(prefix) if word.startswith(prefix)]

    def similar(self, word: str) -> str | None:
        """A word that is spelled almost like `word`."""
        close = get_close_matches(word, self._beginning_like(word), 1, cutoff=_ALIKE)
        if not close and len(word) >= _LONG_WORD:
            alike = self._beginning_with(word[:2], len(word))
            close = get_close_matches(word, alike, 1, cutoff=_VERY_ALIKE)
        return close[0] if close else None

    def holds_unaccented(self, word: str) -> bool:
        """Whether `word`, which has no accents, is there with or without accents."""
        return word in self._words or word in self._unaccented

    def forms(self, term: str) -> list[str]:
        """The words that share the stem `term`."""
        near = self._beginning_like(term)
        if len(near) > _CROWDED:
            return self._stemmed(_prefix(term)).get(term, [])
        beginning = _beginning(term)
        alike = (w for w in near if w == term or w.replace(",", "").startswith(beginning))
        return [word for word in alike if word == term or stem(word) == term]

    @cached_property
    def _unaccented(self) -> set[str]:
        accented = (word for word in self._words if not word.isascii())
        decomposed = (unicodedata.normalize("NFKD", word) for word in accented)
        return {"".join(filterfalse(unicodedata.combining, word)) for word in decomposed}

    def _beginning_like(self, word: str) -> Sequence[str]:
        """The words that begin as `word` does: all that could share its stem are among them."""
        return self._by_prefix.get(_prefix(word), ())

    def _beginning_with(self, letters: str, length: int) -> list[str]:
        """The words with these two first letters that are one letter longer or shorter at most."""
        alike: list[str] = []
        for prefix, words in self._by_prefix.items():
            if prefix.startswith(letters):
                alike += [word for word in words if abs(len(word) - length) <= 1]
        return alike

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


def without_figures(terms: Iterable[str]) -> set[str]:
    """The terms that are words."""
    return {term for term in terms if not term[0].isdigit()}

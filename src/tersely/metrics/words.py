"""The tokenizer of the metrics. It is frozen: figures of two releases must be comparable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

# Scripts written without spaces count by character; all others by runs of letters, marks, digits and underscores.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_WORD = regex.compile(rf"[{_UNSPACED}]\p{{M}}*|(?:(?![{_UNSPACED}])[\w\p{{M}}])+")


def unicode_words(text: str) -> list[str]:
    """Case-folded words of any script: Chinese, Japanese and Thai by character, everything else by `\\w+`."""
    words: list[str] = _WORD.findall(text.casefold())
    return words


def ngrams(words: Sequence[str], n: int) -> Iterator[tuple[str, ...]]:
    """All n-grams of `words`, in order, repeats included."""
    return (tuple(words[i : i + n]) for i in range(len(words) - n + 1))

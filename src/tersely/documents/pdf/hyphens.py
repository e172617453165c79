"""Words and paths that a line end breaks, made whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, cached_property

# Each pattern begins with the sign, which is rare, and then looks back.
_BROKEN = re.compile(r"(?:\xad(?<=[^\W\d_]\xad)\n?|-(?<=[^\W\d_]-)\n)(?=[^\W\d_])")
_HYPHEN = re.compile(r"-(?<=[^\W\d_]-)(?=[^\W\d_])")
_PATH_END = re.compile(r"/(?<=[^\W_]/)\n(?=[\w<])")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_WORD = 80
_MOST_SEARCHES = 40  # through a whole document, for one word each; then all words are counted


class Spellings:
    """How a document spells the words that a line end breaks elsewhere: with or without a hyphen."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._is_hyphenated = cache(self._compare)
        self._searches = 0

    def is_hyphenated(self, head: str, tail: str) -> bool:
        """Whether the document has "head-tail" inside of lines more often than "headtail"."""
        return self._is_hyphenated(head.lower(), tail.lower())

    def _compare(self, head: str, tail: str) -> bool:
        open_ = self._hyphenated[f"{head}-{tail}"]
        return open_ > 0 and open_ > self._count(head + tail)

    @cached_property
    def _text(self) -> str:
        return "\n".join(self._texts).lower()

    @cached_property
    def _hyphenated(self) -> Counter[str]:
        text = self._text
        return Counter(
            f"{_word_before(text, match.start())}-{_word_after(text, match.end())}"
            for match in _HYPHEN.finditer(text)
        )

    def _count(self, word: str) -> int:
        self._searches += 1
        if self._searches > _MOST_SEARCHES:
            return self._words[word]
        pattern = re.compile(rf"{re.escape(word)}(?![^\W\d_])(?<![^\W\d_]{re.escape(word)})")
        return len(pattern.findall(self._text))

    @cached_property
    def _words(self) -> Counter[str]:
        return Counter(_WORD.findall(self._text))


def joined(text: str, spellings: Spellings) -> str:
    """Words and paths broken at a line end made whole; a hyphen stays where the document spells the
    word with it elsewhere.

    >>> joined("har-\\nbour, long-\\nterm", Spellings(["long-term"]))
    'harbour, long-term'
    """

    def hyphen(match: re.Match[str]) -> str:
        head = _word_before(text, match.start())
        tail = _word_after(text, match.end())
        keeps = tail[0].isupper() or spellings.is_hyphenated(head, tail)
        return "-" if keeps else ""

    if "/\n" in text:
        text = _PATH_END.sub("/", text)
    if "\xad" in text or "-\n" in text:
        text = _BROKEN.sub(hyphen, text).replace("\xad", "-")
    return text


def _word_before(text: str, end: int) -> str:
    # A search for what ends there would begin anew at each letter before it.
    backwards = text[max(0, end - _LONGEST_WORD) : end][::-1]
    match = _WORD.match(backwards)
    return match[0][::-1] if match else ""


def _word_after(text: str, start: int) -> str:
    match = _WORD.match(text, start)
    return match[0] if match else ""

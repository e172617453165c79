"""A fact is a whole word of the text: "2027-28" and not the "2027" in it, and no "5" of "GPT-5"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..facts.fact import Fact, FactKind

_DASHES = "-‐‑–"
_DASH_RUN = re.compile(f"[{re.escape(_DASHES)}]")
# Between two digits these are part of one figure: 1,200.50, 12:30, 18/27, 2027-28.
_IN_FIGURES = ".,:/"
_JOINTS = re.escape(_IN_FIGURES + _DASHES)
# Only digits and what joins them: a range, a business year, a time, a fraction, a version.
_FIGURES = re.compile(rf"\d+(?:[{_JOINTS}]\d+)+")
# "a 12-month trial" holds the figure 12; "7-Eleven" and "5G" hold none.
_MEASURED = re.compile(rf"(?:[{re.escape(_DASHES)}][a-z]+)+")
# "first" and "third" say as little as "one" and "three" do.
_SMALL = {str(value) for value in range(10)}


@dataclass(frozen=True, slots=True)
class Mention(Fact):
    """A fact grown to the word that it stands in, with the key of that word."""

    of_kind: FactKind = "number"
    of_key: str = ""

    @property
    def kind(self) -> FactKind:
        """The kind of the fact."""
        return self.of_kind

    @property
    def key(self) -> str:
        """The fact's own key, or the whole word's."""
        return self.of_key


def whole(text: str, facts: Iterable[Fact]) -> list[Fact]:
    """`facts` of `text` in the same order, each grown to the word that it stands in.

    A figure inside a name or a code is dropped, and so are small ordinals in words.
    """
    result: dict[tuple[int, int], Fact] = {}
    for fact in facts:
        grown = _grown(text, fact)
        if grown is not None:
            result.setdefault((grown.start, grown.end), grown)
    return list(result.values())


def _grown(text: str, fact: Fact) -> Fact | None:
    spelled = not any(map(str.isdigit, fact.text))
    if fact.kind == "number" and spelled and fact.key in _SMALL:
        return None
    start, end = _word(text, fact.start, fact.end)
    if (start, end) == (fact.start, fact.end):
        return fact
    word = text[start:end]
    before, after = text[start : fact.start], text[fact.end : end]
    if fact.kind == "name":
        return Mention(start, end, word, fact.kind, word.casefold())
    if _FIGURES.fullmatch(word):
        return Mention(start, end, word, fact.kind, _DASH_RUN.sub("-", word))
    if not before and _MEASURED.fullmatch(after):
        return Mention(start, end, word, fact.kind, fact.key)
    return None


def _word(text: str, start: int, end: int) -> tuple[int, int]:
    """The word around text[start:end]: letters and digits, with dashes, and signs inside figures."""
    while start > 0 and (_is_letter(text[start - 1]) or _joins(text, start - 1)):
        start -= 1
    while end < len(text) and (_is_letter(text[end]) or _joins(text, end)):
        end += 1
    return start, end


def _is_letter(character: str) -> bool:
    """Of a word that is written without spaces around: ideographs and kana end one."""
    return character.isalnum() and character < "\u2e80"


def _joins(text: str, index: int) -> bool:
    """Whether text[index] ties its two neighbours into one word."""
    if not 0 < index < len(text) - 1:
        return False
    left, sign, right = text[index - 1], text[index], text[index + 1]
    if sign in _IN_FIGURES:
        return left.isdigit() and right.isdigit()
    return sign in _DASHES and left.isalnum() and right.isalnum()

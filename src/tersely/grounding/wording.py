"""Verbatim questions to a source: does it hold these very words, this spelling, this acronym?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, partial

from ..facts.quotations import flat
from ..language.slices import holds, in_slices
from ..language.words import UNSPACED_CHARACTER, one_spaced, unaccented
from .windows import before, behind

_SEPARATORS = re.compile(r"(?<=[\d)])[\s().\u2010-\u2013/-]{1,40}(?=[\d(])|[()]")
_ABBREVIATED = 3
_ONLY_IN_CAPITALS = frozenset(("us", "un", "eu", "uk"))


class Wording:
    """The text of a source in the forms in which words are looked for, each made when it is first
    asked for.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def lower(self) -> str:
        """The text in lower case; offsets hold where the text has no letter whose lower case is
        longer (İ).
        """
        lower = self.text.lower()
        if len(lower) == len(self.text):
            return lower
        return "".join(character.lower()[0] for character in self.text)

    @cached_property
    def flat(self) -> str:
        """The text for verbatim comparison: white space, quotation marks, dashes, emphasis and case
        made equal.
        """
        return flat(self.text)

    @cached_property
    def unaccented(self) -> str:
        """The same without accents: "No más" may be quoted of a text that has "No mas"."""
        return unaccented(self.flat)

    @cached_property
    def spaced(self) -> str:
        """The text with every run of white space made one blank."""
        return in_slices(one_spaced, self.text)

    @cached_property
    def digits(self) -> str:
        """The text with the separators of phone numbers taken out."""
        return in_slices(partial(_SEPARATORS.sub, ""), self.text)

    def find(self, text: str, start: int = 0, end: int | None = None) -> int:
        """The first offset in [start, end) at which the source holds `text` as whole words, or -1."""
        at = self.text.find(text, start, end)
        while at >= 0 and not _stands_alone(self.text, at, at + len(text)):
            at = self.text.find(text, at + 1, end)
        return at

    def says(self, phrase: str) -> bool:
        """Whether the source holds `phrase` (lower case) as whole words; "us" and "un" only in
        capitals.
        """
        if phrase in _ONLY_IN_CAPITALS:
            return self.has_acronym(phrase.upper())
        return any(not any(map(_is_word, around)) for around in _around(self.lower, phrase))

    def writes(self, name: str) -> bool:
        """Whether the source holds this word in this spelling, be it beside a digit ("10Gbps")."""
        return any(not any(map(str.isalpha, around)) for around in _around(self.text, name))

    def has_acronym(self, letters: str) -> bool:
        """Whether the source holds these capitals as a word, with or without periods."""
        rest = "".join(rf"\.?{re.escape(letter)}" for letter in letters[1:])
        return _search(letters[0], rf"{rest}s?(?!\w)", self.text)

    def spells(self, letters: str) -> bool:
        """Whether consecutive words of the source begin with these letters, "of", "the", "and",
        "for" left out.
        """
        lower = letters.lower()
        small = r"[\s-]+(?:(?:of|the|and|for|in|on|at|to|with|de|du|des|der|von|&)\s+)*"
        others = "".join(rf"{small}{re.escape(letter)}[\w.]+" for letter in lower[1:])
        return _search(lower[0], rf"[\w.]+{others}", self.lower)

    def initials(self, letters: str) -> bool:
        """Whether consecutive words of the source, small ones too, begin with these letters: YoY is
        year-on-year.
        """
        first, *others = (re.escape(letter) for letter in letters.lower())
        rest = r"[^\W\d_]*" + "".join(rf"[\s-]{{1,3}}{letter}[^\W\d_]*" for letter in others)
        return _search(first, rest, self.lower)

    def spells_with_numeral(self, letters: str) -> bool:
        """Whether the letters are initials and a Roman numeral: WWII is "World War II"."""
        for cut in range(2, len(letters)):
            if set(letters[cut:]) <= set("IVX"):
                initials = r"\w*\s+".join(map(re.escape, letters[:cut]))
                pattern = rf"{initials}\w*\s+{re.escape(letters[cut:])}(?!\w)"
                if _search(pattern[0], pattern[1:], self.text):
                    return True
        return False

    def abbreviates(self, words: Sequence[str]) -> bool:
        """Whether consecutive words of the source begin as these do: "Lib Dems", Liberal Democrats."""
        if any(len(word) < _ABBREVIATED for word in words):
            return False
        beginnings = (word[:_ABBREVIATED].lower() for word in words)
        first, *others = map(re.escape, beginnings)
        rest = r"[^\W\d_]*\.?" + "".join(rf"\s+{word}[^\W\d_]*\.?" for word in others)
        return _search(first[0], first[1:] + rest, self.lower)

    def swapped(self, following: str, start: int, end: int) -> tuple[int, int] | None:
        """The name that stands before the words `following` in [start, end), if there is one."""
        subject = rf"(?:^|[.,;:!?]\s|\n)(?:[A-Z][\w.]*\s)*([A-Z]\w+){re.escape(following)}(?!\w)"
        match = re.compile(subject).search(self.text, start, end)
        if match is None:
            match = re.compile(rf"([A-Z]\w+){re.escape(following)}(?!\w)").match(
                self.text, start, end
            )
        if match is None:
            return None
        # The name stands before the look-behind so that the search can skip to it.
        within = re.compile(rf" {match[1]}(?<=[a-z,;] {match[1]})\b")
        return match.span(1) if holds(within, self.text) else None


def _search(first: str, rest: str, text: str) -> bool:
    """Whether `text` has a word that begins with the letter `first` and goes on as the pattern
    `rest`.

    The letter stands before the look-behind so that the search can skip to it.
    """
    letter = re.escape(first)
    return holds(re.compile(rf"{letter}(?<!\w{letter}){rest}"), text)


def _around(text: str, wanted: str) -> Iterator[tuple[str, str]]:
    """The characters before and after each place at which `text` holds `wanted`, "" at its ends."""
    at = text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        yield before(text, at, 1), behind(text, end, 1)
        at = text.find(wanted, at + 1)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] are whole words."""
    return not _joins(text, start) and not _joins(text, end)


def _joins(text: str, at: int) -> bool:
    """Whether the characters on both sides of `at` belong to one word or number."""
    if not 0 < at < len(text):
        return False
    last, first = text[at - 1], text[at]
    if UNSPACED_CHARACTER.match(last) or UNSPACED_CHARACTER.match(first):
        return False
    if last.isalnum() and first.isalnum():
        return True
    if first in ".,":
        return last.isdigit() and text[at + 1 : at + 2].isdigit()
    return last in ".," and first.isdigit() and text[max(0, at - 2) : at - 1].isdigit()

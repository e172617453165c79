"""A source prepared for tracing: its sentences, the words in each, and how rare each term is."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import cached_property
from heapq import nlargest
from math import log

from ..language.numbers import NUMBER_WORDS, Number, numbers
from ..language.sentences import sentences
from ..language.words import UNSPACED, stem, terms, words
from ..records import Citation, Document
from .dates import Date, dates, may_date
from .quotations import flat

_UNSPACED_CHARACTER = re.compile(f"[{UNSPACED}]")
_SPACE = re.compile(r"\s+")
_SEPARATORS = re.compile(r"(?<=[\d)])[\s().\u2010-\u2013/-]+(?=[\d(])|[()]")
_IN_UNITS = re.compile(
    r"\bin (?:[\w$€£]+ )?(thousands|millions|billions)\b(?! of)|\((?:in )?[$€£¥]?\s?(000s?|thousand|mn?|million|bn|billion)\)",
    re.IGNORECASE,
)
_UNIT_WORDS = ("thousand", "thousands", "million", "millions", "billion", "billions", "000", "000s", "m", "mn", "bn")
_RERANKED = 24
_BEFORE, _AFTER = 0.3, 0.1


class Index:
    """Sentences and inverted index of one source. Building takes about 0.8 s for a million words; reuse it.

    Words are stored as they stand; only those that could share a stem with a word that is asked for are ever stemmed.
    """

    def __init__(self, source: Document | str) -> None:
        self.text = source if isinstance(source, str) else source.text
        self.sentences = sentences(self.text)
        self._starts = [start for start, _ in self.sentences]
        self._postings: defaultdict[str, list[int]] = defaultdict(list)
        unspaced = _UNSPACED_CHARACTER.search(self.text) is not None
        for number, (start, end) in enumerate(self.sentences):
            sentence = self.text[start:end]
            for word in set(words(sentence)):
                self._postings[word].append(number)
            if unspaced and _UNSPACED_CHARACTER.search(sentence):
                for term in set(terms(sentence)).difference(words(sentence)):
                    self._postings[term].append(number)
        self._stems: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._postings:
            self._stems[_prefix(word)].append(word)
        self._holding: dict[str, list[int]] = {}

    def __contains__(self, word: str) -> bool:
        """Whether the source holds this lower-case word."""
        return word in self._postings

    def forms(self, term: str) -> list[str]:
        """The words of the source that share the stem `term`."""
        # A stem differs from the beginning of its words in at most two final letters (Porter, steps 2 to 4).
        beginning = term[: max(2, len(term) - 2)]
        near = self._stems.get(_prefix(term), ())
        return [w for w in near if w == term or (w.replace(",", "").startswith(beginning) and stem(w) == term)]

    def holding(self, term: str) -> list[int]:
        """The numbers of the sentences that hold a word with the stem `term`, ascending."""
        if term not in self._holding:
            lists = [self._postings[word] for word in self.forms(term)]
            self._holding[term] = lists[0] if len(lists) == 1 else sorted(set().union(*lists))
        return self._holding[term]

    def holds(self, number: int, term: str) -> bool:
        """Whether the sentence with this number holds a word with the stem `term`."""
        holding = self.holding(term)
        at = bisect_left(holding, number)
        return at < len(holding) and holding[at] == number

    def weight(self, term: str) -> float:
        """Inverse document frequency over sentences; a term that the source lacks counts as one that it has once."""
        return log(1 + len(self.sentences) / max(1, len(self.holding(term))))

    def best(
        self, wanted: Iterable[str], count: int = 3, *, spans: Sequence[tuple[int, int]] | None = None
    ) -> list[tuple[int, float]]:
        """The `count` sentences that hold most of the idf weight of the `wanted` terms, as (number, share 0..1).

        `spans` limits the search to sentences that begin in one of these ranges of the source. Terms that only the
        sentence before or after holds count for a little in the order (not in the share): that is where the subject
        of "it" stands, and it moves hit@1 on WiCE from .843 to .868. Ties go to the shorter, then the earlier sentence.
        """
        weights = {term: self.weight(term) for term in wanted}
        total = sum(weights.values())
        scores: defaultdict[int, float] = defaultdict(float)
        for term, weight in weights.items():
            for number in self._within(self.holding(term), spans):
                scores[number] += weight
        least = min(nlargest(_RERANKED, scores.values()), default=0.0)
        likely = [number for number, score in scores.items() if score >= least]
        likely = sorted(likely, key=lambda n: (-scores[n], n))[:_RERANKED]
        ranks = {n: scores[n] + self._beside(n, weights) for n in likely}
        likely.sort(key=lambda n: (-round(ranks[n], 9), self._length(n), n))
        return [(n, scores[n] / total) for n in likely[:count]]

    def cover(self, wanted: Iterable[str], chosen: Iterable[int]) -> float:
        """The share of the idf weight of the `wanted` terms that the chosen sentences hold together."""
        weights = {term: self.weight(term) for term in wanted}
        within = set(chosen)
        found = sum(weight for term, weight in weights.items() if not within.isdisjoint(self.holding(term)))
        return found / (sum(weights.values()) or 1.0)

    def sentence_at(self, offset: int) -> int:
        """The number of the sentence that holds `offset`, or of the last one before it."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def around(self, citations: Iterable[Citation], reach: int = 1) -> list[tuple[int, int]]:
        """The cited spans widened by `reach` sentences on both sides."""
        spans = []
        for citation in citations:
            first = max(0, self.sentence_at(citation.start) - reach)
            last = min(len(self.sentences) - 1, self.sentence_at(max(citation.start, citation.end - 1)) + reach)
            spans.append((self.sentences[first][0], self.sentences[last][1]))
        return spans

    @cached_property
    def numbers(self) -> list[Number]:
        """Every number in a sentence that has a digit, read leniently."""
        return self._numbers_in(self._with_digits)

    def spelled(self, value: float) -> list[Number]:
        """The numbers of sentences without a digit that spell a word which may begin `value`: "twenty" for 25."""
        digits = f"{abs(value):.0f}"
        leads = {value, float(digits[0]), float(digits[0]) * 10, float(digits[:2])}
        leads |= {10.0 ** (len(digits) - 1)} if digits[0] == "1" else set()
        held = (self._postings.get(word, ()) for word, worth in NUMBER_WORDS.items() if worth in leads)
        return self._numbers_in(set().union(*held) - self._with_digits)

    @cached_property
    def _with_digits(self) -> set[int]:
        return {n for word in self._postings if _has_digit(word) for n in self._postings[word]}

    def _numbers_in(self, chosen: Iterable[int]) -> list[Number]:
        found: list[Number] = []
        for start, end in (self.sentences[n] for n in sorted(chosen)):
            found += [
                replace(n, start=start + n.start, end=start + n.end)
                for n in numbers(self.text[start:end], lenient=True)
            ]
        return found

    @cached_property
    def dates(self) -> list[Date]:
        """Every date of the source, read leniently."""
        holders = {n for word in self._postings if may_date(word) for n in self._postings[word]}
        found: list[Date] = []
        for start, end in (self.sentences[n] for n in sorted(holders)):
            found += [
                replace(d, start=start + d.start, end=start + d.end) for d in dates(self.text[start:end], lenient=True)
            ]
        return found

    @cached_property
    def years(self) -> set[int]:
        """Every number of the source that may be a year."""
        return {int(word) for word in self._postings if len(word) == 4 and word.isdecimal()}

    @cached_property
    def scales(self) -> tuple[float, ...]:
        """What bare numbers may stand for, e.g. (1e6,) when the source says "in millions"."""
        names = {"t": 1e3, "0": 1e3, "m": 1e6, "b": 1e9}
        spans = (self.sentences[n] for word in _UNIT_WORDS for n in self._postings.get(word, ()))
        found = {names[(m[1] or m[2])[0].lower()] for span in spans for m in _IN_UNITS.finditer(self.text, *span)}
        return tuple(sorted(found))

    @cached_property
    def flat(self) -> str:
        """The text for verbatim comparison: white space, quotation marks, dashes, emphasis and case made equal."""
        return flat(self.text)

    @cached_property
    def lower(self) -> str:
        """The text in lower case; offsets hold where the text has no letter whose lower case is longer (İ)."""
        lower = self.text.lower()
        return lower if len(lower) == len(self.text) else "".join(c.lower()[0] for c in self.text)

    @cached_property
    def spaced(self) -> str:
        """The text with every run of white space made one blank."""
        return _SPACE.sub(" ", self.text)

    @cached_property
    def digits(self) -> str:
        """The text with the separators of phone numbers taken out."""
        return _SEPARATORS.sub("", self.text)

    @cached_property
    def capitalizes_nouns(self) -> bool:
        """Whether the source is German, where a capital does not mark a name."""
        return len(self._postings.get("und", ())) > len(self.sentences) / 20

    def swapped(self, following: str, near: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
        """The name that stands before the words `following` in one of the spans `near`, if there is one."""
        pattern = re.compile(rf"\b([A-Z]\w+){re.escape(following)}(?!\w)")
        for start, end in near:
            match = pattern.search(self.text, start, end)
            if match and re.search(rf"[a-z,;] {match[1]}\b", self.text):
                return match.span(1)
        return None

    def find(self, text: str, start: int = 0, end: int | None = None) -> int:
        """The first offset in [start, end) at which the source holds `text` as whole words, or -1."""
        at = self.text.find(text, start, end)
        while at >= 0 and (_joins(self.text, at) or _joins(self.text, at + len(text))):
            at = self.text.find(text, at + 1, end)
        return at

    def says(self, phrase: str) -> bool:
        """Whether the source holds `phrase` (lower case) as whole words; "us" and "un" only in capitals."""
        if phrase in ("us", "un", "eu", "uk"):
            return self.has_acronym(phrase.upper())
        return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", self.lower) is not None

    def writes(self, name: str) -> bool:
        """Whether the source holds this word in this spelling, be it beside a digit ("10Gbps")."""
        return re.search(rf"(?<![^\W\d_]){re.escape(name)}(?![^\W\d_])", self.text) is not None

    def has_acronym(self, letters: str) -> bool:
        """Whether the source holds these capitals as a word, with or without periods."""
        return re.search(r"(?<!\w)" + r"\.?".join(map(re.escape, letters)) + r"s?(?!\w)", self.text) is not None

    def spells(self, letters: str) -> bool:
        """Whether consecutive words of the source begin with these letters, "of", "the", "and", "for" left out."""
        pattern = r"[\s-]+(?:(?:of|the|and|for|in|on|de|&)\s+)*".join(rf"{re.escape(c)}[\w.]+" for c in letters.lower())
        return re.search(rf"\b{pattern}", self.lower) is not None

    def beginning(self, prefix: str) -> list[str]:
        """The words of the source that begin with `prefix` (at least three letters)."""
        return [word for word in self._stems.get(_prefix(prefix), ()) if word.startswith(prefix)]

    def similar(self, word: str) -> str | None:
        """A word of the source that is spelled almost like `word`."""
        close = get_close_matches(word, self._stems.get(_prefix(word), ()), 1, cutoff=0.8)
        return close[0] if close else None

    def _within(self, numbers: list[int], spans: Sequence[tuple[int, int]] | None) -> Iterable[int]:
        if spans is None:
            return numbers
        ranges = [(bisect_left(self._starts, start), bisect_left(self._starts, end)) for start, end in spans]
        return [n for first, last in ranges for n in numbers[bisect_left(numbers, first) : bisect_left(numbers, last)]]

    def _beside(self, number: int, weights: Mapping[str, float]) -> float:
        """What the neighbours of a sentence add: a share of the weight of the terms that it lacks itself."""
        added = 0.0
        for term, weight in weights.items():
            if not self.holds(number, term):
                added += _BEFORE * weight * self.holds(number - 1, term) + _AFTER * weight * self.holds(
                    number + 1, term
                )
        return added

    def _length(self, number: int) -> int:
        start, end = self.sentences[number]
        return end - start


def _prefix(word: str) -> str:
    """What all words of one stem begin with; Porter turns a final y into i."""
    return word.replace(",", "")[:3].replace("y", "i")


def _has_digit(word: str) -> bool:
    return any(c.isdigit() for c in word)


def _joins(text: str, at: int) -> bool:
    """Whether the characters on both sides of `at` belong to one word or number."""
    before, after = text[at - 1 : at], text[at : at + 2]
    if not before or not after or _UNSPACED_CHARACTER.match(before) or _UNSPACED_CHARACTER.match(after):
        return False
    if before.isalnum() and after[0].isalnum():
        return True
    if after[0] in ".,":
        return before.isdigit() and after[1:].isdigit()
    return before in ".," and after[0].isdigit() and text[at - 2 : at - 1].isdigit()

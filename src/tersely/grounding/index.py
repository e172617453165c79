"""A source prepared for tracing: its sentences, the words in each, and how rare each term is."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property, partial
from heapq import nlargest
from itertools import islice
from math import log

from ..facts.dates import Date, dates, may_be
from ..facts.names import Name, names
from ..facts.number import Number, leading_digits, may_support, number_words
from ..facts.quantities import quantities
from ..facts.spans import Span
from ..language.sentences import blocks, sentences_of
from ..language.words import UNSPACED_CHARACTER, terms, words
from ..records import Citation, Document
from .counted import thing_counted
from .facts_by_place import FactsByPlace
from .instructions import Orders
from .lists import ItemList, lists_of
from .ranking import with_neighbours
from .scales import SCALE_WORDS, scales_in
from .tables import Row, rows_of
from .tongues import LANGUAGE_SAMPLE, language_of
from .turns import LONGEST_HEAD, turn_head
from .vocabulary import Vocabulary
from .wording import Wording

_DIGITS = re.compile(r"\d+")
_RERANKED = 24
_LEAST_SPEAKERS = 2
_THING_CHARACTERS = 120
_KEPT_NUMBERS = 32
_Asked = tuple[frozenset[str], Span | None]
_Likely = tuple[list[int], dict[int, float]]


class Index:
    """Sentences and inverted index of one source. Building takes about 0.6 s for a million words;
    reuse it.

    Words are stored as they stand; only those that could share a stem with a word that is asked for
    are ever stemmed, and numbers and dates are read only in the sentences that could hold the one
    that is asked for.
    """

    def __init__(self, source: Document | str) -> None:
        self.text = source if isinstance(source, str) else source.text
        self.wording = Wording(self.text)
        self.sentences: list[Span] = []
        self._lines: set[int] = set()
        self.tables: list[Span] = []  # the rows of tables, one a line
        self._first_of_block: list[int] = []  # the first sentence of the block of each sentence
        for block in blocks(self.text):
            first = len(self.sentences)
            if block.kind in ("heading", "table"):
                self._lines.add(first)
            if block.kind == "table" and "|" in self.text[block.start : block.end]:
                self.tables.append((block.start, block.end))
            self.sentences += sentences_of(self.text, block)
            self._first_of_block += [first] * (len(self.sentences) - first)
        self._starts = [start for start, _ in self.sentences]
        postings: defaultdict[str, list[int]] = defaultdict(list)
        unspaced = UNSPACED_CHARACTER.search(self.text) is not None
        for number, (start, end) in enumerate(self.sentences):
            sentence = self.text[start:end]
            for word in words(sentence):
                postings[word].append(number)
            if unspaced and UNSPACED_CHARACTER.search(sentence):
                for term in set(terms(sentence)).difference(words(sentence)):
                    postings[term].append(number)
        self._postings = postings
        self.vocabulary = Vocabulary(postings)
        self._holding: dict[str, list[int]] = {}
        self._numbers = FactsByPlace(self.said, partial(quantities, lenient=True))
        self._dates = FactsByPlace(self.said, partial(dates, lenient=True))
        self._names = FactsByPlace(self.said, names)
        self._orders = Orders(self.said, self.sentences, self._first_of_block)
        self._weights: dict[str, float] = {}
        self._bearing_out: dict[Number, list[Number]] = {}
        self._last_likely: tuple[_Asked, _Likely] | None = None

    def __contains__(self, word: str) -> bool:
        """Whether the source holds this lower-case word."""
        return word in self._postings

    def said(self, span: Span) -> str:
        """The text of a span of the source."""
        return self.text[span[0] : span[1]]

    def before(self, offset: int, characters: int) -> str:
        """So many characters of the source before `offset`."""
        return self.text[max(0, offset - characters) : offset]

    def behind(self, offset: int, characters: int) -> str:
        """So many characters of the source from `offset` on."""
        return self.text[offset : offset + characters]

    def holding(self, term: str) -> list[int]:
        """The numbers of the sentences that hold a word with the stem `term`, ascending."""
        if term not in self._holding:
            numbers: set[int] = set()
            for word in self.vocabulary.forms(term):
                numbers.update(self._postings[word])
            self._holding[term] = sorted(numbers)
        return self._holding[term]

    def holds(self, number: int, term: str) -> bool:
        """Whether the sentence with this number holds a word with the stem `term`."""
        holding = self.holding(term)
        at = bisect_left(holding, number)
        return at < len(holding) and holding[at] == number

    def is_line(self, number: int) -> bool:
        """Whether this is a heading or a table row, which names a matter rather than states it."""
        return number in self._lines

    def is_instruction(self, number: int) -> bool:
        """Whether this sentence is addressed to the writer of a summary, or follows one in its
        paragraph that tells a model to drop its task.
        """
        return self._orders.hold(number)

    def weight(self, term: str) -> float:
        """Inverse document frequency over sentences; a term that the source lacks counts as one
        that it has once.
        """
        if term not in self._weights:
            count = max(1, len(self.holding(term)))
            self._weights[term] = log(1 + len(self.sentences) / count)
        return self._weights[term]

    def best(
        self,
        wanted: Iterable[str],
        count: int = 3,
        *,
        within: Span | None = None,
        instructions: bool = False,
    ) -> list[tuple[int, float]]:
        """The `count` sentences that hold most of the idf weight of the `wanted` terms, as (number,
        share 0..1).

        `within` limits the search to sentences that begin in this range of the source. Terms that
        only the sentence before or after holds count for a little in the order (not in the share):
        that is where the subject of "it" stands, and it moves hit@1 on WiCE from .843 to .868. A
        heading or table row never comes before body text with the same share. Other ties go to the
        shorter, then the earlier one. Sentences addressed to a model are left out, or are the only
        ones with `instructions`.
        """
        likely, shares = self._likely(wanted, within)
        chosen = (n for n in likely if self.is_instruction(n) == instructions)
        return [(n, shares[n]) for n in islice(chosen, count)]

    def cover(self, wanted: Iterable[str], chosen: Iterable[int]) -> float:
        """The share of the idf weight of the `wanted` terms that the chosen sentences hold
        together.
        """
        weights = {term: self.weight(term) for term in wanted}
        within = set(chosen)
        held = 0.0
        for term, weight in weights.items():
            if not within.isdisjoint(self.holding(term)):
                held += weight
        return held / (sum(weights.values()) or 1.0)

    def sentence_at(self, offset: int) -> int:
        """The number of the sentence that holds `offset`, or of the last one before it."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def sentence_around(self, offset: int) -> Span:
        """The sentence that holds `offset`, or the last one before it."""
        return self.sentences[self.sentence_at(offset)]

    def around(self, citations: Iterable[Citation], reach: int = 1) -> list[Span]:
        """The cited sentences and `reach` sentences on both sides of each, best citation first,
        none twice.
        """
        chosen: dict[Span, None] = {}
        for citation in citations:
            first = max(0, self.sentence_at(citation.start) - reach)
            last = self.sentence_at(max(citation.start, citation.end - 1)) + reach
            chosen |= dict.fromkeys(self.sentences[first : last + 1])
        return list(chosen)

    def numbers_in(self, spans: Iterable[Span]) -> list[Number]:
        """The numbers of these sentences, read leniently, as spans of the source."""
        return self._numbers.at(spans)

    def numbers_like(self, number: Number) -> list[Number]:
        """The numbers of all sentences that may support `number`: a leading digit or a number word
        of it is in them.
        """
        if number.form == "identifier":
            return []  # looked for as it stands
        words = set(number_words(number))
        for digit in leading_digits(number):
            words.update(self._words_by_digit[digit])
        return self.numbers_in(self._sentences_with(words))

    def bearing_out(self, number: Number) -> list[Number]:
        """The numbers of the source that bear out `number`, in order. A statement is asked for each
        of its numbers several times: the last answers are kept.
        """
        if number not in self._bearing_out:
            if len(self._bearing_out) >= _KEPT_NUMBERS:
                self._bearing_out.clear()
            alike = may_support(number, self.numbers_like(number))
            self._bearing_out[number] = [known for known in alike if known.supports(number)]
        return self._bearing_out[number]

    def dates_in(self, spans: Iterable[Span]) -> list[Date]:
        """The dates of these sentences, read leniently, as spans of the source."""
        return self._dates.at(spans)

    def names_in(self, spans: Iterable[Span]) -> list[Name]:
        """The names of these sentences, as spans of the source."""
        return self._names.at(spans)

    def dates_like(self, date: Date) -> list[Date]:
        """The dates of all sentences that hold the month or weekday of `date`, as a name or as a
        number.
        """
        return self.dates_in(
            self._sentences_with(filter(partial(may_be, date=date), self._postings))
        )

    def thing_counted(self, number: Number) -> str:
        """The stem of what a number of the source counts, "" if it counts nothing."""
        return thing_counted(self.behind(number.end, _THING_CHARACTERS))

    def _sentences_with(self, words: Iterable[str]) -> list[Span]:
        """The sentences that hold one of these very words, in order."""
        holders: set[int] = set()
        for word in words:
            holders.update(self._postings.get(word, ()))
        return [self.sentences[number] for number in sorted(holders)]

    @cached_property
    def years(self) -> set[int]:
        """Every number of the source that may be a year."""
        decimal = filter(str.isdecimal, self._postings)
        return {int(word) for word in decimal if len(word) == 4}

    @cached_property
    def scales(self) -> tuple[float, ...]:
        """What bare numbers may stand for, e.g. (1e6,) when the source says "in millions"."""
        return scales_in(map(self.said, self._sentences_with(SCALE_WORDS)))

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the tables of the source, in order."""
        return rows_of(self.text, self.tables, self.numbers_in)

    @cached_property
    def lists(self) -> tuple[ItemList, ...]:
        """The lists of the source."""
        return tuple(lists_of(self.text))

    @cached_property
    def capitalizes_nouns(self) -> bool:
        """Whether the source is German, where a capital does not mark a name."""
        count = len(self._postings.get("und", ()))
        return count > len(self.sentences) / 20

    @cached_property
    def speakers(self) -> frozenset[str]:
        """The names at the heads of turns, where there are several."""
        blocks_begin = set(self._first_of_block)
        heads = {self._speaker_from(number) for number in blocks_begin}
        heads.discard("")
        return frozenset(heads) if len(heads) >= _LEAST_SPEAKERS else frozenset()

    def speaker_at(self, number: int) -> str:
        """Who says the sentence with this number, "" where nobody is named."""
        return self._speaker_from(self._first_of_block[number])

    def _speaker_from(self, number: int) -> str:
        """The name at the head of the turn that begins with a sentence."""
        start, _ = self.sentences[number]
        return turn_head(self.behind(start, LONGEST_HEAD))[0]

    @cached_property
    def language(self) -> str:
        """The language of the source, or its script; "" if it cannot be told."""
        return language_of(self.text[:LANGUAGE_SAMPLE])

    @cached_property
    def _words_by_digit(self) -> defaultdict[str, list[str]]:
        """The words with digits by the first digit that is not zero of each of their runs of
        digits.
        """
        by_digit: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._postings:
            runs = _DIGITS.findall(word)
            for digit in {run.lstrip("0")[:1] for run in runs}:
                by_digit[digit].append(word)
        return by_digit

    def _likely(self, wanted: Iterable[str], within: Span | None) -> _Likely:
        """The sentences that `best` chooses from, the best one first, and the share that each
        holds. A statement is asked for several times: the last answer is kept.
        """
        asked = (frozenset(wanted), within)
        if self._last_likely and self._last_likely[0] == asked:
            return self._last_likely[1]
        weights = {term: self.weight(term) for term in wanted}
        total = sum(weights.values())
        scores: defaultdict[int, float] = defaultdict(float)
        for term, weight in weights.items():
            for number in self._within(self.holding(term), within):
                scores[number] += weight
        least = min(nlargest(_RERANKED, scores.values()), default=0.0)
        likely = [number for number, score in scores.items() if score >= least]
        likely.sort(key=lambda number: (-scores[number], number))
        del likely[_RERANKED:]
        chosen = {number: scores[number] for number in likely}
        ranks = with_neighbours(chosen, weights, self.holding, self._lines)

        def rank(number: int) -> tuple[float, bool, int, int]:
            start, end = self.sentences[number]
            return -round(ranks[number], 9), number in self._lines, end - start, number

        likely.sort(key=rank)
        shares = {number: scores[number] / total for number in likely}
        self._last_likely = (asked, (likely, shares))
        return likely, shares

    def _within(self, numbers: list[int], span: Span | None) -> list[int]:
        if span is None:
            return numbers
        first, last = (bisect_left(self._starts, offset) for offset in span)
        return numbers[bisect_left(numbers, first) : bisect_left(numbers, last)]

"""Which passages of the source a statement is held against."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import filterfalse

from ..facts.dates import Date, dates
from ..facts.number import Number
from ..facts.quantities import quantities
from ..facts.quotations import quotations
from ..facts.spans import Span, Taken
from ..language.words import terms, words
from ..records import Citation, Flag
from ..records.check import FlagKind
from .counted import thing_counted
from .index import Index
from .negation import has_negation
from .pairing import Pair, pair_of
from .statements import Statement, parts
from .turns import turn_head

_CITATIONS = 3
_FEWEST_TERMS = 4  # with fewer the label is looked for, too
_WORTH_CITING = 0.5  # of the best sentence's share


@dataclass(frozen=True, slots=True)
class Passage:
    """A cited sentence: its span and its words, and the share of the statement that it holds."""

    span: Span
    said: str
    score: float


@dataclass(frozen=True)
class Alignment:
    """A statement beside its passages, and what is read in both of them, once for all rules.

    `citations` are the best sentences, the best one first, `near` these and their neighbours as
    spans of the source, `covered` the share of the statement's idf weight that the cited sentences
    hold together. A `verbatim` statement stands in the source word for word. `addresses` are the
    spans of its text that are part of an address.
    """

    statement: Statement
    index: Index
    citations: tuple[Citation, ...]
    near: tuple[Span, ...]
    covered: float
    addresses: tuple[Span, ...] = ()
    verbatim: bool = False

    @cached_property
    def text(self) -> str:
        """What the statement says."""
        return self.statement.text

    @property
    def whole(self) -> Span:
        """The span of the whole statement."""
        return 0, len(self.text)

    @property
    def best(self) -> Span | None:
        """The best passage, as a span of the source."""
        return self.passages[0].span if self.passages else None

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The cited sentences with their words."""
        return tuple(map(self._passage, self.citations))

    def _passage(self, citation: Citation) -> Passage:
        span = (citation.start, citation.end)
        return Passage(span, self.index.said(span), citation.score)

    @cached_property
    def denies(self) -> bool:
        """Whether the statement denies something."""
        return has_negation(self.text)

    @cached_property
    def numbers(self) -> list[Number]:
        """The numbers of the statement."""
        return quantities(self.text)

    @cached_property
    def dates(self) -> list[Date]:
        """The dates of the statement."""
        return dates(self.text)

    @cached_property
    def quoted(self) -> Taken:
        """The quotations of the statement."""
        return Taken(quotations(self.text))

    @cached_property
    def unread(self) -> Taken:
        """The spans of addresses and quotations, whose words and figures are no claims."""
        return Taken([*self.addresses, *self.quoted])

    @cached_property
    def no_figures(self) -> Taken:
        """The same and the dates: what holds no number or name of its own."""
        dated = [date.span for date in self.dates]
        return Taken([*self.unread, *dated])

    @cached_property
    def known_numbers(self) -> list[Number]:
        """The numbers of the passages and their neighbours, as spans of the source."""
        return self.index.numbers_in(self.near)

    @cached_property
    def known_dates(self) -> list[Date]:
        """The dates of the passages and their neighbours, as spans of the source."""
        return self.index.dates_in(self.near)

    @cached_property
    def pair(self) -> Pair | None:
        """The statement beside the clauses of its best passage that hold most of it."""
        return pair_of(self.text, self.best, self.index) if self.best else None

    def thing_counted(self, number: Number) -> str:
        """The stem of what a number of the statement counts, "" if it counts nothing."""
        return thing_counted(self.text, number.end)

    def contradiction(self, kind: FlagKind, place: Span, passage: Span) -> Flag:
        """A flag for text[place], where the source has `passage` instead."""
        start, end = place
        known = self.index.said(passage)
        return Flag(kind, self.text[start:end], start, end, -1, known, *passage, contradicted=True)


def align(statement: Statement, index: Index, addresses: tuple[Span, ...] = ()) -> Alignment:
    """The statement beside the one to three passages that hold most of it."""
    place = _verbatim_place(statement.text, index)
    if place is not None:
        citation = _sentence_or_span(place, index)
        near = tuple(index.around([citation]))
        return Alignment(statement, index, (citation,), near, 1.0, addresses, verbatim=True)
    numbers = _best_sentences(statement, index)
    terms_sought = sought(statement)
    scores = (round(index.cover(terms_sought, [number]), 4) for number in numbers)
    citations = tuple(
        Citation(*index.sentences[number], score)
        for number, score in zip(numbers, scores, strict=True)
    )
    near = tuple(index.around(citations))
    covered = index.cover(terms_sought, numbers)
    return Alignment(statement, index, citations, near, covered, addresses)


def sought(statement: Statement) -> set[str]:
    """The terms to look for; a short fragment is looked for with its label ("Ships: 412")."""
    content = content_of(statement.text)
    if statement.label and len(content) < _FEWEST_TERMS:
        content |= set(terms(statement.label))
    return content


def content_of(text: str) -> set[str]:
    """Content terms, or all words where there is no content ("Yes, we do.")."""
    return set(terms(text)) or set(words(text))


def _verbatim_place(text: str, index: Index) -> Span | None:
    """Where the source says these very words, and not only in order to instruct a writer.

    A speaker in front of them ("TOMAS: We are at 161,000.") must be the one who says them there.
    """
    name, begin = turn_head(text)
    place = _place_of(text, "", index)
    if place is None and name:
        place = _place_of(text[begin:], name, index)
    return place


def _place_of(words_said: str, speaker: str, index: Index) -> Span | None:
    """The first place with these words that is no order and, if a speaker is given, is of his turn."""
    at = index.wording.find(words_said)
    while at >= 0:
        number = index.sentence_at(at)
        is_order = bool(index.sentences) and index.is_instruction(number)
        if not is_order and (not speaker or speaker == index.speaker_at(number)):
            return at, at + len(words_said)
        at = index.wording.find(words_said, at + 1)
    return None


def _sentence_or_span(span: Span, index: Index) -> Citation:
    """The sentence that holds a span, or the span itself when it is no part of a single sentence."""
    if not index.sentences:
        return Citation(*span, 1.0)
    first, last = index.sentence_around(span[0])
    is_inside = first <= span[0] and span[1] <= last
    return Citation(first, last, 1.0) if is_inside else Citation(*span, 1.0)


def _best_sentences(statement: Statement, index: Index) -> list[int]:
    """The numbers of one to three sentences, the best one first.

    Each clause of a long statement has its own best one. A sentence that shares a number with the
    statement and nothing else is about something else, and comes last if at all.
    """
    terms_sought = sought(statement)
    ranked = index.best(terms_sought, _CITATIONS)
    for start, end in parts(statement.text):
        part = statement.text[start:end]
        if part != statement.text:
            ranked += index.best(content_of(part), 1)
    if not ranked:
        return []
    least = _WORTH_CITING * max(share for _, share in ranked)
    likely = dict.fromkeys(number for number, share in ranked if share >= least)
    said = [term for term in terms_sought if not term[0].isdigit()]
    chosen = [n for n in likely if not said or any(index.holds(n, term) for term in said)]
    first, *others = chosen or [ranked[0][0]]
    # A heading or a row beside the best passage adds nothing where the body text says as much.
    body = [first, *filterfalse(index.is_line, others)]
    if index.cover(terms_sought, body) >= index.cover(terms_sought, chosen):
        return body[:_CITATIONS]
    return [first, *others][:_CITATIONS]

"""Which passages of the source a statement is held against."""

from __future__ import annotations

from dataclasses import dataclass

from ..facts.spans import Span
from ..language.words import terms, words
from ..records import Citation
from .index import Index
from .speakers import speaker_at
from .statements import Statement, parts
from .turns import turn_head

_CITATIONS = 3
_WORTH_CITING = 0.5  # of the best sentence's share


@dataclass(frozen=True, slots=True)
class Alignment:
    """A statement beside its passages.

    `citations` are the best sentences, the best one first, `near` these and their neighbours as
    spans of the source, `covered` the share of the statement's idf weight that the cited sentences
    hold together. A `verbatim` statement stands in the source word for word.
    """

    statement: Statement
    index: Index
    citations: tuple[Citation, ...]
    near: tuple[Span, ...]
    covered: float
    verbatim: bool = False

    @property
    def text(self) -> str:
        """What the statement says."""
        return self.statement.text

    @property
    def best(self) -> Span | None:
        """The best passage, as a span of the source."""
        return (self.citations[0].start, self.citations[0].end) if self.citations else None


def align(statement: Statement, index: Index) -> Alignment:
    """The statement beside the one to three passages that hold most of it."""
    place = _verbatim_place(statement.text, index)
    if place is not None:
        citation = _sentence_or_span(*place, index)
        near = tuple(index.around([citation]))
        return Alignment(statement, index, (citation,), near, 1.0, verbatim=True)
    numbers = _best_sentences(statement, index)
    wanted = sought(statement)
    citations = tuple(
        Citation(*index.sentences[n], round(index.cover(wanted, [n]), 4)) for n in numbers
    )
    near = tuple(index.around(citations))
    return Alignment(statement, index, citations, near, index.cover(wanted, numbers))


def sought(statement: Statement) -> set[str]:
    """The terms to look for; a short fragment is looked for with its label ("Ships: 412")."""
    found = content_of(statement.text)
    if statement.label and len(found) < 4:
        found |= set(terms(statement.label))
    return found


def content_of(text: str) -> set[str]:
    """Content terms, or all words where there is no content ("Yes, we do.")."""
    return set(terms(text)) or set(words(text))


def _verbatim_place(text: str, index: Index) -> Span | None:
    """Where the source says these very words, and not only in order to instruct a writer.

    A speaker in front of them ("TOMAS: We are at 161,000.") must be the one who says them there.
    """
    name, begin = turn_head(text)
    wanted = [(text, "")] + ([(text[begin:], name)] if name else [])
    for words_said, speaker in wanted:
        at = index.wording.find(words_said)
        while at >= 0:
            number = index.sentence_at(at)
            is_order = bool(index.sentences) and index.is_instruction(number)
            if not is_order and (not speaker or speaker == speaker_at(index, number)):
                return at, at + len(words_said)
            at = index.wording.find(words_said, at + 1)
    return None


def _sentence_or_span(start: int, end: int, index: Index) -> Citation:
    """The sentence that holds [start, end), or the span itself when it is no part of a single
    sentence.
    """
    first, last = index.sentences[index.sentence_at(start)] if index.sentences else (start, end)
    if first <= start and end <= last:
        return Citation(first, last, 1.0)
    return Citation(start, end, 1.0)


def _best_sentences(statement: Statement, index: Index) -> list[int]:
    """The numbers of one to three sentences, the best one first.

    Each clause of a long statement has its own best one. A sentence that shares a number with the
    statement and nothing else is about something else, and comes last if at all.
    """
    wanted = sought(statement)
    ranked = index.best(wanted, _CITATIONS)
    for start, end in parts(statement.text):
        part = statement.text[start:end]
        if part != statement.text:
            ranked += index.best(content_of(part), 1)
    if not ranked:
        return []
    said = [term for term in wanted if not term[0].isdigit()]
    least = _WORTH_CITING * max(share for _, share in ranked)
    chosen = dict.fromkeys(
        n
        for n, share in ranked
        if share >= least and (not said or any(index.holds(n, term) for term in said))
    )
    first, *others = chosen or [ranked[0][0]]
    # A heading or a row beside the best passage adds nothing where the body text says as much.
    body = [first, *(n for n in others if not index.is_line(n))]
    if index.cover(wanted, body) >= index.cover(wanted, chosen):
        return body[:_CITATIONS]
    return [first, *others][:_CITATIONS]

"""Sentences with facts, as what is compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..facts.contacts import contacts
from ..facts.dates import dates
from ..facts.fact import Fact
from ..facts.names import names
from ..facts.quantities import quantities
from ..facts.spans import overlaps
from ..grounding import Places
from ..grounding.negation import has_negation
from ..language.sentences import blocks, sentences_of
from ..language.words import terms, words
from ..records import Document
from .matter import Quotation

# Names tell what a sentence is about as much as its other words; without any of these nothing does.
_LEAST_TERMS, _MOST_TERMS = 3, 60
_LEAST_WORDS = 2
# What a document says of itself is true of no other: "This etext was produced in 1955", "Welcome to
# the 12th meeting".
_OF_ITSELF = re.compile(
    r"\bthis (?:e?text|e?book|document|report|paper|study|article|book|file|edition|issue|volume"
    r"|chapter|page|version|release)\b"
    r"|\b\w+(?:st|nd|rd|th) (?:\w+ )?(?:meeting|session|sitting|edition|issue|volume)\b"
    r"|\bcopyright\b|©",
    re.IGNORECASE,
)
_PROSE = ("paragraph", "item", "quote", "turn", "entry")


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence: its facts, and the content terms that are in none of them (its subject)."""

    document: int
    quotation: Quotation
    facts: tuple[Fact, ...]
    subject: frozenset[str]
    is_negated: bool
    words: frozenset[str] = field(repr=False, default=frozenset())

    def of(self, kind: str) -> list[Fact]:
        """The facts of one kind."""
        return [fact for fact in self.facts if fact.kind == kind]


def statements_of_all(documents: Mapping[str, Document]) -> list[Statement]:
    """The statements of all documents, which are given under their names, in order."""
    statements: list[Statement] = []
    for number, (name, document) in enumerate(documents.items()):
        statements += statements_of(replace(document, name=name), number)
    return statements


def statements_of(document: Document, number: int) -> Iterator[Statement]:
    """The sentences of a document that state something that can be compared. Linear time."""
    place = Places(document)
    for block in blocks(document.text):
        if block.kind not in _PROSE:
            continue
        for start, end in sentences_of(document.text, block):
            text = document.text[start:end]
            if _OF_ITSELF.search(text) or text.rstrip().endswith("?"):
                continue
            facts = _facts(text)
            subject = _subject(text, facts)
            if not _is_told(subject, facts):
                continue
            yield Statement(
                number,
                Quotation(document.name, start, end, text, place(start)),
                tuple(facts),
                subject,
                has_negation(text),
                frozenset(words(text)),
            )


def _is_told(subject: frozenset[str], facts: Sequence[Fact]) -> bool:
    """Whether a sentence has the words that tell what it is about."""
    names_count = sum(fact.kind == "name" for fact in facts)
    has_enough = len(subject) + names_count >= _LEAST_TERMS
    return has_enough and _LEAST_WORDS <= len(subject) <= _MOST_TERMS


def _facts(text: str) -> list[Fact]:
    """Dates, numbers outside them, names outside both; nothing inside of an address."""
    chosen: list[Fact] = list(dates(text))
    addresses = [contact.span for contact in contacts(text)]
    for kind in (quantities(text), names(text)):
        taken = [fact.span for fact in chosen]
        chosen += [fact for fact in kind if not overlaps(fact.span, [*taken, *addresses])]
    return sorted(chosen, key=lambda fact: fact.start)


def _subject(text: str, facts: Sequence[Fact]) -> frozenset[str]:
    """The terms of a sentence outside its facts."""
    rest = text
    for fact in reversed(facts):
        rest = f"{rest[: fact.start]} {rest[fact.end :]}"
    return words_among(terms(rest))


def words_among(some: Iterable[str]) -> frozenset[str]:
    """The terms without those that begin with a digit."""
    return frozenset(term for term in some if not term[0].isdigit())

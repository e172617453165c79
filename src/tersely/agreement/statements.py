"""Sentences with facts, as what is compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..facts.contacts import contacts
from ..facts.dates import dates
from ..facts.fact import Fact
from ..facts.names import names
from ..facts.quantities import quantities
from ..facts.spans import overlaps
from ..grounding import Places
from ..grounding.polarity import has_negation
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


def statements_of(document: Document, number: int) -> Iterator[Statement]:
    """The sentences of a document that state something that can be compared. Linear time."""
    place = Places(document)
    for block in blocks(document.text):
        if block.kind not in _PROSE:
            continue
        for start, end in sentences_of(document.text, block):
            text = document.text[start:end]
            if _OF_ITSELF.search(text):
                continue
            facts = _facts(text)
            subject = _subject(text, facts)
            named = sum(fact.kind == "name" for fact in facts)
            is_told = len(subject) >= _LEAST_WORDS and len(subject) + named >= _LEAST_TERMS
            if is_told and len(subject) <= _MOST_TERMS and not text.rstrip().endswith("?"):
                quotation = Quotation(document.name, start, end, text, place(start))
                yield Statement(
                    number,
                    quotation,
                    tuple(facts),
                    frozenset(subject),
                    has_negation(text),
                    frozenset(words(text)),
                )


def _facts(text: str) -> list[Fact]:
    """Dates, numbers outside them, names outside both; nothing inside of an address."""
    chosen: list[Fact] = list(dates(text))
    addresses = [contact.span for contact in contacts(text)]
    for kind in (quantities(text), names(text)):
        taken = [fact.span for fact in chosen]
        chosen += [fact for fact in kind if not overlaps(fact.span, [*taken, *addresses])]
    return sorted(chosen, key=lambda fact: fact.start)


def _subject(text: str, facts: list[Fact]) -> set[str]:
    rest = text
    for fact in reversed(facts):
        rest = f"{rest[: fact.start]} {rest[fact.end :]}"
    return {term for term in terms(rest) if not term[0].isdigit()}

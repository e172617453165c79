"""What is known of a part of the document: notes, sentences quoted from it, what was not read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from ..extractive import Target, extract
from ..language.words import count_words
from ..records import Chunk, Document, MissingSpan

LARGEST_EVIDENCE_SENTENCES = 10
SHORTEST_NOTES_WORDS = 20

Writer = tuple[int, int, str]
"""(start, end, "provider/model") of what one model has read."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What is known of document[start:end]: notes in words, verbatim sentences, who wrote, what was
    not read. `level` tells how often they were merged; `doubted` is the chunk where it may have
    been read in part only.
    """

    start: int
    end: int
    text: str
    path: tuple[str, ...]
    evidence: tuple[tuple[int, int], ...] = ()
    missing: tuple[MissingSpan, ...] = ()
    writers: tuple[Writer, ...] = ()
    level: int = 0
    doubted: Chunk | None = None


def joined(notes: Sequence[Notes], path: tuple[str, ...] = ()) -> Notes:
    """The notes of neighbours one after the other, with the first sentences quoted from them."""
    headings = dict.fromkeys(chain.from_iterable(note.path for note in notes))
    evidence = chain.from_iterable(note.evidence for note in notes)
    return Notes(
        notes[0].start,
        notes[-1].end,
        "\n".join(note.text for note in notes if note.text),
        path or tuple(headings),
        tuple(islice(evidence, LARGEST_EVIDENCE_SENTENCES)),
        missing_of(notes),
        writers_of(notes),
        max(note.level for note in notes),
    )


def missing_of(notes: Iterable[Notes]) -> tuple[MissingSpan, ...]:
    """What was not read of all of them."""
    return tuple(chain.from_iterable(note.missing for note in notes))


def writers_of(notes: Iterable[Notes]) -> tuple[Writer, ...]:
    """Who wrote them."""
    return tuple(chain.from_iterable(note.writers for note in notes))


def shortened(note: Notes) -> Notes:
    """About half of the notes, by the extractive engine."""
    words = max(SHORTEST_NOTES_WORDS, count_words(note.text) // 2)
    kept = extract(note.text, Target("words", words))
    text = "\n".join(note.text[sentence.start : sentence.end] for sentence in kept)
    return replace(note, text=text or note.text[: len(note.text) // 2], evidence=())


def describe_span(document: Document, start: int, end: int, reason: str) -> MissingSpan:
    """A missing span with its pages ("61-70") and heading, as a person would look for it."""
    inside_end = max(start, end - 1)
    first, last = document.page_at(start), document.page_at(inside_end)
    pages = ""
    if first is not None:
        pages = first if first == last else f"{first}-{last}"
    path = document.headings_at(inside_end) or document.headings_at(start)
    heading = path[-1] if path else ""
    share = (end - start) / max(1, len(document.text))
    return MissingSpan(start, end, reason, pages, heading, share=share)

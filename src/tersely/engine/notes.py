"""What is known of a part of the document: notes, sentences quoted from it, what was not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..extractive import Target, extract
from ..language.words import count_words
from ..records import Chunk, Document, MissingSpan

LARGEST_EVIDENCE_SENTENCES = 10
SHORTEST_NOTES_WORDS = 20


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
    writers: tuple[tuple[int, int, str], ...] = ()
    level: int = 0
    doubted: Chunk | None = None


def joined(notes: Sequence[Notes], path: tuple[str, ...] = ()) -> Notes:
    """The notes of neighbours one after the other, with the first sentences quoted from them."""
    return Notes(
        notes[0].start,
        notes[-1].end,
        "\n".join(n.text for n in notes if n.text),
        path or tuple(dict.fromkeys(heading for n in notes for heading in n.path)),
        tuple(span for n in notes for span in n.evidence)[:LARGEST_EVIDENCE_SENTENCES],
        tuple(span for n in notes for span in n.missing),
        tuple(w for n in notes for w in n.writers),
        max(n.level for n in notes),
    )


def shortened(note: Notes) -> Notes:
    """About half of the notes, by the extractive engine."""
    words = max(SHORTEST_NOTES_WORDS, count_words(note.text) // 2)
    kept = extract(note.text, Target("words", words))
    text = "\n".join(note.text[s.start : s.end] for s in kept)
    return replace(note, text=text or note.text[: len(note.text) // 2], evidence=())


def describe_span(document: Document, start: int, end: int, reason: str) -> MissingSpan:
    """A missing span with its pages ("61-70") and heading, as a person would look for it."""
    first, last = document.page_at(start), document.page_at(max(start, end - 1))
    pages = ""
    if first is not None:
        pages = first if first == last else f"{first}-{last}"
    path = document.headings_at(max(start, end - 1)) or document.headings_at(start)
    share = (end - start) / max(1, len(document.text))
    return MissingSpan(start, end, reason, pages, path[-1] if path else "", share=share)

"""A document as passages: the pieces that are searched, and read or not read as a whole."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from ..grounding import Places
from ..language.sentences import Block, blocks, sentences_of
from ..records import Document

# About 120 words: long enough to say what it is about, short enough that thirty of many files fit.
# Of 400, 800 and 1,600 characters 800 held most gold spans of QMSum at a given budget.
TARGET_CHARACTERS = 800
_MOST_CHARACTERS = 1_200


@dataclass(frozen=True, slots=True)
class Passage:
    """`document.text[start:end]`, under `heading`, at `place` ("p. 8")."""

    start: int
    end: int
    text: str
    heading: str
    place: str


def passages_of(document: Document) -> Iterator[Passage]:
    """The passages of a document in order; together they hold all of its words. Linear time.

    One ends at a heading, and where the next block would make it too long. A long block is cut
    between sentences, a long sentence between words.
    """
    text = document.text
    place = Places(document)
    headings = _Headings(document)
    start = end = 0
    for first, last, begins in _pieces(text):
        if end > start and (begins or last - start > TARGET_CHARACTERS):
            yield Passage(start, end, text[start:end], headings(start), place(start))
            start = first
        elif end == start:
            start = first
        end = last
    if end > start:
        yield Passage(start, end, text[start:end], headings(start), place(start))


class _Headings:
    """The heading path at an offset, laid out once."""

    def __init__(self, document: Document) -> None:
        self._starts: list[int] = []
        self._paths: list[str] = []
        path: list[tuple[int, str]] = []
        for mark in document.marks:
            if mark.kind == "heading":
                path = [entry for entry in path if entry[0] < mark.level]
                path.append((mark.level, mark.label))
                self._starts.append(mark.offset)
                self._paths.append(" > ".join(label for _, label in path))

    def __call__(self, offset: int) -> str:
        number = bisect_right(self._starts, offset)
        return self._paths[number - 1] if number else ""


def _pieces(text: str) -> Iterator[tuple[int, int, bool]]:
    """(start, end, whether a passage begins here) of what is not cut: blocks, sentences of long
    ones, and parts of endless ones.
    """
    was_heading = False
    for block in blocks(text):
        is_heading = block.kind == "heading"
        begins = is_heading and not was_heading
        was_heading = is_heading
        if block.end - block.start <= TARGET_CHARACTERS:
            yield block.start, block.end, begins
            continue
        for start, end in _sentences(text, block):
            yield start, end, begins
            begins = False


def _sentences(text: str, block: Block) -> Iterator[tuple[int, int]]:
    for start, end in sentences_of(text, block):
        while end - start > _MOST_CHARACTERS:
            cut = text.rfind(" ", start + TARGET_CHARACTERS // 2, start + TARGET_CHARACTERS)
            cut = cut if cut > 0 else start + TARGET_CHARACTERS
            yield start, cut
            start = cut + (text[cut] == " ")
        yield start, end

"""The sentences of a text as candidates for a summary: their terms, their length, and how well they read alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from ..language.sentences import Block, blocks, sentences_of
from ..language.words import count_words, terms_of, words
from .readability import Fitness, appeal, fitness


@dataclass(frozen=True, slots=True)
class Unit:
    """`text[start:end]`, a sentence-like unit; `words` is its length, `bag` its content terms in order.

    `appeal` multiplies its score: above 1 for phrases that announce a result, below 1 for questions and dialogue.
    """

    start: int
    end: int
    words: int
    bag: tuple[str, ...]
    fitness: Fitness
    appeal: float = 1.0
    opens_section: bool = False


_MARKUP = re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^()\s]{0,500}\)|<[^<>\n]{1,200}>|\{[a-z]+\}|https?://\S+")
_LABEL = re.compile(r"(?:[\[(]?\d{1,2}:\d\d(?::\d\d)?[\])]?\s*)?[^:：\n]{1,60}[:：]\s*")
_LONGEST_CHARACTERS = 2_000
_PIECE_CHARACTERS = 300


def units(text: str) -> list[Unit]:
    """The units of `text` in document order; those without a word are left out. Linear time."""
    found: list[Unit] = []
    opens = True
    for block in blocks(text):
        if block.kind == "heading":
            opens = True
        for start, end in chain.from_iterable(_pieces(text, *span) for span in sentences_of(text, block)):
            unit = _unit(text, start, end, block, opens)
            if unit.words:
                found.append(unit)
                opens = opens and block.kind == "heading"
    return found


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run without a sentence end (a log on one line, text in lower case) in pieces that a person can read."""
    while end - start > _LONGEST_CHARACTERS:
        window = (start + _PIECE_CHARACTERS // 2, start + _PIECE_CHARACTERS)
        cut = next((at + 1 for mark in (". ", "; ", " ") if (at := text.rfind(mark, *window)) > 0), window[1])
        yield start, cut
        start = cut + (text[cut] == " ")
    yield start, end


def _unit(text: str, start: int, end: int, block: Block, opens: bool) -> Unit:
    raw = plain = text[start:end]
    if block.kind == "turn" and start == block.start and (label := _LABEL.match(raw)):
        plain = raw[label.end() :]
    if "[" in plain or "<" in plain or "{" in plain or "://" in plain:
        plain = _MARKUP.sub(r"\1", plain)
    tokens = words(plain)
    bag = tuple(terms_of(tokens))
    grade = fitness(raw, plain, tokens, block.kind)
    return Unit(start, end, count_words(raw), bag, grade, appeal(plain, tokens, bag), opens)

"""The sentences of a text as candidates for a summary: their terms, their length, and how well they
read alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..language.data import data_lines
from ..language.lines import Kind
from ..language.sentences import Block, blocks, sentences_of
from ..language.words import count_words, terms_of, words
from .boilerplate import licences, repetitions
from .dialogue import fluency, label, speakers, without_noises
from .progress import Progress, unheard
from .readability import DANGLING, JUNK, READABLE, Fitness, appeal, fitness, opening_of


class Unit(
    NamedTuple
):  # made in a third of the time of a frozen dataclass, and there is one for each sentence
    """`text[start:end]`, a sentence-like unit; `words` is its length, `bag` its content terms in
    order.

    `appeal` multiplies its score: above 1 for names and phrases that announce a result, below 1 for
    questions and stammering. `speaker` is who says it in a dialogue, or the term that it defines in
    a manual.
    """

    start: int
    end: int
    words: int
    bag: tuple[str, ...]
    fitness: Fitness
    appeal: float = 1.0
    opens_section: bool = False
    speaker: str = ""


_MARKUP = re.compile(
    r"!?\[([^\[\]\n]{0,500})\]\([^()\s]{0,500}\)|<[^<>\n]{1,200}>|\{[a-z]+\}|https?://\S+"
)
_OPENING_UNITS = 8  # readable ones; items of lists, such as contents, apart
_MANY_UNITS = 40
_TOLD_BLOCKS = 1_000
_LONGEST_CHARACTERS = 2_000
_PIECE_CHARACTERS = 300


def units(text: str, told: Progress = unheard) -> list[Unit]:
    """The units of `text` in document order; those without a word are left out. Linear time."""
    data = data_lines(text)
    return (data and _units(text, blocks(text, data), told)) or _units(text, blocks(text), told)


def _units(text: str, parts: Sequence[Block], told: Progress) -> list[Unit]:
    found: list[Unit] = []
    opens = True
    opening, readable = opening_of(text), 0
    term = ""  # that the next block defines
    every = [(block, *label(text, block)) for block in parts]
    names = speakers(name for _, name, _ in every)
    for number, (block, name, behind) in enumerate(every):
        if number % _TOLD_BLOCKS == 0:
            told("finding sentences", block.start)
        opens = opens or block.kind == "heading"
        speaker = name if name in names else term
        kind = block.kind
        if kind == "heading" and not readable and opening.match(text, block.start, block.end):
            kind = "entry"
        spans = sentences_of(text, block)
        if block.end - block.start > _LONGEST_CHARACTERS:
            spans = [piece for span in spans for piece in _pieces(text, *span)]
        for start, end in spans:
            body = behind if start < behind < end else start
            whole = body if speaker else start
            unit = _unit(
                text,
                whole,
                body,
                end,
                kind,
                opens,
                speaker,
                opening if readable < _OPENING_UNITS else None,
            )
            if unit:
                found.append(unit)
                readable += kind != "item" and unit.fitness == READABLE
                opens = opens and block.kind == "heading"
        term = " ".join(text[block.start : block.end].split()) if block.kind == "term" else ""
    bags = [unit.bag for unit in found]
    for first, last in licences(bags):
        found[first:last] = [unit._replace(fitness=JUNK) for unit in found[first:last]]
    if len(found) >= _MANY_UNITS:
        for i in repetitions(bags):
            found[i] = found[i]._replace(fitness=min(found[i].fitness, DANGLING))
    return found


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run without a sentence end (a log on one line, text in lower case) in pieces that a person
    can read.
    """
    while end - start > _LONGEST_CHARACTERS:
        window = (start + _PIECE_CHARACTERS // 2, start + _PIECE_CHARACTERS)
        cut = next(
            (at + 1 for mark in (". ", "; ", " ") if (at := text.rfind(mark, *window)) > 0),
            window[1],
        )
        yield start, cut
        start = cut + (text[cut] == " ")
    yield start, end


def _unit(
    text: str,
    start: int,
    body: int,
    end: int,
    kind: Kind,
    opens: bool,
    speaker: str,
    opening: re.Pattern[str] | None,
) -> Unit | None:
    """The unit `text[start:end]`, whose own words begin at `body`; None if there are none."""
    raw = text[start:end]
    plain = raw if body == start else text[body:end]
    if speaker:
        raw = plain = without_noises(plain)
    length = count_words(raw)
    if not length:
        return None
    if "[" in plain or "<" in plain or "{" in plain or ("/" in plain and "://" in plain):
        plain = _MARKUP.sub(r"\1", plain)
    tokens = words(plain)
    bag = tuple(terms_of(tokens))
    worth = appeal(plain, tokens, bag, kind, opening)
    if speaker:
        length += count_words(speaker)
        worth *= fluency(tokens)
    return Unit(start, end, length, bag, fitness(raw, plain, tokens, kind), worth, opens, speaker)

"""The sentences of a text as candidates for a summary: their terms, their length, and how well they
read alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..language.casing import with_capitals
from ..language.lines import lines
from ..language.patterns import lazy
from ..language.sentences import Block, blocks, sentences_of
from ..language.source import source_lines
from ..language.words import count_words, terms_of, words
from .boilerplate import licences, repetitions
from .content import Content, content_of
from .dialogue import without_address, without_noises
from .entities import with_characters
from .form import Form, is_closed
from .leads import NONE, Lead, Span, leads, with_turns
from .progress import Progress, unheard
from .readability import is_detail, opening_of
from .rules import DANGLING, JUNK, READABLE, RULES, Grade, Rule, in_small_letters, judge, rows_of


class Unit(
    NamedTuple
):  # made in a third of the time of a frozen dataclass, and there is one for each sentence
    """`text[start:end]`, a sentence-like unit; `words` is its length, `bag` its content terms in
    order.

    `weight` multiplies its score, see the rules. `lead` is the span that is printed before it: who
    says it in a dialogue, the term that it defines, the item or question that it belongs to.
    """

    start: int
    end: int
    words: int
    bag: tuple[str, ...]
    grade: Grade
    weight: float = 1.0
    opens_section: bool = False
    lead: Span = NONE


_MARKUP = lazy(
    r"!?\[([^\[\]\n]{0,500})\]\([^()\s]{0,500}\)|<[^<>\n]{1,200}>|\{[a-z]+\}|https?://\S+"
)
_OPENING_UNITS = 8  # readable ones; items of lists, such as contents, apart
_MANY_UNITS = 40
_TOLD_BLOCKS = 1_000
_LONGEST_CHARACTERS = 2_000
_PIECE_CHARACTERS = 300
_RUN_ON_CHARACTERS = 400  # without a full stop at its end: speech that nobody punctuated
_SPOKEN_CHARACTERS = 170  # a piece of it
# Where a speaker goes on: the best places to cut it.
_CONJUNCTIONS = (
    " and ",
    " but ",
    " so ",
    " because ",
    " und ",
    " aber ",
    " et ",
    " mais ",
    " pero ",
)
_ANSWER_WORDS = 4


def units(
    text: str,
    progress: Progress = unheard,
    rules: Sequence[Rule] = RULES,
    content: Content | None = None,
) -> list[Unit]:
    """The units of `text` in document order; those without a word are left out. Linear time."""
    content = content or content_of(text)
    if content.data:
        readable = _Reader(text, text, rules).read(blocks(text, content.data.parts), progress)
        if readable:
            return readable
    if content.program:
        return _Reader(text, text, rules).read(blocks(text, source_lines(text)), progress)
    capitals = with_capitals(text)
    if capitals is not text:
        rules = in_small_letters(rules)
    view = with_turns(capitals)
    return _Reader(text, view, rules).read(blocks(view, lines(view)), progress)


class _Reader:
    """Reads the blocks of one text. `view` is the text with capitals where it has none."""

    def __init__(self, text: str, view: str, rules: Sequence[Rule]) -> None:
        self.text, self.view, self.rows = text, view, rows_of(rules)
        self.opening = opening_of(view)
        self.readable = 0

    def read(self, parts: Sequence[Block], progress: Progress) -> list[Unit]:
        every: list[Unit] = []
        opens = True
        for number, (block, lead) in enumerate(zip(parts, leads(self.view, parts), strict=True)):
            if number % _TOLD_BLOCKS == 0:
                progress("finding sentences", block.start)
            opens = opens or block.kind == "heading"
            for unit in self._block(block, lead):
                every.append(unit._replace(opens_section=opens) if opens else unit)
                self.readable += block.kind != "item" and unit.grade == READABLE
                opens = opens and block.kind == "heading"
        return _without_repeats(every)

    def _block(self, block: Block, lead: Lead) -> Iterator[Unit]:
        view = self.view
        titled = block.kind == "heading" and not self.readable
        if titled and self.opening.match(view, block.start, block.end):
            block = Block(block.start, block.end, "entry")
        spans = _spans(view, block)
        if lead.answers:
            spans = _joined(view, spans)
        for k, (start, end) in enumerate(spans):
            body = lead.body if start < lead.body < end else start
            before = lead.span
            unneeded = lead.details and before != NONE and not is_detail(view[body:end])
            if unneeded or (lead.later and k == 0):
                before = NONE
            unit = self._unit(body if before != NONE else start, body, end, block, lead, before)
            if unit:
                yield unit

    def _unit(
        self, start: int, body: int, end: int, block: Block, lead: Lead, before: Span
    ) -> Unit | None:
        """The unit `text[start:end]`, whose own words begin at `body`; None if there are none."""
        raw = self.view[start:end]
        plain = raw if body == start else self.view[body:end]
        if lead.spoken:
            raw = without_noises(plain)
            plain = without_address(raw)
        length = count_words(raw)
        if not length:
            return None
        if "[" in plain or "<" in plain or "{" in plain or ("/" in plain and "://" in plain):
            plain = _MARKUP.sub(r"\1", plain)
        if "&" in plain:
            plain = with_characters(plain)
        tokens = words(plain)
        bag = tuple(terms_of(tokens))
        opening = self.opening if self.readable < _OPENING_UNITS else None
        form = Form(
            raw,
            plain.strip(),
            tokens,
            bag,
            block.kind,
            before != NONE and not lead.spoken,
            lead.spoken,
            opening,
        )
        grade, weight = judge(form, self.rows)
        if before != NONE:
            length += count_words(self.text[slice(*before)])
        return Unit(start, end, length, bag, grade, weight, False, before)


def _without_repeats(every: list[Unit]) -> list[Unit]:
    """The units, those of a licence as junk, and of many that begin alike all but the first behind
    the others.
    """
    bags = [unit.bag for unit in every]
    for first, last in licences(bags):
        every[first:last] = [unit._replace(grade=JUNK) for unit in every[first:last]]
    if len(every) >= _MANY_UNITS:
        for i in repetitions(bags):
            every[i] = every[i]._replace(grade=min(every[i].grade, DANGLING))
    return every


def _spans(text: str, block: Block) -> list[Span]:
    """The sentences of a block; runs without an end are cut."""
    spans = sentences_of(text, block)
    if block.end - block.start <= _RUN_ON_CHARACTERS:
        return spans
    return [piece for span in spans for piece in _pieces(text, *span, *_sizes(text, block, span))]


def _sizes(text: str, block: Block, span: Span) -> tuple[int, int]:
    """How many characters a sentence may have before it is cut, and how many a piece then has."""
    is_prose = block.kind in ("paragraph", "turn", "quote")
    if is_prose and not is_closed(text[slice(*span)]):
        return _RUN_ON_CHARACTERS, _SPOKEN_CHARACTERS
    return _LONGEST_CHARACTERS, _PIECE_CHARACTERS


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """The sentences of an answer; "No." belongs to the one behind it."""
    if len(spans) < 2 or count_words(text[slice(*spans[0])]) >= _ANSWER_WORDS:
        return spans
    return [(spans[0][0], spans[1][1]), *spans[2:]]


def _pieces(text: str, start: int, end: int, longest: int, usual: int) -> Iterator[Span]:
    """A run without a sentence end (a log on one line, speech to text) in pieces that a person can
    read.
    """
    while end - start > longest:
        cut = _cut(text, start + usual // 2, start + usual)
        yield start, cut
        start = cut + (text[cut] == " ")
        longest = usual
    yield start, end


def _cut(text: str, first: int, last: int) -> int:
    """Where a run is cut: behind a sign, before a conjunction, else between two words."""
    for mark in (". ", "; "):
        if (at := text.rfind(mark, first, last)) > 0:
            return at + 1
    conjunction = max(text.rfind(mark, first, last) for mark in _CONJUNCTIONS)
    if conjunction > 0:
        return conjunction
    space = text.rfind(" ", first, last)
    return space if space > 0 else last

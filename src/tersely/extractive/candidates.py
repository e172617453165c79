"""The sentences of a text as candidates for a summary: their terms, their length, and how well they read alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain

from ..language.sentences import Block, blocks, sentences_of
from ..language.words import count_words, terms, words


class Fitness(IntEnum):
    """How fit a unit is to stand in a summary; a lower grade is taken only when the higher ones are used up."""

    JUNK = 0  # headings, table rows, code, navigation, references: never chosen while there is anything else
    DANGLING = 1  # opens with a word that points at the sentence before
    READABLE = 2


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
_REFERENCE = re.compile(
    r"\[\d+\]\s+[A-Z]|.*\b(?:doi:|doi\.org|arXiv:\d|ISBN |et al\., (?:19|20)\d\d\.|pp\. \d+[-–]\d+)"
    r"|[A-Z][\w'’-]+, (?:[A-Z]\. ?)+.*\(?\b(?:19|20)\d\d\b"
    r"|\[\^?[\w-]+\]:"
)
_NAVIGATION = re.compile(
    r"(?:skip to|click here|read more|see also|sign (?:in|up)|log ?in|subscribe|share this|back to|next:|previous:|"
    r"table of contents|cookie|all rights reserved|copyright|©|related (?:posts|articles)|follow us|home\b.{0,3}[>»›|])",
    re.IGNORECASE,
)
_DANGLING = frozenset(
    """it its itself this that these those such however but thus hence therefore moreover furthermore additionally
    likewise similarly conversely nevertheless nonetheless otherwise consequently accordingly meanwhile secondly thirdly
    dies diese dieser dieses jedoch aber daher deshalb außerdem ce cela ceci cette ces cependant mais donc esto esta
    este estos estas pero además однако это эти поэтому""".split()  # noqa: SIM905 - a word list is read more easily as text
)
_POINTERS = frozenset(("this", "these", "those", "such"))
_PREPOSITIONS = frozenset(
    ("after", "at", "because", "by", "during", "for", "from", "in", "of", "on", "to", "under", "with")
)
# After "this" and "these": the document speaks of itself, nothing is left open.
_ITSELF = frozenset(
    """paper work study article report document guide page book chapter section thesis project package manual survey
    tutorial note memo review analysis story repository library tool program meeting year week month""".split()  # noqa: SIM905 - a word list is read more easily as text
)
_EXPLETIVE = re.compile(
    r"it (?:is|was|has been|turns out|seems|appears|remains|takes|follows)\b[^.;]{0,60}?\b(?:that|to|whether)\b"
    r"|(?:that|those|this) (?:said|who)\b|so far\b|because of\b",
    re.IGNORECASE,
)
_COLUMNS = re.compile(r"[^\s.!?:] {3,}\S")
_ANNOTATION = re.compile(r"\{[a-z]+\}")
_CLOSED = re.compile(r"[.!?…。！？؟।۔።][\"'”’»)\]*_`」』）\s]*(?:\[[^\[\]]{0,40}\]\s*)*$")
# Cue phrases (Edmundson 1969): the author says that this is the point.
_CUE = re.compile(
    r"\b(?:we|I|(?:this|the|our) (?:paper|study|report|work|article)) (?:also )?"
    r"(?:propose|present|introduce|show|find|found|demonstrate|develop|describe|argue|conclude|recommend|decided|agreed)"
    r"|\b(?:in (?:conclusion|summary|short)|to sum(?:marize| up)|(?:the )?results (?:show|suggest|indicate)|overall,|"
    r"most important|as a result|the (?:main|key) (?:result|finding|point|reason))\b",
    re.IGNORECASE,
)
# The document speaks of its own parts, not of its matter.
_SIGNPOST = re.compile(
    r"(?:this|the (?:present|following)) (?:report|document|page|section|chapter|guide|article|manual|appendix) "
    r"(?:covers|describes|explains|contains|lists|is (?:about|for|divided|organi[sz]ed|structured))\b"
    r"|the (?:tables?|figures?|sections?|chapters?|appendi(?:x|ces)|questionnaires?) (?:\d|above|below|behind|in|shows?|lists?)\b"
    r"|see \b|for (?:more )?(?:details|information)\b",
    re.IGNORECASE,
)
_ANNOUNCED = 1.4
_NUMBERED = 1.1
_SIGNPOSTED = 0.5
_QUOTED = 0.8
_FRAGMENT_WORDS = 4
_LONGEST_CHARACTERS = 2_000
_PIECE_CHARACTERS = 300
_WORDY_LETTERS = 0.55


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
    raw = text[start:end]
    body = raw
    if block.kind == "turn" and start == block.start:
        label = _LABEL.match(raw)
        body = raw[label.end() :] if label else raw
    plain = _MARKUP.sub(r"\1", body)
    tokens = words(plain)
    return Unit(
        start, end, count_words(raw), tuple(terms(plain)), _fitness(raw, plain, tokens, block), _appeal(plain), opens
    )


def _fitness(raw: str, plain: str, tokens: list[str], block: Block) -> Fitness:
    if block.kind in ("heading", "table", "code") or not tokens or _COLUMNS.search(raw):
        return Fitness.JUNK
    letters = sum(map(len, tokens))
    if letters < _WORDY_LETTERS * len(plain.strip()) or plain.rstrip().endswith((":", "：")):
        return Fitness.JUNK
    if _REFERENCE.match(plain) or (len(tokens) < 25 and _NAVIGATION.match(plain)):
        return Fitness.JUNK
    if _dangles(plain, tokens) or len(tokens) < _FRAGMENT_WORDS or len(_ANNOTATION.findall(raw)) > 1:
        return Fitness.DANGLING
    if block.kind != "item" and (plain.lstrip()[0].islower() or not _CLOSED.search(plain)):
        return Fitness.DANGLING  # a title, a caption, a turn that was broken off or goes on
    return Fitness.READABLE


def _appeal(plain: str) -> float:
    start = plain.lstrip()
    if start.startswith(('"', "“", "«", "„", "「", "'")) or plain.rstrip().endswith(("?", "？", "؟")):
        return _QUOTED
    if _SIGNPOST.match(start):
        return _SIGNPOSTED
    return (_ANNOUNCED if _CUE.search(plain) else 1.0) * (_NUMBERED if any(map(str.isdigit, plain)) else 1.0)


def _dangles(plain: str, tokens: list[str]) -> bool:
    """Whether the first word, or the one after a preposition, points at an earlier sentence."""
    first = tokens[1] if tokens[0] in _PREPOSITIONS and len(tokens) > 1 else tokens[0]
    if first not in _DANGLING or (tokens[0] != first and first not in _POINTERS):
        return False
    if first in _POINTERS and _ITSELF.intersection(tokens[1:4]):
        return False
    return not _EXPLETIVE.match(plain.lstrip("-*> "))

"""A text as the units that are compared: sentences, headings, list items, rows, lines of code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..language.sentences import Block, blocks, sentences_of
from ..language.words import STOP_WORDS, UNSPACED
from ..records import Document

# What carries sense: words, numbers with their separators, signs of value, units and relations, the
# mark of a question. All other marks, and what is written large, are form.
_TOKEN = re.compile(
    rf"\d+(?:[.,'’:]\d+)+|[{UNSPACED}]|\w+|(?<!\w)[-−–](?=[$€£¥]?\.?\d)|(?<!\#)\#++(?=\s)"
    r"|[%‰°$€£¥₹=≠<>≤≥±×÷/+~^&@\\?؟？§]"
)
_LIST_MARK = re.compile(r"\s*(?:[-*+•‣◦▪·–—]\s+)?(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]\s+)?")
_HEADING_MARK = re.compile(
    r"\s*(?:\#{1,6}\s+)?(?:\*\*|__)?"
    r"(?:(?:section|article|clause|chapter|part|annex|artikel|kapitel|§)\s*\d[\d.]*[.:)]?\s+"
    r"|\(?\d{1,3}(?:\.\d{1,3}){0,4}[.)]?\s+|(?:[A-Z]|[IVX]{1,5})[.)]\s+)?",
    re.IGNORECASE,
)
# A stop word tells little of which sentence this is.
_STOP_WORD_WEIGHT = 0.25


@dataclass(frozen=True, slots=True)
class Unit:
    """`source[start:end]`, a part of one document of a side; `number` counts the units of the side.

    Units with the same `key` say the same in the same words. `body` is where the text begins behind
    the mark of a list or a heading.
    """

    side_document: int
    number: int
    kind: str
    source: str = field(repr=False)
    start: int
    end: int
    body: int
    key: str

    @property
    def text(self) -> str:
        """The whole unit."""
        return self.source[self.start : self.end]

    @property
    def said(self) -> str:
        """Its text without the mark of a list or a heading."""
        return self.source[self.body : self.end]

    def follows(self, other: Unit) -> bool:
        """Whether no word stands between the other unit and this one."""
        if other.side_document != self.side_document:
            return False
        between = self.source[other.end : self.start]
        return other.end <= self.start and not any(map(str.isalnum, between))

    @property
    def tokens(self) -> list[str]:
        """What carries sense, in order."""
        return self.key.split(" ")

    @property
    def weight(self) -> float:
        """How much its words tell together."""
        return sum(map(weight_of, self.tokens))


def weight_of(token: str) -> float:
    """How much one token tells of which unit it stands in."""
    return _STOP_WORD_WEIGHT if token in STOP_WORDS or not token[0].isalnum() else 1.0


def units_of(document: Document, side_document: int, first: int) -> list[Unit]:
    """The units of a document in order; their numbers begin with `first`. Linear time."""
    units: list[Unit] = []
    text = document.text
    has_headings = any(mark.kind == "heading" for mark in document.marks)
    for block in blocks(text):
        for start, end in _spans(text, block):
            body = start
            # In a file without headings, such as settings, a line with "#" is commented out.
            if start == block.start and (has_headings or block.kind != "heading"):
                body += _mark(text[start:end], block.kind)
            key = _key(text, body, end)
            if key:
                number = first + len(units)
                units.append(Unit(side_document, number, block.kind, text, start, end, body, key))
    return units


def lines_of(units: Sequence[Unit], first: int) -> list[Unit]:
    """The lines of these units as units; their numbers begin with `first`."""
    lines: list[Unit] = []
    for unit in units:
        start = unit.start
        for line in unit.text.splitlines(keepends=True):
            body = max(start, unit.body)
            key = _key(unit.source, body, start + len(line))
            if key:
                visible = start + len(line) - len(line.lstrip())
                as_unit = replace(
                    unit,
                    number=first + len(lines),
                    start=visible,
                    end=start + len(line.rstrip()),
                    body=max(visible, body),
                    kind="record",
                    key=key,
                )
                lines.append(as_unit)
            start += len(line)
    return lines


def _spans(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """The units of a block: lines of code, else sentences."""
    if block.kind != "code":
        yield from sentences_of(text, block)
        return
    start = block.start
    for line in text[block.start : block.end].splitlines(keepends=True):
        yield start, start + len(line.rstrip())
        start += len(line)


def _mark(text: str, kind: str) -> int:
    """How long the mark of an item or a heading is; it is form."""
    mark = {"item": _LIST_MARK, "heading": _HEADING_MARK}.get(kind)
    match = mark.match(text) if mark else None
    return match.end() if match and match.end() < len(text) else 0


def _key(text: str, start: int, end: int) -> str:
    """The tokens of text[start:end] in small letters, with one minus sign for all."""
    key = " ".join(_TOKEN.findall(text, start, end)).casefold()
    return key if key.isascii() else key.replace("−", "-").replace("–", "-")

"""The claims of a summary: its sentences and bullets, without headings, markers and rules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..endings import OPENINGS
from ..language.sentences import blocks, sentences_of
from ..language.words import count_words

_MARKER = re.compile(r"(?:(?:[-*+•‣◦▪·–—>]|\(?\d{1,3}[.)])\s+)*(?:\*\*|__)?")
# The line under a summary that is not whole: it speaks of the run, not of the source.
_ENDING = re.compile(rf"\[(?:{'|'.join(OPENINGS)}): .*\]\s*$")
_FOOTNOTE = re.compile(r"\[\^\d+\]:")
_RULE = re.compile(r"[\s|:=_*-]*$")
_CONJUNCTION = re.compile(
    r"(?:[;:]|,\s(?:and|but|while|whereas|although|which|who|where|und|aber|et|mais|y|pero))\s|\s(?:and|but|while)\s"
)
_LONG_WORDS = 30
_PART_WORDS = 8
_HEADING_WORDS = 5


def claims(summary: str) -> list[tuple[int, int]]:
    """(start, end) of each claim, trimmed and in order. A heading is none, but a long line without
    a full stop is.
    """
    found = blocks(summary)
    spans = []
    for block in found:
        if block.kind == "code" or _ENDING.match(summary, block.start, block.end):
            continue
        if block.kind == "heading" and len(found) > 1:
            line = summary[block.start : block.end]
            if line.startswith(("#", "**", "__")) or count_words(line) < _HEADING_WORDS:
                continue
        spans += [
            span for sentence in sentences_of(summary, block) if (span := _bare(summary, *sentence))
        ]
    return spans


def parts(claim: str) -> Iterator[str]:
    """The claim itself, or its clauses if it is long: what is aligned on its own."""
    if count_words(claim) <= _LONG_WORDS:
        yield claim
        return
    start = 0
    for match in _CONJUNCTION.finditer(claim):
        if (
            min(count_words(claim[start : match.start()]), count_words(claim[match.end() :]))
            >= _PART_WORDS
        ):
            yield claim[start : match.start()]
            start = match.end()
    yield claim[start:]


def _bare(summary: str, start: int, end: int) -> tuple[int, int] | None:
    match = _MARKER.match(summary, start, end)
    start = match.end() if match else start
    text = summary[start:end]
    if _RULE.match(text) or _FOOTNOTE.match(text) or not count_words(text):
        return None
    return start + len(text) - len(text.lstrip()), end

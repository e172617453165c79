"""What is read of data: its parts, and in one line what it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..lines import LineKind, kind_of
from ..patterns import lazy
from ..words import one_spaced

Part = tuple[int, int, LineKind]

PROSE_WORDS = 7  # a value of fewer is none
SHOWN_CHARACTERS = 200  # of a record
_COMMENT = lazy(r"(?:#+|;+|//+)[ \t]*")
_SHOWN_NAMES = 12


@dataclass(frozen=True, slots=True)
class Data:
    """`description` says what the text is, e.g. "Table of 1,204 rows, 9 columns: ship, tons, ...".

    `parts` are (start, end, kind), in order: a "record" is a row, a member, an element or a
    section, its beginning if it is long; comments and values of many words are prose.
    """

    description: str
    parts: Sequence[Part]


def record(text: str, start: int, end: int) -> Part:
    """The beginning of text[start:end], up to the last word that is whole."""
    start = min(after_space(text, start), end)
    if end - start > SHOWN_CHARACTERS:
        limit = start + SHOWN_CHARACTERS
        word_end = max(text.rfind(sign, start, limit) for sign in (" ", ",", "\n"))
        end = word_end if word_end > start else limit
    return start, end, "record" if start < end else "blank"


def comment(text: str, start: int, end: int) -> Part:
    """A line without its comment sign."""
    mark = _COMMENT.match(text, after_space(text, start), end)
    start = mark.end() if mark else start
    body = text[start:end].strip()
    return start, end, kind_of(body) if body else "blank"


def is_comment(line: str) -> bool:
    """Whether a line, stripped, is a comment of settings."""
    return _COMMENT.match(line) is not None


def after_space(text: str, start: int) -> int:
    """The offset of the first character from `start` on that is no white space."""
    while text[start : start + 1].isspace():
        start += 1
    return start


def line_ends(text: str) -> Iterator[int]:
    """Where each line of `text` ends, without its newline."""
    pos = 0
    while (end := text.find("\n", pos)) >= 0:
        yield end
        pos = end + 1
    yield len(text)


def named(names: Sequence[str]) -> str:
    """E.g. ": ship, tons, ..."; "" if there are none."""
    shown = [one_spaced(name)[:40] for name in names[:_SHOWN_NAMES] if name.strip()]
    more = ", ..." if len(names) > _SHOWN_NAMES else ""
    return f": {', '.join(shown)}{more}" if shown else ""

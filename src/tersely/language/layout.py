"""How lines are laid out: what a paragraph of several is, told by where they begin and end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from .lines import Kind
from .patterns import lazy

ENDED = tuple('.!?…。！？؟।:;"”’)」*')
_QUESTION_MARKS = ("?", "？", "؟")
HEADING_CHARACTERS = 90
_BOLD = lazy(r"(\*\*|__)(?=\S)[^*_\n]{1,90}(?<=\S)\1:?")
_SHORT_LINE = 60  # wrapped text has longer lines
_NUMBERED_TITLE = lazy(r"\d{1,2}(?:\.\d{1,2}){0,3}[.)]?\s+[^\W\d_][^.!?,;:\n]{1,50}$")
_FLOWING = (*ENDED, ",", "-", "，", "、")
_MESSAGE_CHARACTERS = 60  # messages of a chat, captions: wrapped text has longer lines
_PUNCTUATED = re.compile(r"[.!?,;:…]")
_WIDEST = 200  # what is longer is not wrapped
_FULL = 0.8  # of the longest line; type of proportional width fills lines less evenly
# "Hourly rate: 20 euros"; what ends or goes on as a sentence is none.
_FIELD_LINE = lazy(r"[ \t]*[^\W\d_][\w/()&'’. -]{0,30}: {1,4}(?=\S)[^\n]{1,60}(?<![,;])(?:\n|\Z)")
_FEWEST_FIELDS = 2
_FIGURE_CHARACTERS = 20
_TERM_CHARACTERS = 60
_TERM_INDENT = 4


def fields_start(text: str, start: int, end: int) -> int | None:
    """Where the lines begin that are all names with a short value, below one line that names what
    they belong to; None where there are fewer than two, or others between them.
    """
    second = text.find("\n", start, end) + 1
    first = start if _FIELD_LINE.match(text, start, second) else second
    lines = text[first:end].split("\n")
    if not second or len(lines) < _FEWEST_FIELDS or first - start > HEADING_CHARACTERS:
        return None
    return first if all(map(_FIELD_LINE.match, lines)) else None


def is_figure(line: str) -> bool:
    """ "Week: 600 euros": a name and a short value with a figure."""
    value = line[-_FIGURE_CHARACTERS:]
    return _FIELD_LINE.match(line) is not None and any(map(str.isdigit, value))


def are_listed(lines: Sequence[str]) -> bool:
    """Whether the lines are entries of their own, as in a log or an address: most end before they
    are full, where the first word of the next would have found room, and neither end nor begin as
    parts of sentences do.
    """
    longest = max(map(len, lines))
    if longest > _WIDEST:
        return False
    if longest <= _MESSAGE_CHARACTERS and not any(map(_PUNCTUATED.search, lines)):
        return True
    flowing = 0
    for line, following in pairwise(lines):
        flowing += line.rstrip().endswith(_FLOWING) or following.lstrip()[0].islower()
    if 3 * flowing >= len(lines):
        return False
    full = _FULL * longest
    short = 0
    for line, following in pairwise(lines):
        short += len(line.rstrip()) + 1 + _first_word_characters(following) < full
    return 2 * short > len(lines)


def _first_word_characters(line: str) -> int:
    return len(line.split(maxsplit=1)[0])


def definition_start(text: str, start: int, end: int, below: int, below_end: int) -> int:
    """Where the definition begins whose terms are `text[start:end]`, as in manuals; 0 if there is
    none.

    The next line, `text[below:below_end]`, is indented deeper. The definition begins there if its
    first word would have found room above, else in its column of the line above.
    """
    terms = text[start:end].split("\n")
    following = text[below:below_end].rstrip()
    outer = indent_of(text, end - len(terms[-1]), end)
    column = indent_of(text, below, below_end)
    if column < outer + _TERM_INDENT or terms[-1].rstrip().endswith(ENDED):
        return 0
    longest_term = max(map(len, terms)) + _first_word_characters(following)
    if longest_term < min(_TERM_CHARACTERS, len(following)):
        return below
    term = terms[0]
    may_hold_both = len(terms) == 1 and "\t" not in term
    if may_hold_both and outer + _TERM_INDENT < column < len(term):
        begins_at_column = term[column - 1].isspace() and not term[column].isspace()
        return start + column if begins_at_column else 0
    return 0


def indent_of(text: str, start: int, end: int) -> int:
    line = text[start:end].expandtabs()
    return len(line) - len(line.lstrip())


def is_title(line: str, following: str, kind: Kind) -> bool:
    """Whether `line` is a title right above its text: in capitals, as in manuals and licences, or
    with a number, as in contracts.
    """
    if kind == "item" and _NUMBERED_TITLE.match(line):
        return following[:1].isupper()
    if kind == "paragraph" and len(line) < HEADING_CHARACTERS and _is_bold_or_asks(line, following):
        return True
    return (
        line.isupper()
        and len(line) < HEADING_CHARACTERS
        and not line.endswith((*ENDED, ","))
        and not following.isupper()
    )


def _is_bold_or_asks(line: str, following: str) -> bool:
    """Whether `line` is all bold, or a question that ends before its line is full."""
    if _BOLD.fullmatch(line.strip()):
        return True
    would_fit = len(line) + _first_word_characters(following) < _SHORT_LINE
    return would_fit and line.rstrip().endswith(_QUESTION_MARKS) and following[:1].isupper()

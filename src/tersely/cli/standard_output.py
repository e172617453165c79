"""The one way to stdout: nothing that a terminal obeys gets through, whoever wrote it."""

from __future__ import annotations

import re
import sys

from ..screen_text import shown
from . import terminal

# What lines after the first stand below: the first word of a list item or of the second column.
_HEAD = re.compile(r" *(?:[-*+•] |\d+\. |\[\^\d+\]: |[^\s|]+(?: \S+)* {2,})?")
_QUOTE = "> "


def put(text: str) -> None:
    """Write `text` to stdout, without anything that a screen would obey."""
    sys.stdout.write(shown(text))
    sys.stdout.flush()


def put_lines(text: str, *, raw: bool = False) -> None:
    """The same for a text that people read: on a terminal its lines break at words, unless it is
    `raw` (JSON).
    """
    if sys.stdout.isatty() and not raw:
        width = terminal.columns()
        lines: list[str] = []
        for line in text.split("\n"):
            lines += fitted(line, width)
        text = "\n".join(lines)
    put(text)


def fitted(line: str, width: int) -> list[str]:
    """The pieces of a line, each at most `width` cells, below the words that it began with."""
    if line.startswith(_QUOTE):
        pieces = fitted(line.removeprefix(_QUOTE), width - len(_QUOTE))
        return [_QUOTE + piece for piece in pieces]
    head = _HEAD.match(line)
    indent = len(head[0]) if head else 0
    return terminal.wrapped(line, width, indent=indent if indent <= width // 2 else 0)

"""Text broken into lines by terminal cells: a Chinese character or an emoji takes two."""

from __future__ import annotations

from io import StringIO

from rich.console import Console
from rich.text import Text

_MEASURE = Console(file=StringIO(), width=80)


def wrapped(text: Text, width: int) -> list[Text]:
    """Lines of at most `width` cells, broken at spaces, and inside a word (or CJK) only where it
    does not fit.
    """
    if not text.plain:
        return []
    text.expand_tabs(4)
    lines = list(text.wrap(_MEASURE, width, overflow="fold"))
    for line in lines:
        line.rstrip()
    return lines

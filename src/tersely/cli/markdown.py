"""Markdown on a terminal, by weight and not by color: it reads the same on a light and on a dark
background.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..screen_text import shown
from . import terminal

if TYPE_CHECKING:
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.segment import Segment

WIDTH = 100
_FOOTNOTE = re.compile(r"^\[\^\d+\]: .*$", re.MULTILINE)

# Rich's own theme puts code on black and lists in cyan, which a light terminal cannot show.
STYLES = {
    "markdown.h2": "bold underline",
    "markdown.code": "bold",
    "markdown.block_quote": "italic",
    "markdown.item.bullet": "none",
    "markdown.item.number": "none",
    "markdown.link": "underline",
    "markdown.link_url": "underline",
    "markdown.table.border": "dim",
    "markdown.table.header": "bold",
}


def console() -> Console:
    """A console of the terminal's width, at most 100 columns."""
    from rich.theme import Theme

    return terminal.console(width=min(WIDTH, terminal.columns()), theme=Theme(STYLES))


def drawn(text: str) -> Markdown:
    """`text` as something that a console prints; code blocks in the terminal's own colors."""
    from rich.markdown import Markdown

    return Markdown(_notes_apart(shown(text)), code_theme="ansi_dark", hyperlinks=False)


def _notes_apart(text: str) -> str:
    """Rich knows no footnotes and would run their lines together: each ends with a line break."""
    return _FOOTNOTE.sub(lambda note: f"\\{note[0].rstrip()}  ", text)


def markdown(text: str) -> None:
    """Print Markdown on the terminal, without the blank line that Rich puts before a list."""
    from rich.segment import Segment, Segments

    screen = console()
    segments: list[Segment] = []
    for line in begun(screen.render_lines(drawn(text), pad=False)):
        segments += (*line, Segment.line())
    screen.print(Segments(segments), end="")


def begun(lines: list[list[Segment]]) -> list[list[Segment]]:
    """Lines without the blank ones that they begin with."""
    while lines and not "".join(segment.text for segment in lines[0]).strip():
        lines = lines[1:]
    return lines

"""The terminal that a stream leads to: its width, whether it shows colors, text wrapped to its
cells.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

from .. import config

if TYPE_CHECKING:
    from rich.console import Console
    from rich.theme import Theme

_WHEN = ("auto", "always", "never")
_CONTROL = {"bold red": "1;31", "bold yellow": "1;33", "dim": "2", "cyan": "36"}
_choice = ["auto"]


def choose_color(when: str) -> None:
    """What --color says, for the rest of the process; ValueError for what it cannot say."""
    if when not in _WHEN:
        raise ValueError(f"{when!r} is not one of {', '.join(_WHEN)}")
    _choice[0] = when


def has_color(stream: TextIO) -> bool:
    """Whether `stream` is shown in color: --color, else NO_COLOR and FORCE_COLOR, else on a
    terminal that knows colors.
    """
    if _choice[0] != "auto":
        return _choice[0] == "always"
    wish = config.color_wish()
    return stream.isatty() if wish is None else wish


def is_drawn(stream: TextIO) -> bool:
    """Whether `stream` gets what a person looks at (columns, emphasis) and not raw text for a
    program. FORCE_COLOR alone does not make a pipe a terminal: many CI services set it.
    """
    return stream.isatty() or _choice[0] == "always"


def styled(text: str, style: str, stream: TextIO) -> str:
    """`text` in the colors of `style`, where `stream` shows any."""
    return f"\x1b[{_CONTROL[style]}m{text}\x1b[0m" if text and has_color(stream) else text


def console(*, width: int | None = None, theme: Theme | None = None) -> Console:
    """A Rich console on stdout that follows --color; what a model wrote never reaches its markup."""
    from rich.console import Console

    return Console(
        width=width,
        theme=theme,
        color_system=None if _choice[0] == "never" else "auto",
        force_terminal=True if _choice[0] == "always" else None,
        highlight=False,
        markup=False,
        emoji=False,
    )


def columns(stream: TextIO | None = None, *, piped: int = 80) -> int:
    """The width of the terminal behind `stream` (stdout), `piped` where there is none; COLUMNS goes
    before both.
    """
    behind = 0
    with suppress(OSError, ValueError):
        behind = os.get_terminal_size((stream or sys.stdout).fileno()).columns
    return shutil.get_terminal_size((behind or piped, 24)).columns


def wrapped(text: str, width: int, *, indent: int = 0) -> list[str]:
    """`text` in lines of at most `width` cells, broken at words; lines after the first are
    indented.

    A word that is wider than a line is broken only where it is written without spaces (Chinese,
    Thai): a path or a URL stays whole, so that it can be copied.
    """
    if text.isascii() and len(text) <= width:
        return [text]
    from rich.cells import cell_len

    lines, line = [], ""
    for word in _words(text, max(8, width - indent)):
        candidate = f"{line}{word}"
        if line.strip() and cell_len(candidate.rstrip()) > width:
            lines.append(line.rstrip())
            line = " " * indent + word.lstrip()
        else:
            line = candidate
    return [*lines, line.rstrip()]


def _words(text: str, width: int) -> Iterator[str]:
    """The words with the spaces before them; those too wide, and not for a program, in pieces."""
    from rich.cells import cell_len, chop_cells

    gap = ""
    for word in text.split(" "):
        if word.isascii() or cell_len(word) <= width:
            yield gap + word
        else:
            first, *rest = chop_cells(word, width)
            yield gap + first
            yield from rest
        gap = " "

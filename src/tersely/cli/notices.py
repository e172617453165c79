"""What the command line says beside its result, on stderr: errors, warnings and hints with their
labels, everything else as it is. On a terminal, lines break at words.
"""

from __future__ import annotations

import sys
from enum import Enum

from ..errors import MissingKey, Stopped, TerselyError
from ..redaction import redact
from ..screen_text import shown
from . import terminal


class Label(Enum):
    """What stands before a notice, and its colors."""

    ERROR = ("error", "bold red")
    WARNING = ("warning", "bold yellow")
    HINT = ("hint", "dim")
    NONE = ("", "")


def say(text: str, label: Label = Label.NONE) -> None:
    """One notice; lines of `text` after the first stand below its first word."""
    sys.stderr.write(notice(text, label))
    sys.stderr.flush()


def warn(text: str, hint: str = "") -> None:
    """A warning, and what to do about it."""
    say(text, Label.WARNING)
    if hint:
        say(hint, Label.HINT)


def notice(text: str, label: Label = Label.NONE) -> str:
    """The lines of `say`."""
    name, style = label.value
    indent = len(f"{name}: ") if name else 0
    lines = redact(shown(text)).split("\n")
    if sys.stderr.isatty():
        width = terminal.columns(sys.stderr)
        lines = [part for line in lines for part in _fitted(line, indent, width)]
    body = ("\n" + " " * indent).join(lines)
    head = terminal.styled(f"{name}:", style, sys.stderr) + " " if name else ""
    return f"{head}{body}\n"


def _fitted(line: str, indent: int, width: int) -> list[str]:
    """The pieces of a line that stands `indent` cells to the right; each keeps the line's own
    indentation.
    """
    within = len(line) - len(line.lstrip(" "))
    return terminal.wrapped(line, max(20, width - indent), indent=within)


def tell(error: TerselyError, *, environment_file: bool = False) -> None:
    """An error: its cause, its remedies, and what was spent before it."""
    say(error.message, Label.NONE if isinstance(error, Stopped) else Label.ERROR)
    hint = error.hint
    if isinstance(error, MissingKey) and environment_file:
        hint += "\nA .env file is in this folder and was not read; to use it add --env-file .env"
    if hint:
        say(hint, Label.HINT)
    if error.spent_line:
        say(error.spent_line)

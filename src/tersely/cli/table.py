"""Tables and lists of the commands that list things: piped, a row is a line; on a terminal that is
narrower, cells break at words.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from typing import TextIO

from . import terminal

_GAP = 2


def table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, right: Collection[str] = ()
) -> str:
    """`rows` below `heads`, each column as wide as it must be; those named in `right` hold numbers."""
    every = [heads, *rows]
    widths = [max(map(len, column)) for column in zip(*every, strict=True)]
    if sys.stdout.isatty():
        columns = terminal.columns()
        if sum(widths) + _GAP * (len(widths) - 1) > columns:
            return _folded(every, right, columns)
    lines = []
    for row in every:
        cells = [
            cell.rjust(width) if head in right else cell.ljust(width)
            for head, cell, width in zip(heads, row, widths, strict=True)
        ]
        lines.append((" " * _GAP).join(cells).rstrip())
    return "\n".join(lines)


def listing(rows: Sequence[Sequence[str]], *, indent: int = 0, stream: TextIO | None = None) -> str:
    """Rows without heads, such as a name and what is said of it. On a terminal (of `stream`, else
    stdout) a row that is too long goes on below its second cell.
    """
    stream = stream or sys.stdout
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        line = " " * indent + (" " * _GAP).join(cells).rstrip()
        if stream.isatty():
            columns = terminal.columns(stream)
            lines += terminal.wrapped(line, columns, indent=indent + widths[0] + _GAP)
        else:
            lines.append(line)
    return "\n".join(lines)


def _folded(rows: Sequence[Sequence[str]], right: Collection[str], columns: int) -> str:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, _GAP, 0, 0))
    for number, head in enumerate(rows[0]):
        # The first column holds names that one copies.
        grid.add_column(
            justify="right" if head in right else "left", overflow="fold", no_wrap=number == 0
        )
    for row in rows:
        grid.add_row(*map(Text, row))
    console = Console(width=columns, color_system=None)
    with console.capture() as captured:
        console.print(grid)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())

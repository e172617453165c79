"""Rows as a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence

from ..language.words import one_spaced


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """The rows with the first as head; empty rows are left out, short ones filled up. One column
    becomes lines.

    >>> print(markdown_table([["Branch", "Visits"], ["Harbour", "210,000"]]))
    | Branch | Visits |
    | --- | --- |
    | Harbour | 210,000 |
    """
    shown = [list(map(_escaped, row)) for row in rows]
    shown = [row for row in shown if any(row)]
    width = max(map(len, shown), default=0)
    if width < 2:
        return "\n\n".join(row[0] for row in shown)
    head, *others = [_line(row, width) for row in shown]
    rule = "|" + " --- |" * width
    return "\n".join([head, rule, *others])


def _escaped(cell: str) -> str:
    return one_spaced(cell).replace("|", "\\|")


def _line(row: Sequence[str], width: int) -> str:
    missing = [""] * (width - len(row))
    return f"| {' | '.join([*row, *missing])} |"

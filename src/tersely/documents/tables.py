"""Rows as a Markdown table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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


def table_by_column(rows: Sequence[Mapping[int, str]]) -> str:
    """The same of cells by the number of their column; columns without any are left out.

    >>> print(table_by_column([{0: "Branch", 900: "Visits"}, {900: "7"}]))
    | Branch | Visits |
    | --- | --- |
    |  | 7 |
    """
    used = sorted(set[int]().union(*rows))
    return markdown_table([[row.get(column, "") for column in used] for row in rows])


def _escaped(cell: str) -> str:
    return one_spaced(cell).replace("|", "\\|")


def _line(row: Sequence[str], width: int) -> str:
    missing = [""] * (width - len(row))
    return f"| {' | '.join([*row, *missing])} |"

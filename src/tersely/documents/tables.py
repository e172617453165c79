"""Rows as a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """The rows with the first as head; empty rows are left out, short ones filled up. One column
    becomes lines.

    >>> print(markdown_table([["Branch", "Visits"], ["Harbour", "210,000"]]))
    | Branch | Visits |
    | --- | --- |
    | Harbour | 210,000 |
    """
    cells = [[" ".join(cell.split()).replace("|", "\\|") for cell in row] for row in rows]
    cells = [row for row in cells if any(row)]
    width = max(map(len, cells), default=0)
    if width < 2:
        return "\n\n".join(row[0] for row in cells)
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in cells]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])

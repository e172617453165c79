"""The table of `tersely eval`: means with their intervals, beside each other where they fit."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ..evaluation import Evaluation, Table
from ..evaluation.table import Line
from ..records import usd
from ..screen_text import how_many
from . import output, terminal

_SHOWN = (
    "ROUGE-1",
    "ROUGE-2",
    "ROUGE-Lsum",
    "METEOR",
    "METEOR (exact+stem)",
    "BLEU",
    "chrF",
    "words",
    "flags",
)


def table_text(evaluation: Evaluation, table: Table) -> str:
    """The table as aligned text: means, half-widths of their intervals, and a star where a
    difference is significant.
    """
    names = [name for name in _SHOWN if name in table.lines[0].means]
    cells = [["", *names, "cost"]]
    for line in table.lines:
        cost = "unknown" if line.cost_usd is None else usd(line.cost_usd)
        cells.append([line.configuration, *(_cell(line, name) for name in names), cost])
    lines = _aligned(cells)
    if sys.stdout.isatty() and len(lines[0]) > terminal.columns():
        lines = _by_score(cells, terminal.columns())
    note = how_many(table.rows, "row")
    if table.left_out:
        note += f", {table.left_out} left out because a configuration failed there"
    note += "; ± half of the 95 % bootstrap interval; cost per document"
    if len(table.lines) > 1:
        note += f"; * differs from {table.lines[0].configuration} (p < 0.05, paired)"
    lines += ["", note]
    if table.chosen:
        lines.append(f"best on {table.dev_rows} other rows by ROUGE-Lsum: {table.chosen}")
    lines += [f"{name}: {how}" for name, how in evaluation.scoring]
    return output.shown("\n".join(line.rstrip() for line in lines) + "\n")


def _cell(line: Line, name: str) -> str:
    """One score with half of its interval, and a star."""
    mean, difference = line.means[name], line.against.get(name)
    half = (mean.high - mean.low) / 2
    star = "*" if difference and difference.p < 0.05 else " "
    digits = 1 if mean.mean >= 10 else 3
    return f"{mean.mean:.{digits}f} ±{half:.{digits}f}{star}"


def _by_score(cells: Sequence[Sequence[str]], columns: int) -> list[str]:
    """A line for each score; configurations that do not fit beside the others stand below them."""
    names, configurations = cells[0], cells[1:]
    tables: list[list[Sequence[str]]] = [[names]]
    for configuration in configurations:
        wider = [*tables[-1], configuration]
        too_wide = len(_aligned(list(zip(*wider, strict=True)))[0]) > columns
        if too_wide and len(wider) > 2:
            tables.append([names, configuration])
        else:
            tables[-1] = wider
    lines: list[str] = []
    for table in tables:
        if lines:
            lines.append("")
        lines += _aligned(list(zip(*table, strict=True)))
    return lines


def _aligned(cells: Sequence[Sequence[str]]) -> list[str]:
    """Names to the left, figures to the right."""
    first_width, *widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = []
    for name, *figures in cells:
        right = [figure.rjust(width) for figure, width in zip(figures, widths, strict=True)]
        lines.append("  ".join([name.ljust(first_width), *right]))
    return lines

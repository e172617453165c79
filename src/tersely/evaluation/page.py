"""An evaluation as one HTML page with its plots inside. It holds no script."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from ..pages import render
from ..records import usd
from .plots import DARK, LIGHT, interval_plot, sweep_plot
from .run import Evaluation
from .table import Line, Table


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, and what is known of its spread."""

    figure: str
    spread: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One configuration."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of figures."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture for light and for dark paper, as data: addresses, and what it shows in words."""

    light: str
    dark: str
    words: str


def html_page(evaluation: Evaluation, table: Table, *, title: str) -> str:
    """The whole page.

    Raises:
        MissingExtra: matplotlib is not installed.
    """
    return render(
        "evaluation.html",
        title=title,
        facts=_facts(table),
        means=_means(table.lines),
        plots=_plots(evaluation, table),
        baseline=table.lines[0].configuration,
        differences=_differences(table.lines[1:]),
        scoring=evaluation.scoring,
    )


def _facts(table: Table) -> str:
    facts = f"{table.rows} rows, {len(table.lines)} configurations"
    if table.left_out:
        facts += f", {table.left_out} rows left out because one failed"
    if table.chosen:
        facts += f". Chosen on {table.dev_rows} other rows by ROUGE-Lsum: {table.chosen}"
    return f"{facts}."


def _plots(evaluation: Evaluation, table: Table) -> list[Plot]:
    swept = evaluation.configurations
    pictures = [
        (
            "Mean scores of each configuration with their intervals; the figures are in the table.",
            *(interval_plot(table, palette) for palette in (LIGHT, DARK)),
        ),
        (
            "ROUGE-Lsum over the swept setting; the figures are in the table.",
            *(sweep_plot(table, swept, palette) for palette in (LIGHT, DARK)),
        ),
    ]
    return [Plot(_data(light), _data(dark), words) for words, light, dark in pictures if light]


def _data(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _means(lines: Sequence[Line]) -> Grid:
    rows = tuple(
        Row(
            line.configuration,
            (
                *(
                    Cell(_figure(m.mean), f"{_figure(m.low)} to {_figure(m.high)}")
                    for m in line.means.values()
                ),
                Cell("unknown" if line.cost_usd is None else usd(line.cost_usd)),
                Cell(str(line.failed)),
            ),
        )
        for line in lines
    )
    return Grid(("", *lines[0].means, "cost a document", "failed"), rows)


def _differences(lines: Sequence[Line]) -> Grid:
    """Of all configurations but the first, against the first."""
    if not lines:
        return Grid((), ())
    rows = tuple(
        Row(
            line.configuration,
            tuple(
                Cell(f"{d.mean:+.3f}", f"{d.low:+.3f} to {d.high:+.3f}, p {d.p:.3f}")
                for d in line.against.values()
            ),
        )
        for line in lines
    )
    return Grid(("", *lines[0].against), rows)


def _figure(value: float) -> str:
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"

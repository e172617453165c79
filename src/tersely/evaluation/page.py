"""An evaluation as one self-contained HTML page with its plots inside. It holds no script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.resources import files
from string import Template

from .plots import interval_plot, sweep_plot
from .run import Evaluation
from .table import Line, Table


def html_page(evaluation: Evaluation, table: Table, *, title: str) -> str:
    """The whole page.

    Raises:
        MissingExtra: matplotlib is not installed.
    """
    facts = f"{table.rows} rows, {len(table.lines)} configurations, {table.left_out} rows left out because one failed."
    if table.chosen:
        facts += f" Chosen on {table.dev_rows} other rows by ROUGE-Lsum: {table.chosen}."
    svgs = [interval_plot(table), sweep_plot(table, evaluation.configurations)]
    others = table.lines[1:]
    differences = ""
    if others:
        differences = f"<h2>Differences to {escape(table.lines[0].configuration)}, paired</h2>"
        differences += f'<div class="wide">{_differences(others)}</div>'
    template = Template((files(__package__) / "page.html").read_text("utf-8"))
    return template.substitute(
        title=escape(title),
        facts=escape(facts),
        means=_means(table.lines),
        plots="".join(f"<figure>{svg}</figure>" for svg in svgs if svg),
        differences=differences,
        scoring="".join(
            f"<p>{escape(name)}: {escape(how)}</p>" for name, how in evaluation.scoring
        ),
    )


def _means(lines: Sequence[Line]) -> str:
    names = list(lines[0].means)
    rows = []
    for line in lines:
        cells = [
            f"{_figure(m.mean)}<small>{_figure(m.low)} to {_figure(m.high)}</small>"
            for m in line.means.values()
        ]
        cost = "unknown" if line.cost_usd is None else f"${line.cost_usd:.5f}"
        rows.append((escape(line.configuration), *cells, cost, str(line.failed)))
    return _table(("", *names, "cost a document", "failed"), rows)


def _differences(lines: Sequence[Line]) -> str:
    rows = []
    for line in lines:
        cells = [
            f"{d.mean:+.3f}<small>{d.low:+.3f} to {d.high:+.3f}, p {d.p:.3f}</small>"
            for d in line.against.values()
        ]
        rows.append((escape(line.configuration), *cells))
    return _table(("", *lines[0].against), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>'
        + "".join(f"<td>{cell}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return f"<table><tr>{top}</tr>{body}</table>"


def _figure(value: float) -> str:
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"

"""`tersely eval DATA`: models and settings over a data set with references."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from .. import config, evaluation
from ..app import entrypoints, model_selection
from ..errors import ExitCode, UsageError
from ..evaluation import Configuration, Evaluation, Row, Table
from ..events import Emit, Event, ItemFinished, RetryScheduled, Warned
from ..records import Document, Summary, usd
from ..redaction import redact
from . import output, render
from .multi import several
from .options import OUTPUT, Invocation

DATA, CHOICE = "The data set", "What is tried"
_SHOWN = ("ROUGE-1", "ROUGE-2", "ROUGE-Lsum", "METEOR", "BLEU", "chrF", "words", "flags")


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(
        "eval", help="Score models and settings on DATA: JSONL or CSV with documents and summaries."
    )(evaluate)


def _option(text: str, panel: str, metavar: str | None = None) -> typer.models.OptionInfo:
    found: typer.models.OptionInfo = typer.Option(help=text, rich_help_panel=panel, metavar=metavar)
    return found


@several
def evaluate(
    invocation: Invocation,
    models: list[str],
    styles: list[str],
    data: Annotated[str, typer.Argument(metavar="DATA", show_default=False)],
    references: Annotated[
        str | None,
        _option("DATA has a document a line; this file has its references.", DATA, "FILE"),
    ] = None,
    document_column: Annotated[str, _option("Name of the column.", DATA)] = "document",
    summary_column: Annotated[
        str, _option("Name of the column; one text or a list.", DATA)
    ] = "summaries",
    id_column: Annotated[str, _option("Name of the column.", DATA)] = "id",
    limit: Annotated[
        int | None, typer.Option(min=1, help="Only the first N rows.", rich_help_panel=DATA)
    ] = None,
    sweep: Annotated[
        list[str] | None, _option("E.g. temperature=0,0.3,0.7; repeatable.", CHOICE, "KEY=A,B")
    ] = None,
    dev_fraction: Annotated[
        float,
        typer.Option(
            min=0.0,
            max=0.9,
            help="Choose on this share of the rows, report on the rest.",
            rich_help_panel=CHOICE,
        ),
    ] = 0.0,
    html: Annotated[str | None, _option("Write one page with plots.", OUTPUT, "FILE")] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "-o", "--output", help="Write the JSON to FILE.", metavar="FILE", rich_help_panel=OUTPUT
        ),
    ] = None,
) -> None:
    output.check_targets(html, out, inputs=(data,))
    rows = (
        evaluation.read_pair(Path(data), Path(references), limit=limit)
        if references
        else evaluation.read_rows(
            Path(data),
            document=document_column,
            summaries=summary_column,
            identity=id_column,
            limit=limit,
        )
    )
    configurations = _configurations(models, styles, sweep or [], invocation)
    _tell_dataset(rows, configurations, invocation)
    expected = asyncio.run(_expected(rows, configurations, invocation))
    if invocation.dry_run:
        sys.stdout.write("\n".join([*expected, "nothing was sent"]) + "\n")
        return
    if not invocation.quiet:
        sys.stderr.write("".join(f"{line}\n" for line in expected))
    # Around the loop: inside of it, Ctrl-C comes as a cancelled task.
    with render.receiver(invocation, plain=True) as screen:
        emit = _teller(screen, invocation, total=len(rows) * len(configurations))
        found = asyncio.run(_evaluate(rows, configurations, invocation, emit))
    table = evaluation.tabulate(found, dev_fraction=dev_fraction)
    _deliver(found, table, invocation, out)
    if html:
        output.write_file(
            Path(html),
            redact(evaluation.html_page(found, table, title=f"Evaluation of {Path(data).name}")),
        )
    if any(line.failed for line in table.lines):
        raise typer.Exit(ExitCode.PARTIAL)


def _configurations(
    models: Sequence[str], styles: Sequence[str], sweeps: Sequence[str], invocation: Invocation
) -> tuple[Configuration, ...]:
    """Every model with every swept setting; several -s are a sweep too. All settings are checked
    before anything runs.
    """
    refs = [
        model_selection.resolve(
            model_selection.parse(model, invocation.context), invocation.context
        )
        for model in models
    ]
    refs = refs or [model_selection.choose_model(invocation.context).ref]
    axes = [*sweeps, *([f"style={','.join(styles)}"] if styles else [])]
    configurations = evaluation.grid(refs, axes)
    for configuration in configurations:
        _settings(configuration, invocation)
    return configurations


def _settings(configuration: Configuration, invocation: Invocation) -> config.Settings:
    values = dict(config.parse_assignment(f"{key}={value}") for key, value in configuration.values)
    if "model" in values:
        raise UsageError("The model is no sweep.", hint="Give -m once for each model.")
    settings = invocation.context.overridden(values).settings if values else invocation.settings
    # A row is one model's own work: nobody takes over.
    return settings.model_copy(update={"fallback": []})


def _tell_dataset(
    rows: Sequence[Row], configurations: Sequence[Configuration], invocation: Invocation
) -> None:
    if invocation.quiet:
        return
    facts = evaluation.describe_rows(rows)
    sys.stderr.write(
        f"{facts.rows} rows · documents of {facts.document_words:,.0f} words · {facts.references:.1f} references of "
        f"{facts.reference_words:,.0f} words · {len(configurations)} configuration{'s' * (len(configurations) != 1)}\n"
    )
    asked = [c.model for c in configurations if c.model.provider != "extractive"]
    hosts = [] if invocation.dry_run else model_selection.hosts(asked, invocation.context)
    if named := [host for host in dict.fromkeys(hosts) if host]:
        sys.stderr.write(f"tersely: text goes to {', '.join(named)}.\n")


def _document(row: Row) -> Document:
    return Document(row.id, row.document)


async def _evaluate(
    rows: Sequence[Row],
    configurations: Sequence[Configuration],
    invocation: Invocation,
    emit: Emit,
) -> Evaluation:
    settings = {
        configuration: _settings(configuration, invocation) for configuration in configurations
    }
    async with entrypoints.session(invocation.context, emit=emit) as session:

        async def one(row: Row, configuration: Configuration) -> Summary:
            return await session.summarize(
                _document(row),
                model=configuration.model,
                name=configuration.label,
                settings=settings[configuration],
            )

        return await evaluation.evaluate(rows, configurations, one, emit=emit)


def _teller(screen: render.Screen, invocation: Invocation, *, total: int) -> Emit:
    """A line for every tenth of the work; warnings and failures as they come."""
    done = 0

    def emit(event: Event) -> None:
        nonlocal done
        screen.spending.add(event)
        match event:
            case ItemFinished(run=label, document=row, outcome=outcome, detail=detail):
                done += 1
                if outcome == "failed":
                    screen.say(f"{label}, row {row}: {detail}")
                elif not invocation.quiet and done * 10 // total > (done - 1) * 10 // total:
                    screen.say(f"{done}/{total}")
            case Warned() | RetryScheduled():
                screen.draw(event)

    return emit


async def _expected(
    rows: Sequence[Row], configurations: Sequence[Configuration], invocation: Invocation
) -> list[str]:
    """Calls and cost of each configuration, by planning every row; nothing is sent."""
    lines = []
    async with entrypoints.session(invocation.context, dry_run=invocation.dry_run) as session:
        for configuration in configurations:
            settings = _settings(configuration, invocation)
            plans = [
                (
                    await session.prepare(
                        _document(row), model=configuration.model, settings=settings
                    )
                ).plan
                for row in rows
            ]
            costs = [plan.cost_usd.expected for plan in plans]
            about = usd(None if None in costs else sum(cost for cost in costs if cost is not None))
            calls, reused = sum(plan.calls for plan in plans), sum(plan.reused for plan in plans)
            lines.append(
                f"{configuration.label}: {calls:,} calls, {reused:,} reused, about {about}"
            )
    return lines


def _deliver(found: Evaluation, table: Table, invocation: Invocation, out: str | None) -> None:
    text = json.dumps(evaluation.as_json(found, table), ensure_ascii=False, indent=2) + "\n"
    if out:
        output.write_file(Path(out), redact(text))
    sys.stdout.write(redact(text if invocation.json else table_text(found, table)))
    sys.stdout.flush()
    if not invocation.quiet:
        sys.stderr.write(f"{found.calls} calls, {found.reused} reused\n")


def table_text(found: Evaluation, table: Table) -> str:
    """The table as aligned text: means, half-widths of their intervals, and a star where a
    difference is significant.
    """
    names = [name for name in _SHOWN if name in table.lines[0].means]
    cells = [["", *names, "cost"]]
    for line in table.lines:
        row = [line.configuration]
        for name in names:
            mean, difference = line.means[name], line.against.get(name)
            star = "*" if difference and difference.p < 0.05 else " "
            digits = 1 if mean.mean >= 10 else 3
            row.append(f"{mean.mean:.{digits}f} ±{(mean.high - mean.low) / 2:.{digits}f}{star}")
        cells.append([*row, "unknown" if line.cost_usd is None else f"${line.cost_usd:.5f}"])
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    lines = [
        "  ".join(
            f"{cell:<{w}}" if i == 0 else f"{cell:>{w}}"
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in cells
    ]
    note = f"{table.rows} rows"
    note += (
        f", {table.left_out} left out because a configuration failed there"
        if table.left_out
        else ""
    )
    note += "; ± half of the 95 % bootstrap interval; cost per document"
    note += (
        f"; * differs from {table.lines[0].configuration} (p < 0.05, paired)"
        if len(table.lines) > 1
        else ""
    )
    lines += ["", note]
    if table.chosen:
        lines.append(f"best on {table.dev_rows} other rows by ROUGE-Lsum: {table.chosen}")
    lines += [f"{name}: {how}" for name, how in found.scoring]
    return output.shown("\n".join(line.rstrip() for line in lines) + "\n")

"""`tersely eval DATA`: models and settings over a data set with references."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from .. import config, evaluation
from ..app import entrypoints, model_selection
from ..errors import ExitCode, UsageError
from ..evaluation import Configuration, Evaluation, Row, Table
from ..events import BugMet, Emit, Event, ItemFinished, Requested, RetryScheduled, Warned
from ..records import Document, Summary, total_usd, usd
from ..redaction import redact
from ..screen_text import how_many, json_text
from . import notices, output, render
from .command import add
from .invocation import Invocation
from .notices import Label
from .options import DATA, OUTPUT, TRIED, EvaluatingOptions, option
from .score_table import table_text
from .standard_output import put, put_lines


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    add(
        app,
        "eval",
        evaluate,
        text="Score models and settings on DATA: JSONL or CSV with documents and summaries.",
        examples=(
            "tersely eval data.jsonl -m extractive",
            "tersely eval data.jsonl -m openai --sweep temperature=0,0.5 --dry-run",
        ),
        options=EvaluatingOptions,
    )


@dataclass(frozen=True, slots=True)
class Source:
    """The file of a data set, and where in it documents and references stand."""

    data: str
    references: str | None
    document_column: str
    summary_column: str
    id_column: str
    limit: int | None

    def rows(self) -> Sequence[Row]:
        if self.references:
            return evaluation.read_pair(Path(self.data), Path(self.references), limit=self.limit)
        return evaluation.read_rows(
            Path(self.data),
            document=self.document_column,
            summaries=self.summary_column,
            identity=self.id_column,
            limit=self.limit,
        )


def evaluate(
    context: typer.Context,
    data: Annotated[
        str,
        typer.Argument(metavar="DATA", help="JSONL or CSV, a row a document.", show_default=False),
    ],
    references: Annotated[
        str | None,
        option(
            "--references",
            text="DATA has a document a line; this file has its references.",
            panel=DATA,
            metavar="FILE",
        ),
    ] = None,
    document_column: Annotated[
        str,
        option(
            "--document-column",
            text="Where documents stand (document).",
            panel=DATA,
            metavar="NAME",
        ),
    ] = "document",
    summary_column: Annotated[
        str,
        option(
            "--summary-column",
            text="Where references stand, one text or a list (summaries).",
            panel=DATA,
            metavar="NAME",
        ),
    ] = "summaries",
    id_column: Annotated[
        str, option("--id-column", text="The name of a row (id).", panel=DATA, metavar="NAME")
    ] = "id",
    limit: Annotated[
        int | None, option("--limit", text="Only the first N rows.", panel=DATA, metavar="N", min=1)
    ] = None,
    sweep: Annotated[
        list[str] | None,
        option(
            "--sweep",
            text="E.g. temperature=0,0.3,0.7; repeatable.",
            panel=TRIED,
            metavar="KEY=A,B",
        ),
    ] = None,
    dev_fraction: Annotated[
        float,
        option(
            "--dev-fraction",
            text="Choose on this share of the rows, report on the rest.",
            panel=TRIED,
            metavar="SHARE",
            min=0.0,
            max=0.9,
        ),
    ] = 0.0,
    html: Annotated[
        str | None,
        option("--html", text="Write one page with plots.", panel=OUTPUT, metavar="FILE"),
    ] = None,
    out: Annotated[
        str | None,
        option("-o", "--output", text="Write the JSON to FILE.", panel=OUTPUT, metavar="FILE"),
    ] = None,
) -> None:
    invocation = Invocation.of(context)
    output.check_targets(html, out, inputs=(data,))
    rows = Source(data, references, document_column, summary_column, id_column, limit).rows()
    configurations = _configurations(sweep or [], invocation)
    _tell_dataset(rows, configurations, invocation)
    expected = asyncio.run(_expected(rows, configurations, invocation))
    if invocation.dry_run:
        put("\n".join([*expected, "nothing was sent"]) + "\n")
        return
    if not invocation.quiet:
        for line in expected:
            notices.say(line)
    # Around the loop: inside of it, Ctrl-C comes as a cancelled task.
    with render.receiver(invocation) as screen:
        emit = _teller(screen, invocation, total=len(rows) * len(configurations))
        results = asyncio.run(_evaluate(rows, configurations, invocation, emit))
    table = evaluation.tabulate(results, dev_fraction=dev_fraction)
    _deliver(results, table, invocation, out)
    if html:
        page = evaluation.html_page(results, table, title=f"Evaluation of {Path(data).name}")
        output.write_file(Path(html), redact(page))
    if any(line.failed for line in table.lines):
        raise typer.Exit(ExitCode.PARTIAL)


def _configurations(sweeps: Sequence[str], invocation: Invocation) -> tuple[Configuration, ...]:
    """Every model with every swept setting; several -s are a sweep too. All settings are checked
    before anything runs.
    """
    refs = [
        model_selection.resolve(
            model_selection.parse(model, invocation.context), invocation.context
        )
        for model in invocation.models
    ]
    refs = refs or [model_selection.choose_model(invocation.context).ref]
    axes = [*sweeps, *([f"style={','.join(invocation.styles)}"] if invocation.styles else [])]
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
    each = f"{facts.references:.1f}".removesuffix(".0")
    notices.say(
        f"{how_many(facts.rows, 'row')} · documents of {facts.document_words:,.0f} words · {each} "
        f"reference{'s' * (each != '1')} each, of {facts.reference_words:,.0f} words · "
        f"{how_many(len(configurations), 'configuration')}"
    )
    asked = [c.model for c in configurations if c.model.provider != "extractive"]
    hosts = [] if invocation.dry_run else model_selection.hosts(asked, invocation.context)
    if named := [host for host in dict.fromkeys(hosts) if host]:
        notices.say(f"Text goes to {', '.join(named)}.")


def _calls(calls: int, reused: int) -> str:
    """E.g. "12 calls, 4 reused"."""
    if not calls and not reused:
        return "no calls"
    return how_many(calls, "call") + (f", {reused:,} reused" if reused else "")


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
    """A bar on a terminal, elsewhere a line for every tenth of the work; failures as they come.
    What is warned of a row names it, and is counted without -v: the scores hold it.
    """
    done = warned = 0

    def emit(event: Event) -> None:
        nonlocal done, warned
        screen.spending.add(event)
        match event:
            case ItemFinished(run=label, document=row, outcome=outcome, detail=detail):
                done += 1
                if outcome == "failed":
                    screen.say(f"{label}, row {row}: {detail}")
                elif not invocation.quiet:
                    is_tenth = done * 10 // total > (done - 1) * 10 // total
                    screen.count("rows", done, total, as_line=is_tenth)
                if done == total and warned and not invocation.quiet:
                    warnings = f"{how_many(warned, 'warning')} about single rows"
                    screen.say(f"{warnings}: -v prints them.")
            case Warned(run=label, document=row, message=message) if row:
                if invocation.verbose:
                    screen.say(f"{label}, row {row}: {message}", Label.WARNING)
                else:
                    warned += 1
            case Warned() | RetryScheduled() | Requested() | BugMet():
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
            about = usd(total_usd(plan.cost_usd.expected for plan in plans))
            calls, reused = sum(plan.calls for plan in plans), sum(plan.reused for plan in plans)
            bill = f", about {about}" if calls > reused else ""
            lines.append(f"{configuration.label}: {_calls(calls, reused)}{bill}")
    return lines


def _deliver(found: Evaluation, table: Table, invocation: Invocation, out: str | None) -> None:
    text = json_text(evaluation.as_json(found, table)) + "\n"
    if out:
        output.write_file(Path(out), redact(text))
    put_lines(redact(text if invocation.json else table_text(found, table)), raw=invocation.json)
    if not invocation.quiet:
        notices.say(_calls(found.calls, found.reused))

"""`tersely compare INPUT...`: the same input through several models, side by side."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ...app import entrypoints, judge_selection, model_selection
from ...app.comparing import contenders, order_of, ready_models, side_by_side
from ...comparison import (
    Candidate,
    Comparison,
    as_csv,
    as_json,
    as_markdown,
    candidates,
    html_page,
    scored,
)
from ...errors import TerselyError
from ...events import Emit, Event, ItemFinished, RetryScheduled, Warned
from ...metrics import ReferenceMetrics
from ...records import Document, ModelRef, usd
from ...redaction import redact
from .. import output, render
from ..dry_run import shown_plan
from ..multi import several
from ..options import INPUTS, MODEL, OUTPUT, Invocation, text_of
from ..summarize import read

_NARROWEST = 20


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("compare", help="The same INPUT through several models (or styles), side by side.")(
        compare_command
    )


@several
def compare_command(
    invocation: Invocation,
    models: list[str],
    styles: list[str],
    inputs: Annotated[list[str] | None, INPUTS] = None,
    repeat: Annotated[
        int,
        typer.Option(min=1, max=20, help="Each N times: how stable it is.", rich_help_panel=MODEL),
    ] = 1,
    reference: Annotated[
        list[str] | None,
        typer.Option(
            help="Score against this summary (extra eval).", metavar="FILE", rich_help_panel=OUTPUT
        ),
    ] = None,
    html: Annotated[
        str | None,
        typer.Option(
            help="Write one page with linked sources.", metavar="FILE", rich_help_panel=OUTPUT
        ),
    ] = None,
    csv: Annotated[
        str | None,
        typer.Option(help="Write one row for each model.", metavar="FILE", rich_help_panel=OUTPUT),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            help="Write Markdown (or JSON) to FILE.",
            metavar="FILE",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Markdown instead of columns.", rich_help_panel=OUTPUT)
    ] = False,
) -> None:
    output.check_targets(html, csv, out, inputs=inputs or ())
    references = [text_of(path, "--reference") for path in reference or []]
    metrics = ReferenceMetrics.suited_to(references) if references else None
    document = read(inputs or [], invocation)
    refs = contenders(models, invocation.context)
    wanted = candidates(refs, styles or [invocation.settings.style], repeat)
    if invocation.dry_run:
        sys.stdout.write(asyncio.run(_plans(document, wanted, invocation)))
        return
    announce(refs, invocation)
    if not models:
        _name_the_others(refs, invocation)
    # Around the loop: inside of it, Ctrl-C comes as a cancelled task.
    with render.receiver(invocation, plain=True) as screen:
        screen.notes(document)
        emit = _teller(screen, invocation)
        comparison = asyncio.run(_compare(document, wanted, invocation, emit))
    if metrics:
        comparison = scored(comparison, metrics, references)
    if html:
        output.write_file(Path(html), redact(html_page(comparison)))
    if csv:
        output.write_file(Path(csv), redact(as_csv(comparison)))
    deliver(comparison, invocation, out=out, plain=plain)
    _footer(comparison, invocation, html)
    if comparison.exit_code:
        raise typer.Exit(comparison.exit_code)


def announce(refs: Sequence[ModelRef], invocation: Invocation) -> None:
    """Name every host that gets the text, before anything is sent."""
    asked = [ref for ref in refs if ref.provider != "extractive"]
    hosts = model_selection.hosts(asked, invocation.context)
    if invocation.quiet:
        return
    if named := [host for host in dict.fromkeys(hosts) if host]:
        sys.stderr.write(f"tersely: text goes to {', '.join(named)}.\n")
    for line in judge_selection.review_lines(invocation.context, refs):
        sys.stderr.write(f"{line}\n")
    if len(refs) == 1:
        sys.stderr.write(
            f"tersely: only {refs[0]} can be used now; tersely doctor shows how to add others.\n"
        )


def _name_the_others(refs: Sequence[ModelRef], invocation: Invocation) -> None:
    """How to compare models that a bare `compare` leaves out."""
    ready = ready_models(invocation.context)
    if invocation.quiet or len(ready) <= len(refs):
        return
    options = " ".join(f"-m {ref}" for ref in ready)
    sys.stderr.write(
        f"tersely: {len(refs)} of {len(ready)} models that are ready; "
        f"to compare others, name them: {options}\n"
    )


async def _compare(
    document: Document, wanted: Sequence[Candidate], invocation: Invocation, emit: Emit
) -> Comparison:
    async with entrypoints.session(invocation.context, emit=emit) as session:
        return await side_by_side(session, document, wanted)


def _teller(screen: render.Screen, invocation: Invocation) -> Emit:
    """One line when a candidate ends; warnings and retries as everywhere."""

    def emit(event: Event) -> None:
        screen.spending.add(event)
        match event:
            case ItemFinished(run=label, outcome=outcome, elapsed_s=elapsed_s) if (
                not invocation.quiet
            ):
                screen.say(f"{label} {outcome} {output.seconds(elapsed_s)}")
            case Warned() | RetryScheduled():
                screen.draw(event)

    return emit


async def _plans(document: Document, wanted: Sequence[Candidate], invocation: Invocation) -> str:
    """The plan of each candidate, as a dry run shows it; one that cannot run says why."""
    parts = []
    async with entrypoints.session(invocation.context, dry_run=True) as session:
        for candidate in wanted:
            try:
                prepared = await session.prepare(
                    document, **order_of(candidate, invocation.context)
                )
            except TerselyError as error:
                parts.append(
                    output.error_json(error)
                    if invocation.json
                    else f"{candidate.label}: {error.message}\n"
                )
                continue
            parts.append(shown_plan(prepared.plan, document, invocation))
    return f"[{','.join(parts)}]\n" if invocation.json else "\n".join(parts)


def deliver(
    comparison: Comparison, invocation: Invocation, *, out: str | None, plain: bool
) -> None:
    """Columns to a terminal; Markdown or JSON to a pipe or a file."""
    if invocation.json:
        text = json.dumps(as_json(comparison), ensure_ascii=False, indent=2) + "\n"
    else:
        text = as_markdown(comparison)
    if out:
        output.write_file(Path(out), redact(text))
    elif invocation.json or plain or not sys.stdout.isatty():
        sys.stdout.write(redact(text))
    else:
        _draw(comparison, invocation)
    sys.stdout.flush()


def _draw(comparison: Comparison, invocation: Invocation) -> None:
    from rich.console import Console

    from .screen import screen

    console = Console(highlight=False, markup=False, emoji=False)
    for line in screen(
        comparison, max(console.width, _NARROWEST), length=invocation.settings.length
    ):
        console.print(line, soft_wrap=True)


def _footer(comparison: Comparison, invocation: Invocation, html: str | None) -> None:
    if invocation.quiet:
        return
    calls = comparison.calls
    parts = [
        f"{calls} call{'' if calls == 1 else 's'}",
        usd(comparison.cost_usd),
        output.seconds(comparison.elapsed_s),
    ]
    parts.append(
        f"page with linked sources: {html}"
        if html
        else "page with linked sources: add --html compare.html"
    )
    sys.stderr.write("\n" + " · ".join(parts) + "\n")

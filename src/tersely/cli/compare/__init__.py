"""`tersely compare INPUT...`: the same input through several models, side by side."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from ...app import entrypoints, judge_selection, model_selection, noting
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
from ...errors import TerselyError, gravest
from ...events import BugMet, Emit, Event, ItemFinished, Requested, RetryScheduled, Warned
from ...metrics import ReferenceMetrics
from ...records import Document, ModelRef, usd
from ...redaction import redact
from ...screen_text import how_many, json_text
from .. import exits, notices, output, pages, render, terminal
from ..command import add
from ..dry_run import shown_plan
from ..invocation import Invocation, text_of
from ..notices import Label
from ..options import MODEL, OUTPUT, ComparingOptions, Inputs, option
from ..standard_output import put
from ..summarize import read

_NARROWEST = 20


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    add(
        app,
        "compare",
        compare,
        text="The same INPUT through several models (or styles), side by side.",
        examples=(
            "tersely compare report.pdf",
            "tersely compare report.pdf -m openai -m anthropic --html compare.html",
        ),
        options=ComparingOptions,
    )


@dataclass(frozen=True, slots=True)
class Targets:
    """Where a comparison goes beside the terminal."""

    html: str | None
    csv: str | None
    out: str | None
    plain: bool
    opened: bool = False


def compare(
    context: typer.Context,
    inputs: Inputs = None,
    repeat: Annotated[
        int,
        option(
            "--repeat",
            text="Each N times: how stable it is.",
            panel=MODEL,
            metavar="N",
            min=1,
            max=20,
        ),
    ] = 1,
    reference: Annotated[
        list[str] | None,
        option(
            "--reference",
            text="Score against this summary (extra eval).",
            panel=OUTPUT,
            metavar="FILE",
        ),
    ] = None,
    html: Annotated[
        str | None,
        option("--html", text="Write one page with linked sources.", panel=OUTPUT, metavar="FILE"),
    ] = None,
    csv: Annotated[
        str | None,
        option("--csv", text="Write one row for each model.", panel=OUTPUT, metavar="FILE"),
    ] = None,
    out: Annotated[
        str | None,
        option(
            "-o", "--output", text="Write Markdown (or JSON) to FILE.", panel=OUTPUT, metavar="FILE"
        ),
    ] = None,
    open_page: Annotated[
        bool, option("--open", text="Open the page in your browser.", panel=OUTPUT)
    ] = False,
    plain: Annotated[
        bool, option("--plain", text="Markdown instead of columns.", panel=OUTPUT)
    ] = False,
) -> None:
    invocation = Invocation.of(context)
    output.check_targets(html, csv, out, inputs=inputs or ())
    references = [text_of(path, "--reference") for path in reference or []]
    metrics = ReferenceMetrics.suited_to(references) if references else None
    document = read(inputs or [], invocation)
    refs = contenders(list(invocation.models), invocation.context)
    compared = candidates(refs, list(invocation.styles) or [invocation.settings.style], repeat)
    if invocation.dry_run:
        put(asyncio.run(_plans(document, compared, invocation)))
        return
    announce(refs, invocation)
    # Around the loop: inside of it, Ctrl-C comes as a cancelled task.
    with render.receiver(invocation, plain=True) as screen:
        screen.notes(document)
        emit = _teller(screen, invocation)
        comparison = asyncio.run(_compare(document, compared, invocation, emit))
    if metrics:
        comparison = scored(comparison, metrics, references)
    deliver(comparison, invocation, Targets(html, csv, out, plain, open_page))
    summaries = [answer.summary for answer in comparison.answers]
    problem = noting.note(summaries, invocation.context, command="compare")
    if problem and invocation.verbose:
        notices.warn(problem)
    code = comparison.exit_code
    if invocation.settings.strict and not code:
        code = gravest(exits.code_of(summary, strict=True) for summary in summaries)
    if code:
        raise typer.Exit(code)


def announce(refs: Sequence[ModelRef], invocation: Invocation) -> None:
    """Name every host that gets the text, before anything is sent; and the models that a bare
    `compare` leaves out.
    """
    if invocation.quiet:
        return
    asked = [ref for ref in refs if ref.provider != "extractive"]
    hosts = model_selection.hosts(asked, invocation.context)
    if named := [host for host in dict.fromkeys(hosts) if host]:
        notices.say(f"Text goes to {', '.join(named)}.")
    for line in judge_selection.review_lines(invocation.context, refs):
        notices.say(line)
    if len(refs) == 1:
        notices.say(f"Only {refs[0]} can be used now.")
        notices.say("How to add others: tersely doctor", Label.HINT)
    ready = [] if invocation.models else ready_models(invocation.context)
    if len(ready) > len(refs):
        notices.say(f"{len(refs)} of {len(ready)} models that are ready.")
        options = " ".join(f"-m {ref}" for ref in ready)
        notices.say(f"To compare others, name them: {options}", Label.HINT)


async def _compare(
    document: Document, compared: Sequence[Candidate], invocation: Invocation, emit: Emit
) -> Comparison:
    async with entrypoints.session(invocation.context, emit=emit, keeps_unstored=True) as session:
        return await side_by_side(session, document, compared)


def _teller(screen: render.Screen, invocation: Invocation) -> Emit:
    """One line when a candidate ends; warnings and retries as everywhere."""

    def emit(event: Event) -> None:
        screen.spending.add(event)
        match event:
            case ItemFinished(run=label, outcome=outcome, elapsed_s=elapsed_s) if (
                not invocation.quiet
            ):
                screen.say(f"{label} {outcome} {output.seconds(elapsed_s)}")
            case Warned() | RetryScheduled() | Requested() | BugMet():
                screen.draw(event)

    return emit


async def _plans(document: Document, compared: Sequence[Candidate], invocation: Invocation) -> str:
    """The plan of each candidate, as a dry run shows it; one that cannot run says why."""
    parts = []
    async with entrypoints.session(invocation.context, dry_run=True) as session:
        for candidate in compared:
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


def deliver(comparison: Comparison, invocation: Invocation, targets: Targets) -> None:
    """Columns to a terminal; Markdown or JSON to a pipe or a file; then the footer."""
    if targets.html or targets.opened:
        pages.deliver(html_page(comparison), targets.html, invocation, opened=targets.opened)
    if targets.csv:
        output.write_file(Path(targets.csv), redact(as_csv(comparison)))
    if invocation.json:
        text = json_text(as_json(comparison)) + "\n"
    else:
        text = as_markdown(comparison)
    if targets.out:
        output.write_file(Path(targets.out), redact(text))
    elif invocation.json or targets.plain or not terminal.is_drawn(sys.stdout):
        put(redact(text))
    else:
        _draw(comparison, invocation)
    sys.stdout.flush()
    if not invocation.quiet:
        _footer(comparison, targets.html)


def _draw(comparison: Comparison, invocation: Invocation) -> None:
    from .screen import screen

    console = terminal.console(width=max(terminal.columns(), _NARROWEST))
    for line in screen(comparison, console.width, length=invocation.settings.length):
        console.print(line, soft_wrap=True)


def _footer(comparison: Comparison, html: str | None) -> None:
    calls = comparison.calls
    parts = [
        how_many(calls, "call"),
        usd(comparison.cost_usd),
        output.seconds(comparison.elapsed_s),
    ]
    notices.say("")
    notices.say(" · ".join(parts))
    if not html:
        notices.say("A page with linked sources: add --html compare.html", Label.HINT)

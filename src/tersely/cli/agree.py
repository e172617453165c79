"""`tersely agree INPUT INPUT...`: what several documents state, what one states, what contradicts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import agreement
from ..app import entrypoints, model_selection
from ..app.gathering import gather
from ..batch import Skipped
from ..errors import ExitCode, UsageError, gravest
from ..records import Document, Range, usd
from ..redaction import redact
from ..screen_text import how_many
from . import notices, output, render
from .command import add
from .invocation import Invocation
from .options import (
    OUTPUT,
    WRITE,
    ApiKeyFile,
    Assignments,
    DryRun,
    MaxCost,
    Model,
    NoCache,
    Output,
    OutputOptions,
    ReadingOptions,
    Timeout,
    option,
)
from .standard_output import put_lines

if TYPE_CHECKING:
    from ..app.agreeing import Claims

FEWEST, MOST = 2, 50


@dataclass(frozen=True, kw_only=True)
class AgreeOptions(OutputOptions, ReadingOptions):
    """Those of a command that asks one model about texts that exist."""

    model: Model = None
    assign: Assignments = None
    api_key_file: ApiKeyFile = None
    dry_run: DryRun = False
    max_cost: MaxCost = None
    no_cache: NoCache = False
    timeout: Timeout = None


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    add(
        app,
        "agree",
        agree,
        text="What several documents state, what only one states, and where they contradict each "
        "other: 2 to 50 files, or a folder. With -m or --claims a model also judges claims in words.",
        examples=(
            "tersely agree report.md report.docx",
            "tersely agree examples/lease-2024.md examples/lease-2026.md --html agree.html",
            "tersely agree examples/lease-2024.md examples/lease-2026.md -m openai -n",
        ),
        options=AgreeOptions,
    )


def agree(
    typer_context: typer.Context,
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT...", help="Files, folders or URLs.", show_default=False),
    ],
    claims: Annotated[
        bool,
        option(
            "--claims",
            text="Also claims in words, judged by the model of the settings; -m implies it.",
            panel=WRITE,
        ),
    ] = False,
    out: Output = None,
    html: Annotated[
        str | None,
        option("--html", text="A page with all quotations.", panel=OUTPUT, metavar="FILE"),
    ] = None,
) -> None:
    invocation = Invocation.of(typer_context)
    output.check_targets(out, html, inputs=inputs)
    gathered = gather(inputs, invocation.context)
    count = len(gathered.documents)
    if not FEWEST <= count <= MOST:
        raise UsageError(
            f"{how_many(count, 'document')} cannot be compared; it takes {FEWEST} to {MOST}.",
            hint="Name the files, or a smaller folder; for more: tersely ask",
        )
    matters = agreement.compare(gathered.documents)
    judged = None
    if claims or invocation.context.loaded.origins.get("model") == "flag":
        judged = _judged(gathered.documents, matters, invocation)
        if invocation.dry_run:
            put_lines(_shown_plan(judged), raw=invocation.json)
            return
        matters = judged.matters
    if html:
        output.write_file(Path(html), redact(agreement.html_page(matters)))
    if invocation.json:
        values = {
            "schema_version": output.SCHEMA_VERSION,
            "status": "partial" if _code_of(gathered.failed, judged) else "complete",
            **agreement.as_json(matters),
            "claims": _values(judged) if judged else None,
            "not_compared": [
                {"path": file.path, "reason": file.reason} for file in gathered.failed
            ],
        }
        text = redact(json.dumps(values, ensure_ascii=False, indent=2)) + "\n"
    else:
        text = redact(agreement.as_markdown(matters))
    if out:
        output.write_file(Path(out), text)
    else:
        put_lines(text, raw=invocation.json)
    _tell(matters, gathered.failed, invocation, judged, is_written=bool(out or html))
    code = _code_of(gathered.failed, judged)
    if code:
        raise typer.Exit(code)


def _code_of(failed: list[Skipped], judged: Claims | None) -> ExitCode:
    """Of claims without a usable answer it is that of `check --verify`."""
    codes = [ExitCode.PARTIAL] if failed else []
    if judged and judged.unusable:
        is_mute = judged.unusable == judged.asked
        codes.append(ExitCode.PROVIDER if is_mute else ExitCode.PARTIAL)
    return gravest([ExitCode.OK, *codes])


def _judged(
    documents: Mapping[str, Document], matters: agreement.Matters, invocation: Invocation
) -> Claims:
    """What the model says of the claims that facts do not decide."""
    from ..app.agreeing import with_claims

    with render.receiver(invocation, plain=True) as screen:
        if not invocation.dry_run:
            screen.announce(model_selection.choose_model(invocation.context))
        work = with_claims(
            documents, matters, invocation.context, screen.emit, dry_run=invocation.dry_run
        )
        return entrypoints.in_loop(lambda: work, "tersely.app.agreeing.with_claims")


def _shown_plan(judged: Claims) -> str:
    calls = sum(stage.calls for stage in judged.planned)
    cost = sum((stage.cost_usd for stage in judged.planned), Range(0.0, 0.0, 0.0))
    about = "cost unknown" if cost.expected is None else f"about {usd(cost.expected)}"
    return (
        f"{how_many(judged.asked, 'claim')} in words would go to {judged.model} in "
        f"{how_many(calls, 'call')}, {about}; nothing was sent\n"
    )


def _judged_line(judged: Claims) -> str:
    """E.g. "39 claims in words judged by openai/gpt-6-luna, 3 without a usable answer · $0.0021"."""
    lost = f", {judged.unusable:,} without a usable answer" if judged.unusable else ""
    answered = how_many(judged.asked - judged.unusable, "claim")
    return f"{answered} in words judged by {judged.model}{lost} · {usd(judged.cost_usd)}"


def _values(judged: Claims) -> dict[str, Any]:
    return {
        "model": str(judged.model),
        "asked": judged.asked,
        "unusable": judged.unusable,
        "cost_usd": judged.cost_usd,
        "warnings": list(judged.warnings),
    }


def _tell(
    matters: agreement.Matters,
    failed: list[Skipped],
    invocation: Invocation,
    judged: Claims | None,
    *,
    is_written: bool,
) -> None:
    """The counts where nothing else shows them, the limits, and files that were not read."""
    if invocation.quiet:
        return
    if is_written:
        notices.say(f"{agreement.counts_line(matters)}.")
    if judged:
        notices.say(_judged_line(judged))
    else:
        notices.say("Numbers, dates, names and negations were compared; other claims were not.")
    for file in failed:
        notices.warn(f"not compared: {file.path} ({file.reason})")

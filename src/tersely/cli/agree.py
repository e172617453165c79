"""`tersely agree INPUT INPUT...`: what several documents state, what one states, what contradicts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from .. import agreement
from ..app.gathering import gather
from ..batch import Skipped
from ..errors import ExitCode, UsageError
from ..redaction import redact
from . import notices, output
from .command import add
from .invocation import Invocation
from .options import OUTPUT, Output, OutputOptions, ReadingOptions, option
from .standard_output import put

FEWEST, MOST = 2, 50


@dataclass(frozen=True, kw_only=True)
class AgreeOptions(OutputOptions, ReadingOptions):
    """No model is asked, so none of theirs."""


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    add(
        app,
        "agree",
        agree,
        text="What several documents state, what only one states, and where they contradict each "
        "other: 2 to 50 files, or a folder. No model is asked.",
        examples=(
            "tersely agree report.md report.docx",
            "tersely agree examples/lease-2024.md examples/lease-2026.md --html agree.html",
        ),
        options=AgreeOptions,
    )


def agree(
    typer_context: typer.Context,
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT...", help="Files, folders or URLs.", show_default=False),
    ],
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
            f"{count:,} document{'s' * (count != 1)} cannot be compared; it takes {FEWEST} to {MOST}.",
            hint="Name the files, or a smaller folder; for more: tersely ask",
        )
    matters = agreement.compare(gathered.documents)
    if html:
        output.write_file(Path(html), redact(agreement.html_page(matters)))
    if invocation.json:
        values = {
            "schema_version": output.SCHEMA_VERSION,
            "status": "partial" if gathered.failed else "complete",
            **agreement.as_json(matters),
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
        put(text)
    _tell(matters, gathered.failed, invocation, is_written=bool(out or html))
    if gathered.failed:
        raise typer.Exit(ExitCode.PARTIAL)


def _tell(
    matters: agreement.Matters,
    failed: list[Skipped],
    invocation: Invocation,
    *,
    is_written: bool,
) -> None:
    """The counts where nothing else shows them, the limits, and files that were not read."""
    if invocation.quiet:
        return
    if is_written:
        notices.say(f"{agreement.counts_line(matters)}.")
    notices.say("Numbers, dates, names and negations were compared; other claims were not.")
    for file in failed:
        notices.warn(f"not compared: {file.path} ({file.reason})")

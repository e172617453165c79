"""`tersely check SUMMARY --source INPUT`: where each sentence rests, and what the source does not
hold; over a folder or a JSONL file for each of its pairs.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from .. import grounding
from ..app import entrypoints
from ..app.checking import Checked, checker, hosts_told
from ..app.pairs import is_many
from ..app.results import check_object
from ..errors import ExitCode, UsageError, gravest
from ..events import Emit
from ..records import Check, Document
from ..screen_text import json_text, shown
from . import notices, output, render, terminal
from .check_screen import fixed_lines, planned_line, screen
from .command import add
from .invocation import Invocation
from .options import (
    FILES,
    OUTPUT,
    ApiKeyFile,
    Assignments,
    DryRun,
    FixOptions,
    MaxCost,
    Model,
    NoCache,
    OutputOptions,
    ReadingOptions,
    Timeout,
    VerifyOptions,
    option,
)
from .standard_output import put, put_lines

NARROWEST, PIPED, WIDEST = 60, 100, 120


@dataclass(frozen=True, kw_only=True)
class CheckingOptions(OutputOptions, ReadingOptions, VerifyOptions, FixOptions):
    """Those of a command that asks models about a text that exists."""

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
        "check",
        check,
        text="Trace a summary to its source; exit 9 when a hard fact is not in it.",
        examples=(
            "tersely check summary.md report.md  # exit 9",
            "tersely check summary.md report.md --fix -o fixed.md",
            "pbpaste | tersely check - --source report.pdf",
        ),
        options=CheckingOptions,
    )


def check(
    context: typer.Context,
    summary: Annotated[
        str,
        typer.Argument(
            metavar="SUMMARY",
            help="File, URL or - for stdin; a folder or a .jsonl of pairs.",
            show_default=False,
        ),
    ],
    original: Annotated[
        str | None,
        typer.Argument(
            metavar="SOURCE", help="What was summarized: file, URL or -.", show_default=False
        ),
    ] = None,
    source: Annotated[
        str | None,
        option("--source", text="SOURCE as an option.", panel=FILES, metavar="FILE"),
    ] = None,
    out: Annotated[
        str | None,
        option(
            "-o",
            "--output",
            text="With --fix: write the fixed summary to FILE.",
            panel=OUTPUT,
            metavar="FILE",
        ),
    ] = None,
) -> None:
    invocation = Invocation.of(context)
    if out is not None and not invocation.settings.fix:
        raise UsageError("-o takes the fixed summary.", hint="Add --fix, or leave -o out.")
    output.check_targets(out)
    many = is_many(summary)
    one_source = _one_source(original, source, needed=not many)
    if summary == one_source == "-":
        raise UsageError(
            "Summary and source cannot both come from stdin.", hint="Name a file for one of them."
        )
    with render.receiver(invocation, plain=True) as display:
        _announce(invocation, display)
        if many:
            from .check_many import check_many

            if out is not None:
                raise UsageError(
                    "-o takes one fixed summary.", hint="Check one file, or use --json."
                )
            code = check_many(summary, one_source, invocation, display)
        else:
            code = _check_one(summary, one_source or "", invocation, display, out)
    if code:
        raise typer.Exit(code)


def _one_source(original: str | None, source: str | None, *, needed: bool) -> str | None:
    """What was summarized, as the second INPUT or with --source."""
    if original and source:
        raise UsageError(
            f"The source is given twice: {original} and --source {source}.",
            hint="Leave one of them out.",
        )
    if needed and not (original or source):
        raise UsageError(
            "No source given: what was summarized?", hint="E.g. tersely check SUMMARY SOURCE"
        )
    return original or source


def _announce(invocation: Invocation, display: render.Screen) -> None:
    """Who gets claims and passages, before anything is sent."""
    if not (invocation.quiet or invocation.dry_run):
        for line in hosts_told(invocation.context):
            display.say(line)


def _check_one(
    summary: str,
    source: str,
    invocation: Invocation,
    display: render.Screen,
    out: str | None,
) -> ExitCode:
    written, document = entrypoints.read(
        [summary, source], invocation.context, stdin=sys.stdin.buffer, dry_run=invocation.dry_run
    )
    for read in (written, document):
        display.notes(read)
    checked = _checked(written, document, invocation, display.emit)
    if invocation.dry_run:
        put_lines(_planned(checked, invocation) + "\n", raw=invocation.json)
        return ExitCode.OK
    fetched = any(name.startswith(("http://", "https://")) for name in (summary, source))
    _deliver(checked, invocation, display, out, fetched=fetched)
    return code_of(checked.check)


def _planned(checked: Checked, invocation: Invocation) -> str:
    limit_usd = invocation.settings.max_cost_usd
    return planned_line(checked.planned, as_json=invocation.json, limit_usd=limit_usd)


def _checked(written: Document, document: Document, invocation: Invocation, emit: Emit) -> Checked:
    settings = invocation.settings
    if not (settings.verify or settings.fix):
        verdicts = grounding.check(written.text, document)
        return Checked(written.name, written.text, written.text, document, verdicts)

    async def work() -> Checked:
        context, dry_run = invocation.context, invocation.dry_run
        async with checker(context, emit=emit, dry_run=dry_run) as opened:
            return await opened.check(written.name, written.text, document)

    return asyncio.run(work())


def code_of(check: Check) -> ExitCode:
    """What one check ends with: 9 for objections; 5 where a second opinion was wanted and none was
    had, 6 where it was had of some claims only.
    """
    codes = [ExitCode.CLAIMS] if check.objections else []
    if check.opinion and check.opinion.failed:
        codes.append(ExitCode.PARTIAL if check.judged else ExitCode.PROVIDER)
    return gravest([ExitCode.OK, *codes])


def _deliver(
    checked: Checked,
    invocation: Invocation,
    display: render.Screen,
    out: str | None,
    *,
    fetched: bool,
) -> None:
    """The table, or the fixed summary with its changes on stderr, or one JSON object."""
    fixes = invocation.settings.fix
    if out:
        output.write_file(Path(out), checked.text.rstrip("\n") + "\n")
    if fixes:
        for line in fixed_lines(checked):
            display.say(line)
    if invocation.json:
        text = json_text(checked_object(checked))
        put(text + "\n")
        return
    columns = min(WIDEST, max(NARROWEST, terminal.columns(piped=PIPED)))
    lines = screen(checked.check, checked.document, columns, fetched=fetched or bool(checked.calls))
    if checked.calls and (spent := display.spending.line):
        lines.append(f"models: {spent}")
    if fixes and not out:
        put(shown(checked.text.rstrip("\n")) + "\n")
        sys.stdout.flush()
        if not invocation.quiet:
            notices.say("\n".join(lines))
        return
    put_lines("\n".join(lines) + "\n")


def checked_object(checked: Checked) -> dict[str, Any]:
    """A check with what models were asked for it, and the text where it was fixed."""
    verdicts = checked.check
    values = check_object(verdicts, checked.document) | {"cost_usd": checked.cost_usd}
    if verdicts.opinion:
        values["opinion"] = asdict(verdicts.opinion)
    if verdicts.changes or checked.text != checked.before:
        from ..verification import difference

        values["text"] = checked.text
        values["changes"] = [asdict(change) for change in verdicts.changes]
        values["diff"] = difference(checked.before, checked.text)
    values["warnings"] = list(checked.warnings)
    return values

"""`tersely diff OLD NEW`: what was added, removed, changed and moved between two versions."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from .. import endings
from ..app import differing, entrypoints, model_selection
from ..app.context import Context
from ..app.differing import Compared
from ..differences import as_json, as_markdown, counts_line, html_page
from ..errors import ExitCode, gravest
from ..records import Document, Summary
from ..redaction import redact
from ..screen_text import json_text
from . import exits, notices, output, render, terminal
from .command import add
from .dry_run import shown_plan
from .invocation import Invocation
from .options import OUTPUT, WRITE, CommonOptions, Output, option
from .standard_output import put, put_lines

DIFFERENT = 1
"""What --exit-code ends with when something differs: the convention of diff and git."""


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    add(
        app,
        "diff",
        diff,
        text="What was added, removed, changed and moved from OLD to NEW: two files or folders. "
        "No model is asked unless -m or --summary is given.",
        examples=(
            "tersely diff notes.md report.md",
            "tersely diff notes.md report.md -m extractive --html changes.html",
        ),
        options=CommonOptions,
    )


def diff(
    typer_context: typer.Context,
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="File, URL or folder.", show_default=False)
    ],
    new: Annotated[
        str, typer.Argument(metavar="NEW", help="File, URL or folder.", show_default=False)
    ],
    summary: Annotated[
        bool,
        option(
            "--summary",
            text="Also a summary of the changes by the model of the settings; -m implies it.",
            panel=WRITE,
        ),
    ] = False,
    out: Output = None,
    html: Annotated[
        str | None,
        option(
            "--html",
            text="A page with both versions beside each other.",
            panel=OUTPUT,
            metavar="FILE",
        ),
    ] = None,
    exit_code: Annotated[
        bool, option("--exit-code", text="End with 1 if anything differs.", panel=OUTPUT)
    ] = False,
) -> None:
    invocation = Invocation.of(typer_context)
    output.check_targets(out, html, inputs=(old, new))
    wants_summary = summary or invocation.context.loaded.origins.get("model") == "flag"
    compared = differing.diff(old, new, invocation.context)
    written, document, screen = None, None, None
    if wants_summary and compared.changes.differences:
        document = differing.changes_document(compared.changes)
        context = _styled(invocation)
        if invocation.dry_run:
            plan = entrypoints.plan(document, context)
            put_lines(shown_plan(plan, document, invocation), raw=invocation.json)
            return
        written, screen = _summarize(document, context, invocation)
    _deliver(compared, written, document, invocation, out=out, html=html, screen=screen)
    if written and screen:
        screen.footer(written)
    codes = [exits.code_of(written, strict=invocation.settings.strict)] if written else []
    codes += [ExitCode.PARTIAL] if compared.failed else []
    code: int = gravest(codes)
    if not code and exit_code and compared.changes.differ:
        code = DIFFERENT
    if code:
        raise typer.Exit(code)


def _styled(invocation: Invocation) -> Context:
    """The settings, with the style for changes where none was asked for."""
    if invocation.settings.style != "default":
        return invocation.context
    return invocation.context.overridden({"style": differing.STYLE})


def _summarize(
    document: Document, context: Context, invocation: Invocation
) -> tuple[Summary | None, render.Screen]:
    """What the changes come to, by the model, None where they are as short as that; and the screen
    that knows what was spent.
    """
    with render.receiver(invocation, plain=True, document=document) as screen:
        screen.announce(model_selection.choose_model(context))
        summary = entrypoints.summarize(document, context, emit=screen.emit)
        if summary.plan.strategy == "none":
            return None, screen
        if error := endings.unusable(summary):
            notices.tell(error)
    return summary, screen


def _deliver(
    compared: Compared,
    summary: Summary | None,
    document: Document | None,
    invocation: Invocation,
    *,
    out: str | None,
    html: str | None,
    screen: render.Screen | None,
) -> None:
    """The summary (on a terminal as Markdown) and the changes to stdout or the file, the counts to
    stderr.
    """
    changes = compared.changes
    cited = entrypoints.cite(summary, document) if summary and document else ""
    if html:
        output.write_file(Path(html), redact(html_page(changes, cited)))
    text = _json(compared, summary) + "\n" if invocation.json else as_markdown(changes)
    if cited and not invocation.json:
        if screen and not out and terminal.is_drawn(sys.stdout):
            screen.answer(redact(cited.rstrip() + "\n\n"))
            put("\n")
        else:
            text = f"{cited.rstrip()}\n\n{text}"
    text = redact(text if invocation.json else output.shown(text))
    if out:
        output.write_file(Path(out), text)
    else:
        put_lines(text, raw=invocation.json)
    if invocation.quiet:
        return
    if out or html:
        notices.say(counts_line(changes))
    for file in compared.failed:
        notices.warn(f"not compared: {file.path} ({file.reason})")


def _json(compared: Compared, summary: Summary | None) -> str:
    values = {
        "schema_version": output.SCHEMA_VERSION,
        "status": "partial" if compared.failed else "complete",
        **as_json(compared.changes),
        "not_compared": [{"path": file.path, "reason": file.reason} for file in compared.failed],
        "summary": json.loads(output.as_json(summary)) if summary else None,
    }
    return json_text(values)

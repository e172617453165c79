"""`tersely check SUMMARY --source INPUT`: where each sentence rests, and what the source does not
hold.
"""

from __future__ import annotations

import json
import shutil
import sys
from typing import Annotated

import typer

from .. import grounding
from ..app import entrypoints
from ..app.context import Context
from ..app.results import check_object
from ..errors import ExitCode, UsageError
from ..records import Check, Document
from ..screen_text import shown
from .check_screen import screen

NARROWEST, PIPED, WIDEST = 60, 100, 120


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(
        "check", help="Trace a summary to its source; exit 9 when a hard fact is not in it."
    )(check)


def _one_source(original: str | None, source: str | None) -> str:
    """What was summarized, as the second INPUT or with --source."""
    if original and source:
        raise UsageError(
            f"The source is given twice: {original} and --source {source}.",
            hint="Leave one of them out.",
        )
    if not (original or source):
        raise UsageError(
            "No source given: what was summarized?", hint="E.g. tersely check SUMMARY SOURCE"
        )
    return original or source or ""


def check(
    summary: Annotated[
        str, typer.Argument(metavar="SUMMARY", help="File, URL or - for stdin.", show_default=False)
    ],
    original: Annotated[
        str | None,
        typer.Argument(
            metavar="SOURCE", help="What was summarized: file, URL or -.", show_default=False
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", help="The same as an option.", metavar="FILE", show_default=False),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object.", show_default=False)
    ] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Refuse URLs.", show_default=False)
    ] = False,
    private: Annotated[
        bool,
        typer.Option(
            "--allow-private-urls", help="Let URLs lead into private networks.", show_default=False
        ),
    ] = False,
) -> None:
    source = _one_source(original, source)
    if summary == source == "-":
        raise UsageError(
            "Summary and source cannot both come from stdin.", hint="Name a file for one of them."
        )
    context = Context.load({"offline": offline or None, "allow_private_urls": private or None})
    written, document = entrypoints.read(
        [summary, source], context.settings, stdin=sys.stdin.buffer
    )
    found = grounding.check(written.text, document)
    if as_json:
        sys.stdout.write(as_object(found, document) + "\n")
    else:
        fetched = any(name.startswith(("http://", "https://")) for name in (summary, source))
        columns = min(WIDEST, max(NARROWEST, shutil.get_terminal_size((PIPED, 24)).columns))
        sys.stdout.write(shown("\n".join(screen(found, document, columns, fetched=fetched))) + "\n")
    if found.objections:
        raise typer.Exit(ExitCode.CLAIMS)


def as_object(found: Check, document: Document) -> str:
    """The check as one JSON object."""
    return json.dumps(check_object(found, document), ensure_ascii=False, indent=2)

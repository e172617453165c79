"""`tersely [INPUT...]`: one summary of the inputs."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import Annotated

import typer

from .. import documents, endings
from ..app import entrypoints, model_selection
from ..errors import ExitCode, UsageError
from ..records import Check, Document, Length, Status, Summary
from . import exits, output, render
from .dry_run import shown_plan
from .extract import extract_json, extracted
from .options import COST, INPUTS, OUTPUT, RARE, WRITE, Invocation, shared
from .recognizing import RecognitionProgress

# Below that a file is read before anybody wonders.
ANNOUNCED_BYTES = 2_000_000


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command(
        "summarize", help="One summary of the INPUTs: files, http(s) URLs, or - for stdin."
    )(summarize)


@shared
def summarize(
    invocation: Invocation,
    inputs: Annotated[list[str] | None, INPUTS] = None,
    cite: Annotated[
        bool,
        typer.Option("--cite", help="Mark where each sentence comes from.", rich_help_panel=WRITE),
    ] = False,
    out: Annotated[
        str | None,
        typer.Option(
            "-o", "--output", help="Write to FILE.", metavar="FILE", rich_help_panel=OUTPUT
        ),
    ] = None,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain", help="Raw Markdown: no color, no streaming.", rich_help_panel=OUTPUT
        ),
    ] = False,
    measure: Annotated[
        bool,
        typer.Option(
            "--measure",
            help="With -n: try the local model, and say how long.",
            rich_help_panel=COST,
        ),
    ] = False,
    extract: Annotated[
        bool,
        typer.Option(
            "--extract",
            help="Only print the text that a model would get, with its pages.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    stream: Annotated[
        bool | None,
        typer.Option("--stream/--no-stream", help="Text as it comes.", rich_help_panel=RARE),
    ] = None,
) -> None:
    if measure and not invocation.dry_run:
        raise UsageError(
            "--measure belongs to a dry run.",
            hint="Add -n: tersely FILE -m ./model.gguf -n --measure",
        )
    output.check_targets(out, inputs=inputs or ())
    document = read(inputs or [], invocation)
    cite = cite or invocation.settings.cite
    live = wants_stream(stream, plain=plain, out=out, cite=cite, invocation=invocation)
    with render.receiver(invocation, plain=plain, live=live, document=document) as screen:
        screen.notes(document)
        if extract:
            hand_over(document, invocation, out)
            return
        choice = model_selection.choose_model(invocation.context)
        if invocation.dry_run:
            plan = entrypoints.plan(
                document,
                invocation.context,
                emit=screen.emit,
                measure=measure,
            )
            sys.stdout.write(shown_plan(plan, document, invocation))
            return
        screen.announce(choice)
        summary = entrypoints.summarize(document, invocation.context, emit=screen.emit, stream=live)
        screen.close()
        deliver(
            summary,
            document,
            invocation,
            cite=cite,
            out=out,
            plain=plain,
            streamed=live,
            screen=screen,
        )
    code = exits.code_of(summary, strict=invocation.settings.strict)
    if code == ExitCode.CLAIMS and summary.check:
        sys.stderr.write(
            f"tersely: --strict: {unsupported(summary.check)}.\n  See which: tersely check SUMMARY --source INPUT\n"
        )
    if code:
        raise typer.Exit(code)


def read(inputs: list[str], invocation: Invocation) -> Document:
    """The document that the inputs make: stdin when there is none and it is no terminal."""
    if not inputs and sys.stdin.isatty():
        raise UsageError(
            "There is no INPUT.", hint="Name a file, a URL or - (stdin). See: tersely --help"
        )
    if not invocation.quiet:
        if inputs and "-" not in inputs and waits_on_stdin():
            sys.stderr.write(
                "tersely: what is piped in is not read beside an INPUT; to add it, name it: -\n"
            )
        for path in filter(os.path.isfile, inputs):
            if (size := os.path.getsize(path)) > ANNOUNCED_BYTES:
                sys.stderr.write(
                    f"reading {output.shown(os.path.basename(path))}, {size / 1e6:.0f} MB\n"
                )
    progress = None if invocation.quiet else RecognitionProgress()
    read_in = entrypoints.read(
        inputs or ["-"], invocation.settings, stdin=sys.stdin.buffer, on_page=progress
    )
    if len(read_in) > 1 and not invocation.quiet:
        sys.stderr.write(
            f"tersely: one summary of {len(read_in)} inputs; for one each: tersely batch INPUT... -o OUT\n"
        )
    return read_in[0] if len(read_in) == 1 else documents.combine(read_in)


def hand_over(document: Document, invocation: Invocation, out: str | None) -> None:
    """Print the text, or write it to the file; exit 6 if a part of the source is not in it."""
    text = extract_json(document) if invocation.json else output.shown(extracted(document))
    if out:
        output.write_file(Path(out), text + "\n")
    else:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    if document.unread_share:
        raise typer.Exit(ExitCode.PARTIAL)


def waits_on_stdin() -> bool:
    """Whether text waits in a pipe. Nothing is taken from it: in a loop of a shell it belongs to
    the next round.
    """
    try:
        import fcntl
        import termios

        descriptor = sys.stdin.fileno()
        if not stat.S_ISFIFO(os.fstat(descriptor).st_mode):
            return False
        waiting = fcntl.ioctl(descriptor, termios.FIONREAD, bytes(4))
        return int.from_bytes(waiting, sys.byteorder) > 0
    except (ImportError, OSError, ValueError):
        return False  # no such call on this system, or no stdin


def wants_stream(
    stream: bool | None, *, plain: bool, out: str | None, cite: bool, invocation: Invocation
) -> bool:
    """Only to a terminal, only with a preset length and where the text is final as it comes;
    --stream forces it.
    """
    settings = invocation.settings
    if settings.fix:
        return False  # what was shown cannot be taken back
    if stream is not None:
        return stream and not (invocation.json or out)
    final = not (cite or settings.strict or settings.schema_text or invocation.json or out or plain)
    return final and sys.stdout.isatty() and not Length.parse(settings.length).contract


def unsupported(check: Check) -> str:
    """What --strict has found, e.g. "1 of 5 sentences rests on no passage, 2 facts are not in the
    source".
    """
    total, flags = len(check.distinct), len(check.flags)
    untraced = total - check.traced
    found = (
        [f"{untraced} of {total} sentences rest{'s' * (untraced == 1)} on no passage"]
        if untraced
        else []
    )
    found += [f"{flags} fact{'s are' if flags > 1 else ' is'} not in the source"] if flags else []
    return ", ".join(found)


def deliver(
    summary: Summary,
    document: Document,
    invocation: Invocation,
    *,
    cite: bool,
    out: str | None,
    plain: bool,
    streamed: bool,
    screen: render.Screen,
) -> None:
    """Write the result to stdout or the file, then the footer to stderr."""
    text = entrypoints.cite(summary, document) if cite else output.body(summary)
    if invocation.json:
        text = output.as_json(summary)
    if out:
        output.write_file(Path(out), (text if invocation.json else output.shown(text)) + "\n")
    elif streamed and screen.streamed:
        screen.ending(endings.last_line(summary))
    elif invocation.json or plain or not sys.stdout.isatty():
        sys.stdout.write((text if invocation.json else output.shown(text)) + "\n")
    else:
        screen.answer(text)
    sys.stdout.flush()
    if summary.status is Status.CUT and not invocation.quiet:
        error = endings.unusable(summary)
        assert error is not None
        sys.stderr.write(f"tersely: {error.message}; {error.hint}.\n")
    elif (error := endings.unusable(summary)) is not None:
        sys.stderr.write(f"tersely: {error.message}\n  {error.hint}\n")
    screen.footer(summary)
    if out and not invocation.quiet:
        sys.stderr.write(f"written to {out}\n")

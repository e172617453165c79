"""`tersely [INPUT...]`: one summary of the inputs."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .. import config, documents, endings
from ..app import entrypoints, model_selection, noting
from ..errors import ExitCode, UsageError
from ..records import Check, Document, Length, Status, Summary
from . import clipboard, exits, notices, output, render, terminal
from .command import add
from .dry_run import shown_plan
from .economy import ECONOMY, FINISH, NO_WAIT, options_of, tally_of
from .extract import extract_json, extracted
from .invocation import Invocation
from .notices import Label
from .options import COST, OUTPUT, RARE, WRITE, Inputs, Output, SummarizeOptions, option
from .recognizing import RecognitionProgress
from .standard_output import put, put_lines
from .status import Progress, StatusDisplay

if TYPE_CHECKING:
    from ..economy import Options

# Below that a file is read before anybody wonders.
ANNOUNCED_BYTES = 2_000_000
READING_LINE_EVERY_S = 10.0


EXAMPLES = (
    "tersely report.pdf",
    "tersely report.pdf notes.md -l 120w -f 'what it costs'",
    "git log -p | tersely -s changelog",
    "tersely report.pdf -m openai --dry-run",
)


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    add(
        app,
        "summarize",
        summarize,
        text="One summary of the INPUTs: files, http(s) URLs, or - for stdin.",
        examples=EXAMPLES,
        options=SummarizeOptions,
    )


@dataclass(frozen=True, slots=True)
class Delivery:
    """In which form the summary leaves."""

    cite: bool
    out: str | None
    plain: bool
    streamed: bool
    html: str | None = None
    opened: bool = False
    copied: bool = False


def summarize(
    context: typer.Context,
    inputs: Inputs = None,
    cite: Annotated[
        bool, option("--cite", text="Mark where each sentence comes from.", panel=WRITE)
    ] = False,
    out: Output = None,
    plain: Annotated[
        bool, option("--plain", text="Raw Markdown: no color, no streaming.", panel=OUTPUT)
    ] = False,
    measure: Annotated[
        bool,
        option("--measure", text="With -n: try the local model, and say how long.", panel=COST),
    ] = False,
    extract: Annotated[
        bool,
        option(
            "--extract",
            text="Only print the text that a model would get, with its pages.",
            panel=OUTPUT,
        ),
    ] = False,
    html: Annotated[
        str | None,
        option(
            "--html",
            text="Write a page: click a sentence to see its passage.",
            panel=OUTPUT,
            metavar="FILE",
        ),
    ] = None,
    open_page: Annotated[
        bool, option("--open", text="Open that page in your browser.", panel=OUTPUT)
    ] = False,
    copy: Annotated[
        bool, option("--copy", text="Put the summary on the clipboard.", panel=OUTPUT)
    ] = False,
    stream: Annotated[
        bool | None, option("--stream/--no-stream", text="Print the text as it comes.", panel=RARE)
    ] = None,
    economy: Annotated[bool, ECONOMY] = False,
    finish: Annotated[str, FINISH] = "economy",
    no_wait: Annotated[bool, NO_WAIT] = False,
) -> None:
    invocation = Invocation.of(context)
    parked = options_of(invocation, economy=economy, finish=finish, no_wait=no_wait)
    if measure and not invocation.dry_run:
        raise UsageError(
            "--measure belongs to a dry run.",
            hint="Add -n: tersely FILE -m ./model.gguf -n --measure",
        )
    output.check_targets(out, html, inputs=inputs or ())
    if (extract or invocation.dry_run) and (html or open_page or copy):
        raise UsageError(
            "--html, --open and --copy need a summary.", hint="Leave --extract and -n out."
        )
    document = read(inputs or [], invocation)
    cite = cite or invocation.settings.cite
    live = wants_stream(stream, plain=plain, out=out, cite=cite, invocation=invocation)
    live = live and not parked
    delivery = Delivery(cite, out, plain, live, html, open_page, copy)
    with render.receiver(invocation, plain=plain, live=live, document=document) as screen:
        screen.notes(document)
        if extract:
            hand_over(document, invocation, out)
            return
        if invocation.dry_run:
            plan = entrypoints.plan(document, invocation.context, emit=screen.emit, measure=measure)
            tally = tally_of(plan, invocation) if parked else None
            put_lines(shown_plan(plan, document, invocation, tally), raw=invocation.json)
            return
        screen.announce(model_selection.choose_model(invocation.context))
        summary = _summary(document, invocation, screen, parked, live=live)
        screen.close()
        deliver(summary, document, invocation, delivery, screen)
    code = exits.code_of(summary, strict=invocation.settings.strict)
    if code == ExitCode.CLAIMS and summary.check:
        notices.say(f"--strict: {unsupported(summary.check)}.", Label.ERROR)
        notices.say("See which: tersely check SUMMARY --source INPUT", Label.HINT)
    if code:
        raise typer.Exit(code)


def _summary(
    document: Document,
    invocation: Invocation,
    screen: render.Screen,
    parked: Options | None,
    *,
    live: bool,
) -> Summary:
    if parked:
        return entrypoints.summarize_parked(document, invocation.context, parked, emit=screen.emit)
    return entrypoints.summarize(document, invocation.context, emit=screen.emit, stream=live)


def read(inputs: list[str], invocation: Invocation) -> Document:
    """The document that the inputs make: stdin when there is none and it is no terminal."""
    if not inputs and sys.stdin.isatty():
        raise UsageError(
            "No input given.", hint="Name a file, a URL or - (stdin). See: tersely --help"
        )
    if invocation.quiet:
        documents_read = _documents(inputs, invocation, None)
    else:
        if inputs and "-" not in inputs and waits_on_stdin():
            notices.warn("What is piped in is not read beside an INPUT.", "To add it, name it: -")
        documents_read = _documents(inputs, invocation, _announced(inputs))
    if len(documents_read) == 1:
        return documents_read[0]
    if not invocation.quiet:
        notices.say(f"One summary of {len(documents_read)} inputs.")
        notices.say("For one each: tersely batch INPUT... -o OUT", Label.HINT)
    return documents.combine(documents_read)


def _announced(inputs: Sequence[str]) -> StatusDisplay:
    """A display that says what is being read, where that may take a while."""
    display = StatusDisplay(line_every_s=READING_LINE_EVERY_S)
    sizes = {path: os.path.getsize(path) for path in inputs if os.path.isfile(path)}
    large = [path for path, size in sizes.items() if size > ANNOUNCED_BYTES]
    for path in large:
        display.say(f"reading {os.path.basename(path)}, {sizes[path] / 1e6:.0f} MB")
    names = [os.path.basename(path) or path for path in inputs if path != "-"]
    if names:
        display.show(
            Progress(facts=(f"reading {names[0] if len(names) == 1 else 'the inputs'}",)),
            after_s=1.0,
        )
    return display


def _documents(
    inputs: Sequence[str], invocation: Invocation, display: StatusDisplay | None
) -> list[Document]:
    # A dry run sends no page to a model; text recognition on this machine goes on.
    by_model = invocation.settings.ocr == "vision"
    is_silent = invocation.dry_run and by_model
    progress = None
    if display and not is_silent:
        progress = RecognitionProgress(display, by_model=by_model)
    try:
        return entrypoints.read(
            inputs or ["-"],
            invocation.context,
            stdin=sys.stdin.buffer,
            on_page=progress,
            dry_run=invocation.dry_run,
        )
    finally:
        if display:
            display.hide()


def hand_over(document: Document, invocation: Invocation, out: str | None) -> None:
    """Print the text, or write it to the file; exit 6 if a part of the source is not in it."""
    text = extract_json(document) if invocation.json else output.shown(extracted(document))
    if out:
        output.write_file(Path(out), text + "\n")
    else:
        put(text + "\n")
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
    is_changed_later = cite or settings.strict or settings.schema_text
    is_for_a_program = invocation.json or out or plain or not sys.stdout.isatty()
    if is_changed_later or is_for_a_program:
        return False
    return not Length.parse(settings.length).contract


def unsupported(check: Check) -> str:
    """What --strict has found, e.g. "1 of 5 sentences is not supported by the source, 2 facts are
    not in it".
    """
    sentences, flags = endings.untraced(check), len(check.flags)
    faults = [sentences] if sentences else []
    if flags:
        where = "in it" if sentences else "in the source"
        faults.append(f"{flags} fact{'s are' if flags > 1 else ' is'} not {where}")
    return ", ".join(faults)


def deliver(
    summary: Summary,
    document: Document,
    invocation: Invocation,
    delivery: Delivery,
    screen: render.Screen,
) -> None:
    """Write the result to stdout or the file, then the footer to stderr."""
    _write(summary, document, invocation, delivery, screen)
    error = endings.unusable(summary)
    # That it is cut stands under the text; --quiet leaves the remedy out.
    if error and not (summary.status is Status.CUT and invocation.quiet):
        notices.tell(error)
    screen.footer(summary)
    if delivery.out and not invocation.quiet:
        notices.say(f"written to {delivery.out}")
    if delivery.html or delivery.opened:
        _deliver_page(summary, document, invocation, delivery)
    if delivery.copied:
        text = output.shown(summary.text)
        if not clipboard.copy(text, config.process_environment()):
            notices.warn("The summary could not be copied: there is no clipboard here.")
    problem = noting.note([summary], invocation.context, command="summarize")
    if problem and invocation.verbose:
        notices.warn(problem)


def _deliver_page(
    summary: Summary, document: Document, invocation: Invocation, delivery: Delivery
) -> None:
    # Only here: a summary without a page needs neither jinja2 nor a browser.
    from ..app.footer import receipt_lines
    from ..comparison import summary_page
    from . import pages

    page = summary_page(summary, document, receipt=receipt_lines(summary))
    pages.deliver(page, delivery.html, invocation, opened=delivery.opened)


def _write(
    summary: Summary,
    document: Document,
    invocation: Invocation,
    delivery: Delivery,
    screen: render.Screen,
) -> None:
    if invocation.json:
        text = output.as_json(summary)
    elif delivery.cite:
        text = entrypoints.cite(summary, document)
    else:
        text = output.body(summary)
    safe = text if invocation.json else output.shown(text)
    if delivery.out:
        output.write_file(Path(delivery.out), safe + "\n")
    elif delivery.streamed and screen.streamed:
        screen.ending(endings.last_line(summary))
    elif invocation.json or delivery.plain or not terminal.is_drawn(sys.stdout):
        put(safe + "\n")
    else:
        screen.answer(text)
    sys.stdout.flush()

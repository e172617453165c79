"""`tersely ask "QUESTION" INPUT...`: an answer from the passages of many files that bear on it."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from .. import endings
from ..app import asking, entrypoints, model_selection
from ..app.asking import Evidence, Listener
from ..app.budget import budget_of
from ..app.indexing import FileFilter
from ..errors import ExitCode, UsageError, gravest
from ..events import Event, RetryScheduled, Warned
from ..facts.dates import dates
from ..language.prose import unbroken
from ..middleware import Budget
from ..records import Summary, usd
from ..redaction import redact
from ..retrieval.evidence import label_of
from ..retrieval.passages import Passage
from ..screen_text import how_many, json_text
from . import exits, notices, output, render, terminal
from .command import add
from .dry_run import shown_plan
from .invocation import Invocation
from .options import WRITE, CommonOptions, Output, option
from .standard_output import put_lines
from .status import Bar, Progress, StatusDisplay

PROGRESS_EVERY_S, SHOWN_AFTER_S = 10.0, 0.5
_LISTED = 5


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    add(
        app,
        "ask",
        ask,
        text="Answer QUESTION from the passages of the INPUTs (files, folders, URLs) that bear on "
        "it; without a model the passages themselves.",
        examples=(
            'tersely ask "How many weeks does the reserve cover?" papers',
            'tersely ask "Who raised the reserve?" papers --where "*.md" --since 2020-01-01 --json',
        ),
        options=CommonOptions,
    )


def ask(
    typer_context: typer.Context,
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help="What you want to know.", show_default=False)
    ],
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT...", help="Files, folders or URLs.", show_default=False),
    ],
    where: Annotated[
        list[str] | None,
        option("--where", text="Only files that match.", panel=WRITE, metavar="GLOB"),
    ] = None,
    since: Annotated[
        str | None,
        option(
            "--since",
            text="Only files changed since then, e.g. 2026-03-01.",
            panel=WRITE,
            metavar="DATE",
        ),
    ] = None,
    out: Output = None,
) -> None:
    invocation = Invocation.of(typer_context)
    output.check_targets(out, inputs=inputs)
    _check_usage(question, invocation)
    chosen = FileFilter(tuple(where or ()), _moment(since))
    choice = model_selection.choose_model(invocation.context)
    has_model = choice.ref != model_selection.EXTRACTIVE
    budget = budget_of(invocation.context)
    evidence = _find(question, inputs, chosen, invocation, budget, for_model=has_model)
    summary = None
    if has_model:
        context = asking.answering(question, invocation.context)
        if invocation.dry_run:
            plan = entrypoints.plan(evidence.document, context)
            put_lines(shown_plan(plan, evidence.document, invocation), raw=invocation.json)
            _receipt(evidence, invocation, dry_run=True)
            return
        with render.receiver(invocation, plain=True, document=evidence.document) as screen:
            screen.announce(choice)
            summary = entrypoints.summarize(
                evidence.document, context, emit=screen.emit, budget=budget
            )
            if error := endings.unusable(summary):
                notices.tell(error)
            screen.close()
            _deliver(evidence, summary, invocation, out, screen)
            screen.footer(summary)
    else:
        if not invocation.quiet:
            notices.say("No model is set up, so these are the passages themselves.")
        _deliver(evidence, summary, invocation, out)
        if sys.stderr.isatty() and not invocation.quiet:
            notices.say("")
    _receipt(evidence, invocation)
    codes = [exits.code_of(summary, strict=invocation.settings.strict)] if summary else []
    codes += [ExitCode.PARTIAL] if evidence.failed else []
    if code := gravest(codes):
        raise typer.Exit(code)


def _check_usage(question: str, invocation: Invocation) -> None:
    """An empty question, and options that could have no effect."""
    if not question.strip():
        raise UsageError("The question is empty.", hint='E.g. tersely ask "What changed?" papers/')
    if invocation.context.loaded.origins.get("focus") == "flag":
        raise UsageError("ask looks for what the question asks.", hint="Leave --focus out.")
    if invocation.settings.ocr == "vision":
        raise UsageError(
            "ask does not let a model read images.",
            hint="Save the text of such a file first: tersely FILE --vision --extract -o FILE.md",
        )


def _find(
    question: str,
    inputs: list[str],
    chosen: FileFilter,
    invocation: Invocation,
    budget: Budget,
    *,
    for_model: bool,
) -> Evidence:
    """The passages; on stderr how far the index is."""
    status = StatusDisplay(line_every_s=PROGRESS_EVERY_S)
    indexed = 0

    def on_file(done: int, total: int, name: str) -> None:
        nonlocal indexed
        indexed = total
        show(Bar("indexing", done, total), name)

    def show(bar: Bar, *facts: str) -> None:
        if not invocation.quiet:
            status.show(Progress((bar,), facts), after_s=SHOWN_AFTER_S)

    def say(line: str) -> None:
        if not invocation.quiet:
            status.say(line)

    def emit(event: Event) -> None:
        match event:
            case Warned(message=message):
                say(message)
            case RetryScheduled(reason=reason, attempt=attempt, wait_s=wait_s):
                say(f"{reason.rstrip('.')}; try {attempt + 1} in {wait_s:.1f} s.")

    try:
        evidence = asking.find(
            question,
            inputs,
            invocation.context,
            chosen=chosen,
            for_model=for_model,
            budget=budget,
            dry_run=invocation.dry_run,
            listener=Listener(
                on_file, lambda done, total: show(Bar("embedding", done, total)), say, emit
            ),
        )
    finally:
        status.hide()
    if indexed and status.elapsed_s > SHOWN_AFTER_S and not invocation.quiet:
        elapsed = output.seconds(status.elapsed_s)
        notices.say(f"indexed {how_many(indexed, 'file')} in {elapsed}")
    return evidence


def _moment(text: str | None) -> float | None:
    """The beginning of a day, month or year, in seconds since 1970 by this machine's clock.

    Raises:
        UsageError: it is none.
    """
    if text is None:
        return None
    stated = next((date for date in dates(text, lenient=True) if date.year), None)
    year: int | None = None
    month: int | None = None
    day: int | None = None
    digits = text[:4] + text[5:]  # of "2026" or "2026-03"
    if stated:
        year, month, day = stated.year, stated.month, stated.day
    elif digits.isdecimal() and len(text) in (4, 7):
        year, month = int(digits[:4]), int(digits[4:] or 1)
    try:
        local = datetime(year or 0, month or 1, day or 1).astimezone()
        return local.astimezone(UTC).timestamp()
    except ValueError:
        raise UsageError(
            f"{text!r} is not a date.", hint="E.g. --since 2026-03-01, 2026-03 or 2026"
        ) from None


def _deliver(
    evidence: Evidence,
    summary: Summary | None,
    invocation: Invocation,
    out: str | None,
    screen: render.Screen | None = None,
) -> None:
    """The answer with its footnotes (on the terminal of `screen` as Markdown), or the passages, to
    stdout or the file.
    """
    if invocation.json:
        text = json_text(_values(evidence, summary))
    elif summary:
        text = output.shown(entrypoints.cite(summary, evidence.document))
    else:
        text = output.shown(_extracts(evidence, out))
    text = redact(text.rstrip() + "\n")
    if out:
        output.write_file(Path(out), text)
    elif screen and not invocation.json and terminal.is_drawn(sys.stdout):
        screen.answer(text)
        sys.stdout.flush()
    else:
        put_lines(text, raw=invocation.json)


def _extracts(evidence: Evidence, out: str | None) -> str:
    """The passages as quotations under their file and place."""
    parts = []
    names = {content: files[0] for content, files in evidence.files.items()}
    # A file gets the lines as they are.
    is_screen = sys.stdout.isatty() and not out
    for excerpt in evidence.excerpts:
        label = label_of(excerpt, names)
        if others := len(evidence.files[excerpt.content]) - 1:
            label += f" (and {how_many(others, 'other file')} with the same text)"
        text = unbroken(excerpt.text) if is_screen else excerpt.text
        quoted = "\n".join(f"> {line}".rstrip() for line in text.splitlines())
        parts.append(f"**{label}**\n\n{quoted}")
    return "\n\n".join(parts)


def _values(evidence: Evidence, summary: Summary | None) -> dict[str, Any]:
    """The answer as one JSON object; offsets of passages are into the text of their file."""
    status = summary.status.value if summary else "extracts"
    if evidence.failed and status in ("complete", "extracts"):
        status = "partial"
    retrieved = evidence.retrieved
    passages: list[dict[str, Any]] = []
    for excerpt in evidence.excerpts:
        files = list(evidence.files[excerpt.content])
        passages += ({"files": files} | _passage_values(passage) for passage in excerpt.passages)
    return {
        "schema_version": output.SCHEMA_VERSION,
        "status": status,
        "question": evidence.question,
        "text": summary.text if summary else None,
        "cited": entrypoints.cite(summary, evidence.document) if summary else None,
        "passages": passages,
        "receipt": {
            "passages": retrieved.passages,
            "passages_total": retrieved.passages_total,
            "files": retrieved.files,
            "files_total": retrieved.files_total,
            "chosen_by": ["bm25", "vectors"] if retrieved.model else ["bm25"],
            "embedding_model": retrieved.model or None,
            "sentence": retrieved.sentence,
            "vectors_usd": evidence.vectors_usd,
        },
        "indexed_now": len(evidence.indexed.outdated),
        "not_indexed": [{"path": file.path, "reason": file.reason} for file in evidence.failed],
        "summary": json.loads(output.as_json(summary)) if summary else None,
    }


def _passage_values(passage: Passage) -> dict[str, Any]:
    return {
        "place": passage.place,
        "heading": passage.heading,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
    }


def _receipt(evidence: Evidence, invocation: Invocation, *, dry_run: bool = False) -> None:
    """How much was read, and what could not be."""
    if invocation.quiet:
        return
    sentence = evidence.retrieved.sentence
    if dry_run:
        sentence = sentence.replace("read ", "would read ", 1).partition(";")[0]
    notices.say(f"{sentence}.")
    if evidence.vectors_usd:
        kept = "; they are kept" if invocation.settings.cache else ""
        notices.say(f"The vectors have cost {usd(evidence.vectors_usd)}{kept}.")
    if not evidence.retrieved.model and not dry_run:
        notices.say("Chosen by their words alone; to find other wordings too: --set embed=REF")
    for file in evidence.failed[:_LISTED]:
        notices.warn(f"not searched: {file.path} ({file.reason})")
    if len(evidence.failed) > _LISTED:
        notices.say(f"and {len(evidence.failed) - _LISTED:,} more (all of them: --json)")

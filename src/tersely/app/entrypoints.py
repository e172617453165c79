"""The doors of the library: one async core, one sync door for each use."""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from .. import documents
from ..config import Loaded, Settings
from ..endings import last_line
from ..errors import UsageError
from ..events import Emit, no_events
from ..records import Check, Document, Plan, Summary
from .context import Context
from .model_selection import EXTRACTIVE, choose_model
from .prepared import summarize_offline
from .reading import OnPage, limits_of, recognition_of

if TYPE_CHECKING:
    from ..economy import Desk, Options
    from ..middleware import Budget
    from .session import Session

T = TypeVar("T")


def refuse_in_loop(instead: str) -> None:
    """Let a sync door do its work.

    Raises:
        UsageError: an event loop is running here; `instead` names the async twin.
    """
    # Who has not imported asyncio runs no loop, and the extractive engine needs none.
    asyncio = sys.modules.get("asyncio")
    if asyncio is not None and asyncio._get_running_loop() is not None:
        raise UsageError(
            "This function waits for its result and cannot run inside an event loop.",
            hint=f"Use: await {instead}(...)",
        )


def in_loop(work: Callable[[], Coroutine[Any, Any, T]], instead: str) -> T:
    """Run `work` to its end; raises UsageError inside a running loop and names the async twin."""
    refuse_in_loop(instead)
    import asyncio

    return asyncio.run(work())


def document_of(source: Document | str | Path) -> Document:
    """A Document; a str is text (a Path is a file to read)."""
    if isinstance(source, Document):
        return source
    if not isinstance(source, str | Path):
        raise UsageError(
            f"A source cannot be {type(source).__name__}.", hint="Give a str, a Path or a Document."
        )
    if isinstance(source, Path):
        return documents.read(source)
    return documents.read_bytes(
        source.encode("utf-8", "replace"), name="text", media_type="text/plain"
    )


def session(
    settings: Settings | Loaded | Context | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    emit: Emit = no_events,
    restart_streams: bool = False,
    dry_run: bool = False,
    desk: Desk | None = None,
    budget: Budget | None = None,
    keeps_unstored: bool = False,
) -> Session:
    """A Session with the user's own settings where none are given; `budget` goes on with what the
    command has spent before. What the cache cannot take (a full disk) is an error, or with
    `keeps_unstored` a warning.
    """
    from ..middleware import Shared
    from .session import Session

    context = Context.of(settings, environment)
    return Session(
        context,
        emit=emit,
        restart_streams=restart_streams,
        dry_run=dry_run,
        desk=desk,
        budget=budget,
        shared=Shared() if keeps_unstored else None,
    )


async def asummarize(
    source: Document | str | Path,
    settings: Settings | Loaded | Context | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    emit: Emit = no_events,
    stream: bool = False,
    budget: Budget | None = None,
    **overrides: Any,
) -> Summary:
    """One summary. `source` is text, a Path to read, or a Document; `overrides` are settings by
    name (model="openai"); `budget` is that of work of which this is a part.

    Raises:
        TerselyError: see tersely.errors; a cut or refused answer is no error but a Summary whose
        status says so.
    """
    context = Context.of(settings, environment, overrides)
    document = document_of(source)
    if context.paths.economy_folder.is_dir():
        from .economy import refuse_beside_job

        refuse_beside_job(document, context)
    opening = session(
        context, emit=emit, restart_streams=stream, budget=budget, keeps_unstored=True
    )
    async with opening as opened:
        return await opened.summarize(document, stream=stream)


def summarize(
    source: Document | str | Path,
    settings: Settings | Loaded | Context | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    emit: Emit = no_events,
    stream: bool = False,
    budget: Budget | None = None,
    **overrides: Any,
) -> Summary:
    """The sync door of `asummarize`."""
    refuse_in_loop("tersely.asummarize")
    context = Context.of(settings, environment, overrides)
    document = document_of(source)
    if choose_model(context).ref == EXTRACTIVE:
        return summarize_offline(document, context, emit)
    return in_loop(
        lambda: asummarize(document, context, emit=emit, stream=stream, budget=budget),
        "tersely.asummarize",
    )


def summarize_parked(
    document: Document, context: Context, options: Options, *, emit: Emit = no_events
) -> Summary:
    """One summary through the provider's batch API, waited for; see app/economy.py."""
    from .economy import summarize_parked as work

    return in_loop(lambda: work(document, context, options, emit), "summarize_parked")


def plan(
    document: Document,
    settings: Settings | Loaded | Context,
    *,
    environment: Mapping[str, str] | None = None,
    emit: Emit = no_events,
    measure: bool = False,
) -> Plan:
    """The plan of one document, with what the store already holds; only exact_tokens sends
    anything: to be counted.

    `measure` tries out a model on this machine for the time that the plan will take; UsageError for
    one elsewhere.
    """

    async def work() -> Plan:
        async with session(settings, environment=environment, emit=emit, dry_run=True) as opened:
            prepared = await opened.prepare(document)
            return await opened.measured(prepared) if measure else prepared.plan

    return in_loop(work, "Session.prepare")


def read(
    inputs: Sequence[str],
    source: Settings | Context,
    *,
    stdin: BinaryIO | None = None,
    on_page: OnPage | None = None,
    dry_run: bool = False,
) -> list[Document]:
    """The documents that paths, URLs or "-" name; `on_page` hears of text recognition: how many
    pages are done, of how many, and by which engine. With `dry_run` no page image is sent to a
    model; see `recognition_of` for what settings alone cannot do.
    """
    settings = source.settings if isinstance(source, Context) else source
    recognition = recognition_of(source, on_page, dry_run=dry_run)
    reader = partial(
        documents.read,
        limits=limits_of(settings),
        stdin=stdin,
        allow_private_urls=settings.allow_private_urls,
        offline=settings.offline,
        encoding=settings.encoding,
        recognition=recognition,
    )
    if not recognition.vision:
        return [reader(text) for text in inputs]
    from .vision import read_by

    return [read_by(recognition.vision, partial(reader, text)) for text in inputs]


def check(summary: str, source: Document | str | Path) -> Check:
    """Trace each sentence of `summary` to `source` and flag hard facts that the source does not
    hold; offline.

    Raises:
        UsageError: the summary is no text.
        InputError: the source cannot be read or is empty.
    """
    from .. import grounding

    if not isinstance(summary, str):
        raise UsageError(
            f"A summary cannot be {type(summary).__name__}.",
            hint="Give its text, e.g. summary.text.",
        )
    return grounding.check(summary, document_of(source))


def cite(summary: Summary, document: Document) -> str:
    """The summary with a footnote for each sentence that can be traced."""
    from .. import grounding

    cited = grounding.cite(summary.text, summary.check or Check(()), document)
    return "\n\n".join(part for part in (cited, last_line(summary)) if part)

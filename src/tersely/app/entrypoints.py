"""The doors of the library: one async core, one sync door for each use."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from .. import config, documents, grounding
from ..config import Loaded, Paths, Settings
from ..documents import Limits
from ..errors import UsageError
from ..events import Emit, ignore
from ..grounding import cite as _cite
from ..records import Check, Document, Plan, Summary
from .session import Session

T = TypeVar("T")


def in_loop(work: Coroutine[Any, Any, T], instead: str) -> T:
    """Run `work` to its end; raises UsageError inside a running loop and names the async twin."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        pass  # asyncio.run stands outside, so that no traceback of a summary begins with this error
    else:
        work.close()
        raise UsageError(
            "This is the sync door, and an event loop is running here.",
            hint=f"Use: await {instead}(...)",
        )
    return asyncio.run(work)


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
    settings: Settings | Loaded | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    paths: Paths | None = None,
    emit: Emit = ignore,
    restart_streams: bool = False,
    dry_run: bool = False,
) -> Session:
    """A Session with the user's own settings where none are given."""
    environment = config.process_environment() if environment is None else environment
    places = paths or config.paths(environment)
    if settings is None:
        settings = config.load({}, environment, places.config_file)
    if isinstance(settings, Loaded):
        settings = settings.settings
    return Session(
        settings, environment, places, emit=emit, restart_streams=restart_streams, dry_run=dry_run
    )


async def asummarize(
    source: Document | str | Path,
    settings: Settings | Loaded | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    emit: Emit = ignore,
    stream: bool = False,
    **overrides: Any,
) -> Summary:
    """One summary. `source` is text, a Path to read, or a Document; `overrides` are settings by
    name (model="openai").

    Raises:
        TerselyError: see tersely.errors; a cut or refused answer is no error but a Summary whose
        status says so.
    """
    if overrides:
        environment = config.process_environment() if environment is None else environment
        settings = with_overrides(settings, environment, overrides)
    async with session(
        settings, environment=environment, emit=emit, restart_streams=stream
    ) as opened:
        return await opened.summarize(document_of(source), stream=stream)


def with_overrides(
    settings: Settings | Loaded | None, environment: Mapping[str, str], overrides: Mapping[str, Any]
) -> Settings:
    """Settings with some of them replaced; names and values are checked as on the command line."""
    flags = {config.field_name(name): value for name, value in overrides.items()}
    if settings is None:
        return config.load(flags, environment, config.paths(environment).config_file).settings
    known = settings.settings if isinstance(settings, Loaded) else settings
    kept = {name: getattr(known, name) for name in known.model_fields_set}
    return config.load(kept | flags, {}, None).settings


def summarize(
    source: Document | str | Path,
    settings: Settings | Loaded | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    emit: Emit = ignore,
    stream: bool = False,
    **overrides: Any,
) -> Summary:
    """The sync door of `asummarize`."""
    work = asummarize(
        source, settings, environment=environment, emit=emit, stream=stream, **overrides
    )
    return in_loop(work, "tersely.asummarize")


def plan(
    document: Document,
    settings: Settings | Loaded,
    *,
    environment: Mapping[str, str] | None = None,
    emit: Emit = ignore,
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

    return in_loop(work(), "Session.prepare")


def read(
    inputs: Sequence[str], settings: Settings, *, stdin: BinaryIO | None = None
) -> list[Document]:
    """The documents that paths, URLs or "-" name."""
    limits = Limits(max_bytes=int(settings.max_input_mb * 1e6))
    return [
        documents.read(
            text,
            limits=limits,
            stdin=stdin,
            allow_private_urls=settings.allow_private_urls,
            offline=settings.offline,
        )
        for text in inputs
    ]


def check(summary: str, source: Document | str | Path) -> Check:
    """Trace each sentence of `summary` to `source` and flag hard facts that the source does not
    hold; offline.
    """
    return grounding.check(summary, document_of(source))


def cite(summary: Summary, document: Document) -> str:
    """The summary with a footnote for each sentence that can be traced."""
    return _cite(summary.text, summary.check or Check(()), document) + (
        f"\n\n{summary.ended}" if summary.ended else ""
    )

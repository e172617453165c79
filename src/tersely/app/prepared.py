"""A document with its plan, and what becomes of it without a model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..config import Settings
from ..engine.offline import (
    STYLES,
    offline_plan,
    summarize_extractive,
    summarize_unchanged,
)
from ..errors import UsageError
from ..events import Emit, Warned
from ..records import Document, Length, Plan, Summary
from .context import Context

if TYPE_CHECKING:
    from .focusing import Focused
    from .prepared_work import PreparedWork


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document with its plan: ready to run, or to be shown by a dry run. `work` is None when
    nothing is sent. `focused` tells of what whole the `document` is the chosen passages.
    """

    document: Document
    plan: Plan
    work: PreparedWork | None
    length: Length
    style: str
    settings: Settings
    name: str = ""
    warnings: tuple[str, ...] = ()
    focused: Focused | None = None


def prepare_extractive(document: Document, context: Context, style: str = "") -> Prepared:
    """A document for the extractive engine, with what that cannot follow as a warning.

    Raises:
        UsageError: there is no such style, or JSON is asked for.
    """
    settings = context.settings
    style = style or settings.style
    if settings.schema_text:
        raise UsageError(
            "The extractive engine writes no JSON.", hint="For --schema name a model: -m REF"
        )
    length = Length.parse(settings.length)
    if style != "default" or settings.prompt:
        from .styles import length_of, load_style

        loaded = load_style(style, context)
        if style in STYLES:
            length = length_of(loaded, context)
    plan = offline_plan(document, length, even_short=settings.summarize_short)
    warnings = _without_effect(style, settings)
    return Prepared(document, plan, None, length, style, settings, warnings=warnings)


def _without_effect(style: str, settings: Settings) -> tuple[str, ...]:
    """What the extractive engine cannot follow."""
    options = {"--lang": settings.lang, "--prompt": settings.prompt}
    named = [] if style in STYLES else [f"-s {style}"]
    named += [option for option, value in options.items() if value]
    named += ["--set strategy=retrieve"] if settings.strategy == "retrieve" else []
    if not named:
        return ()
    verb = "needs" if len(named) == 1 else "need"
    return (f"{' and '.join(named)} {verb} a model; the extractive engine only selects sentences.",)


def run_offline(prepared: Prepared, emit: Emit) -> Summary:
    """The summary of a document for which nothing is sent."""
    document, plan = prepared.document, prepared.plan
    if plan.strategy != "extractive":
        summary = summarize_unchanged(document, plan, style=prepared.style)
    else:
        summary = summarize_extractive(
            document,
            prepared.length,
            focus=prepared.settings.focus,
            style=prepared.style,
            emit=emit,
            run=prepared.name,
            plan=plan,
        )
    return replace(summary, warnings=prepared.warnings + summary.warnings)


def summarize_offline(document: Document, context: Context, emit: Emit) -> Summary:
    """One summary by the extractive engine; no session is needed for it."""
    prepared = prepare_extractive(document, context)
    for warning in prepared.warnings:
        emit(Warned("", document.name, warning))
    return run_offline(prepared, emit)

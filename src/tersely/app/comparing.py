"""The same document through several models: the door between comparison/ and the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from .. import comparison
from ..comparison import Candidate, Comparison, candidates
from ..config import Key, Loaded, Settings
from ..errors import TerselyError
from ..events import Emit, no_events
from ..middleware import Shared
from ..records import Document, ModelRef, Summary
from .context import Context
from .entrypoints import document_of, in_loop
from .listing import default_ref, keys
from .model_selection import choose_model, parse, resolve
from .session import Session, SummaryOptions

# So many models are compared unless the user names them: each is paid for, and their columns fit
# side by side.
MOST_UNNAMED = 3


def contenders(models: Sequence[str], context: Context) -> list[ModelRef]:
    """The models asked for; else the first three that are ready."""
    if models:
        return [resolve(parse(model, context), context) for model in models]
    return ready_models(context)[:MOST_UNNAMED]


def ready_models(context: Context) -> list[ModelRef]:
    """The configured model, the default of each provider with a key, and extractive."""
    refs = [choose_model(context).ref]
    if not context.settings.offline:
        ready = [name for name, _, key in keys(context) if isinstance(key, Key)]
        refs += [ref for name in ready if (ref := default_ref(name, context)).model]
    return list(dict.fromkeys([*refs, ModelRef("extractive")]))


def order_of(candidate: Candidate, context: Context) -> SummaryOptions:
    """What the session is asked for one column: one model's own work, so nobody takes over and
    nothing is fixed.
    """
    alone = context.settings.model_copy(update={"fallback": [], "fix": False})
    return SummaryOptions(
        model=candidate.model,
        style=candidate.style,
        sample=candidate.sample,
        name=candidate.label,
        settings=alone,
    )


async def side_by_side(
    opened: Session, document: Document, columns: Sequence[Candidate]
) -> Comparison:
    """All columns at once; one that fails says so in its place. What the providers need is loaded
    before the clocks start.
    """
    for ref in dict.fromkeys(candidate.model for candidate in columns):
        if ref.provider != "extractive":
            with suppress(TerselyError):  # told in its column
                await opened.model(ref)

    async def one(candidate: Candidate) -> Summary:
        return await opened.summarize(document, **order_of(candidate, opened.context))

    return await comparison.compare(document, columns, one, emit=opened.emit)


async def acompare(
    source: Document | str | Path,
    models: Sequence[str] = (),
    settings: Settings | Loaded | Context | None = None,
    *,
    styles: Sequence[str] = (),
    repeat: int = 1,
    environment: Mapping[str, str] | None = None,
    emit: Emit = no_events,
    **overrides: Any,
) -> Comparison:
    """Every model with every style, `repeat` times; without `models` all that can be used now.

    `source` and `overrides` are those of `asummarize`. A model that fails is a column that says so.

    Raises:
        UsageError: there is no such model or setting.
    """
    context = Context.of(settings, environment, overrides)
    refs = contenders([models] if isinstance(models, str) else models, context)
    columns = candidates(refs, styles or [context.settings.style], repeat)
    async with Session(context, emit=emit, shared=Shared()) as opened:
        return await side_by_side(opened, document_of(source), columns)


def compare(
    source: Document | str | Path,
    models: Sequence[str] = (),
    settings: Settings | Loaded | Context | None = None,
    *,
    styles: Sequence[str] = (),
    repeat: int = 1,
    environment: Mapping[str, str] | None = None,
    emit: Emit = no_events,
    **overrides: Any,
) -> Comparison:
    """The sync door of `acompare`."""
    context = Context.of(settings, environment, overrides)
    return in_loop(
        lambda: acompare(source, models, context, styles=styles, repeat=repeat, emit=emit),
        "tersely.acompare",
    )

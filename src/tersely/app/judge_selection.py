"""Which model judges the claims of a summary, and who is told of it."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import UsageError
from ..records import ModelRef
from .context import Context
from .model_selection import (
    EXTRACTIVE,
    FIRST_WITH_A_KEY,
    hosts,
    key_of,
    missing_key,
    parse,
    resolve,
)

AUTO = "auto"


def judge_of(context: Context, writer: ModelRef | None) -> ModelRef:
    """The model that --verify names; for "auto" the first with a key that is of another provider
    than the writer, else the writer itself.

    Raises:
        MissingKey: "auto", and no model has a key.
        UsageError: the extractive engine is named, which cannot judge.
    """
    named = context.settings.verify
    if named != AUTO:
        ref = resolve(parse(named, context), context)
        if ref == EXTRACTIVE:
            raise UsageError(
                "The extractive engine cannot judge claims.", hint="Name a model: --verify REF"
            )
        return ref
    others = [name for name in FIRST_WITH_A_KEY if writer is None or name != writer.provider]
    if not context.settings.offline:
        for name in others:
            if key_of(name, context):
                return resolve(ModelRef(name), context)
    if writer is not None and writer != EXTRACTIVE:
        return writer
    ref = resolve(ModelRef(FIRST_WITH_A_KEY[0]), context)
    variable = context.providers.facts(ref.provider).key_variables[0]
    raise missing_key(ref, variable, context.providers.home(ref.provider), context)


def review_lines(context: Context, writers: Iterable[ModelRef]) -> list[str]:
    """Who else gets claims and passages, before anything is sent: one sentence for each judge."""
    if not context.settings.verify:
        return []
    models = [ref for ref in writers if ref != EXTRACTIVE]
    judges = dict.fromkeys(judge_of(context, writer) for writer in models)
    lines = []
    for judge in judges:
        where = hosts([judge], context)
        goes_to = f"{judge} at {where[0]}" if where and where[0] else f"{judge} on this machine"
        itself = ", which judges its own summary" if judge in models else ""
        lines.append(f"--verify: open claims and their passages go to {goes_to}{itself}.")
    return lines

"""Whose tokens are counted: a model's own where its tokenizer is on this machine, else o200k's or
an estimate.
"""

from __future__ import annotations

from pathlib import PurePath

from .. import catalog, tokens
from ..provider import Counter
from .context import Context
from .model_selection import endpoint, parse, resolve


def counter(model: str | None, context: Context, text: str = "") -> tuple[str, Counter, float]:
    """(tokenizer, its counter, margin) for `model` (REF), without one for GPT; nothing is sent, no
    weights are loaded.

    An estimate is fitted to the script of `text`; the true count lies at most `margin` above it,
    relative to it.

    Raises:
        UsageError: there is no such model.
        InputError: the GGUF is missing or damaged.
    """
    ref = resolve(parse(model, context), context) if model else None
    if ref and ref.provider == "local":
        adapter = context.providers.create(endpoint(ref, context, key_needed=False))
        if exact := adapter.counter():
            return PurePath(ref.model).name, exact, 0.0
    estimate = tokens.counter_for(catalog.model(ref).tokenizer if ref else "o200k", text)
    return estimate.name, estimate, estimate.margin

"""Whose tokens are counted: a model's own where its tokenizer is on this machine, else o200k's or
an estimate.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from .. import catalog, providers, tokens
from ..config import Paths, Settings
from ..provider import Counter
from .model_selection import endpoint, parse, resolve


def counter(
    model: str | None,
    settings: Settings,
    environment: Mapping[str, str],
    paths: Paths,
    text: str = "",
) -> tuple[str, Counter, float]:
    """(tokenizer, its counter, margin) for `model` (REF), without one for GPT; nothing is sent, no
    weights are loaded.

    An estimate is fitted to the script of `text`; the true count lies at most `margin` above it,
    relative to it.

    Raises:
        UsageError: there is no such model.
        InputError: the GGUF is missing or damaged.
    """
    ref = resolve(parse(model, settings), settings) if model else None
    if ref and ref.provider == "local":
        own = providers.create(
            endpoint(ref, settings, environment, paths, key_needed=False)
        ).counter()
        if own:
            return PurePath(ref.model).name, own, 0.0
    estimate = tokens.counter_for(catalog.model(ref).tokenizer if ref else "o200k", text)
    return estimate.name, estimate, estimate.margin

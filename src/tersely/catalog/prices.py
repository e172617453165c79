"""What a call costs: the user's own price, else genai-prices, else catalog.toml; None means nobody
knows.

A price that is not known is never 0. Steps follow the input that was really sent and hold for the
whole request.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ..records import ModelRef, Usage
from .rules import Overrides, rule, table

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo as PricedModel

# Our provider names where genai-prices has another one.
_PRICE_PROVIDERS = {"gemini": "google", "grok": "x-ai"}


@dataclass(frozen=True, slots=True)
class Rates:
    """USD per million tokens."""

    input_usd: float
    output_usd: float
    cached_usd: float
    cache_write_usd: float

    def cost_usd(self, usage: Usage) -> float:
        """USD for `usage`: each token once, at its own rate."""
        fresh_tokens = usage.input_tokens - usage.cached_tokens - usage.cache_write_tokens
        return (
            fresh_tokens * self.input_usd
            + usage.cached_tokens * self.cached_usd
            + usage.cache_write_tokens * self.cache_write_usd
            + usage.output_tokens * self.output_usd
        ) / 1e6


Steps = tuple[tuple[int, Rates], ...]
"""Rates by the input they begin above, ascending: ((-1, base), (100_000, dearer))."""


def prices_date() -> str:
    """The day on which the prices were last checked, e.g. "2026-11-20"."""
    return str(table()["date"])


def cost_usd(
    ref: ModelRef, usage: Usage, overrides: Overrides | None = None, *, at: datetime | None = None
) -> float | None:
    """USD for `usage`; None when the price is not known. `at` (default now) chooses among prices
    that change on a date.
    """
    steps = _steps(ref, overrides, at or datetime.now(UTC))
    if steps is None:
        return None
    return [rates for start, rates in steps if usage.input_tokens > start][-1].cost_usd(usage)


def estimate_usd(
    ref: ModelRef, input_tokens: int, output_tokens: int, overrides: Overrides | None = None
) -> float | None:
    """USD for a call of that size, nothing cached; None when the price is not known."""
    return cost_usd(ref, Usage(input_tokens=input_tokens, output_tokens=output_tokens), overrides)


def embedding_usd(
    ref: ModelRef, input_tokens: int, overrides: Overrides | None = None
) -> float | None:
    """USD for the vectors of so many tokens; None when the price is not known."""
    facts = rule(ref, overrides)
    if "input_usd" in facts:
        return float(facts["input_usd"]) * input_tokens / 1e6
    if facts.get("free"):
        return 0.0
    priced = _priced_model(ref)
    price = priced.get_prices(datetime.now(UTC)).input_mtok if priced else None
    return None if price is None else _at(price, -1) * input_tokens / 1e6


def answering(asked: ModelRef, answered: str, overrides: Overrides | None = None) -> ModelRef:
    """The model whose price counts when the service says that `answered` has: that one if it is
    another that is known and has a price, else the one that was asked.

    A dated name of the same model (`gpt-6-luna-2026-10-01`), the name with its maker
    (`meta-llama/...`) and a path are no other model.
    """
    plain, other = _plain(asked.model), _plain(answered)
    ref = ModelRef(asked.provider, answered)
    if not other or plain == other or rule(ref, overrides).get("free"):
        return asked
    return ref if cost_usd(ref, Usage(), overrides) is not None else asked


# What may follow the name of a model that stays the same: a date, a number of its making.
_MAKING = re.compile(r"[-@](?:\d{3,4}|\d{6,8}|\d{4}-\d{2}-\d{2}|\d{2}-\d{2}|\d{2}-\d{4})$")


def _plain(name: str) -> str:
    """The name of a model without its maker and its date, in small letters."""
    return _MAKING.sub("", name.rpartition("/")[2].strip().lower())


def window_tokens(ref: ModelRef) -> int | None:
    """The context window that genai-prices states for the model, if any."""
    priced = _priced_model(ref)
    return None if priced is None else priced.context_window


def model_names(provider: str) -> list[str]:
    """The models of a provider that have a price."""
    from genai_prices.data_snapshot import get_snapshot

    name = _PRICE_PROVIDERS.get(provider, provider)
    return [
        priced.id
        for entry in get_snapshot().providers
        if entry.id == name
        for priced in entry.models
    ]


def _steps(ref: ModelRef, overrides: Overrides | None, at: datetime) -> Steps | None:
    facts = rule(ref, overrides)
    if "input_usd" in facts:
        return ((-1, _rates(facts)),)
    if facts.get("free"):
        return ((-1, Rates(0.0, 0.0, 0.0, 0.0)),)
    priced = _priced_model(ref)
    if priced is not None:
        return _published(priced, at)
    if "price" not in facts:
        return None
    price = facts["price"]
    return (-1, _rates(price)), (facts["price_step_tokens"], _rates(price["above_step"]))


def _rates(price: Mapping[str, Any]) -> Rates:
    """Where no rate for cached input is known it counts as fresh input."""
    fresh_usd = float(price["input_usd"])
    cached_usd, write_usd = (
        price.get("cached_usd", fresh_usd),
        price.get("cache_write_usd", fresh_usd),
    )
    return Rates(fresh_usd, float(price["output_usd"]), float(cached_usd), float(write_usd))


def _published(priced: PricedModel, at: datetime) -> Steps | None:
    """The rates of genai-prices, read out once instead of its own 0.15 ms a call."""
    prices = priced.get_prices(at)
    names = {"input_usd": "input_mtok", "output_usd": "output_mtok"}
    names |= {"cached_usd": "cache_read_mtok", "cache_write_usd": "cache_write_mtok"}
    known = {ours: getattr(prices, theirs, None) for ours, theirs in names.items()}
    known = {ours: price for ours, price in known.items() if price is not None}
    if "input_usd" not in known or "output_usd" not in known:
        return None  # an embedding model, or one priced by the piece
    starts = {-1}
    for price in known.values():
        starts.update(tier.start for tier in getattr(price, "tiers", ()))
    steps = []
    for start in sorted(starts):
        at_start = {ours: _at(price, start) for ours, price in known.items()}
        steps.append((start, _rates(at_start)))
    return tuple(steps)


def _at(price: Any, start: int) -> float:
    """The rate above `start` input tokens of a Decimal or of genai_prices' TieredPrices."""
    rate = getattr(price, "base", price)
    for tier in getattr(price, "tiers", ()):
        rate = tier.price if start >= tier.start else rate
    return float(rate)


def _priced_model(ref: ModelRef) -> PricedModel | None:
    from genai_prices.data_snapshot import (
        get_snapshot,
    )  # 0.1 s of CPU, so only where a price is asked for

    provider = _PRICE_PROVIDERS.get(ref.provider, ref.provider)
    try:
        return get_snapshot().find_provider_model(ref.model, None, provider, None)[1]
    except LookupError:
        return None

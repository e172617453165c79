"""What a call costs: the user's own price, else genai-prices, else catalog.toml; None means nobody knows.

A price that is not known is never 0. Steps follow the input that was really sent and hold for the whole request.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..records import ModelRef, Usage
from .rules import PRICE_KEYS, Overrides, rule, table

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo as PricedModel

# Our provider names where genai-prices has another one.
_PRICE_PROVIDERS = {"gemini": "google", "grok": "x-ai"}


def prices_date() -> str:
    """The day on which the prices were last checked, e.g. "2026-11-20"."""
    return str(table()["date"])


def cost_usd(
    ref: ModelRef, usage: Usage, overrides: Overrides | None = None, *, at: datetime | None = None
) -> float | None:
    """USD for `usage`; None when the price is not known. `at` (default now) chooses among prices that change on a date."""
    facts = rule(ref, overrides)
    if "input_usd" in facts and "output_usd" in facts:
        return _by_table({key: facts[key] for key in PRICE_KEYS & facts.keys()}, usage, None)
    if facts.get("free"):
        return 0.0
    priced = _by_genai_prices(ref, usage, at)
    if priced is None and "price" in facts:
        return _by_table(facts["price"], usage, facts.get("price_step_tokens"))
    return priced


def estimate_usd(
    ref: ModelRef, input_tokens: int, output_tokens: int, overrides: Overrides | None = None
) -> float | None:
    """USD for a call of that size, nothing cached; None when the price is not known."""
    return cost_usd(ref, Usage(input_tokens=input_tokens, output_tokens=output_tokens), overrides)


def window_tokens(ref: ModelRef) -> int | None:
    """The context window that genai-prices states for the model, if any."""
    priced = _priced_model(ref)
    return None if priced is None else priced.context_window


def _by_table(price: Mapping[str, Any], usage: Usage, step_tokens: int | None) -> float:
    above = step_tokens is not None and usage.input_tokens > step_tokens
    input_factor = price.get("step_input_factor", 1.0) if above else 1.0
    output_factor = price.get("step_output_factor", 1.0) if above else 1.0
    fresh_tokens = usage.input_tokens - usage.cached_tokens - usage.cache_write_tokens
    input_usd = (
        fresh_tokens * price["input_usd"]
        + usage.cached_tokens * price.get("cached_usd", price["input_usd"])
        + usage.cache_write_tokens * price.get("cache_write_usd", price["input_usd"])
    )
    return float(input_usd * input_factor + usage.output_tokens * price["output_usd"] * output_factor) / 1e6


def _by_genai_prices(ref: ModelRef, usage: Usage, at: datetime | None) -> float | None:
    if _priced_model(ref) is None:
        return None
    import genai_prices  # 0.1 s of CPU, and only a call that costs money needs it

    sizes = genai_prices.Usage(
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cache_read_tokens=usage.cached_tokens,
        cache_write_tokens=usage.cache_write_tokens,
    )
    provider = _PRICE_PROVIDERS.get(ref.provider, ref.provider)
    price = genai_prices.calc_price(sizes, ref.model, provider_id=provider, genai_request_timestamp=at)
    return float(price.total_price)


def _priced_model(ref: ModelRef) -> PricedModel | None:
    from genai_prices.data_snapshot import get_snapshot

    provider = _PRICE_PROVIDERS.get(ref.provider, ref.provider)
    try:
        return get_snapshot().find_provider_model(ref.model, None, provider, None)[1]
    except LookupError:
        return None

"""What a call costs."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import genai_prices
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely import catalog
from tersely.records import ModelRef, Usage

SOURCE = str(Path(__file__).parents[2] / "src")


HAIKU = ModelRef("anthropic", "claude-haiku-5-5")


LUNA = ModelRef("openai", "gpt-6-luna")


@pytest.mark.parametrize(
    ("asked", "answered", "priced"),
    [
        ("gpt-6-luna", "gpt-6-luna-2026-10-01", "gpt-6-luna"),
        ("gpt-6-luna", "gpt-6.1-sol", "gpt-6.1-sol"),
        ("gpt-4o-mini", "gpt-4o", "gpt-4o"),
        ("gpt-4o", "gpt-4o-mini", "gpt-4o-mini"),
        ("gpt-6-luna", "a gateway's own name", "gpt-6-luna"),
        ("gpt-6-luna", "", "gpt-6-luna"),
        ("gpt-6-luna", "openai/gpt-6-luna", "gpt-6-luna"),
    ],
)
def test_the_price_is_that_of_the_model_that_answered(
    asked: str, answered: str, priced: str
) -> None:
    """If it is another one with a price; a date, a maker and an unknown name make no other model."""
    ref = catalog.answering(ModelRef("openai", asked), answered)
    assert ref == ModelRef("openai", priced)


@pytest.mark.parametrize(
    ("ref", "usage", "expected_usd"),
    [
        (HAIKU, Usage(100_000, 1_000), 0.0100 + 0.0005),
        (HAIKU, Usage(100_001, 1_000), 0.0500005 + 0.0025),
        (HAIKU, Usage(100_000, 1_000, cached_tokens=60_000), 0.0040 + 0.0006 + 0.0005),
        (HAIKU, Usage(10_000, 0, cache_write_tokens=4_000), 0.0006 + 0.0005),
        (LUNA, Usage(144_870, 6_120, reasoning_tokens=5_000), 0.014487 + 0.00306),
        (ModelRef("openai", "gpt-6.2-sol"), Usage(272_000, 1_000), 0.544 + 0.010),
        (
            ModelRef("openai", "gpt-6.2-sol"),
            Usage(300_000, 1_000, cached_tokens=100_000),
            0.8 + 0.02 + 0.015,
        ),
        (
            ModelRef("openai", "gpt-6.2-astra"),
            Usage(1_000, 1_000, cached_tokens=500),
            0.008 + 0.040,
        ),
        (ModelRef("grok", "grok-4.7"), Usage(200_001, 0), 0.800004),
        (ModelRef("local", "tiny.gguf"), Usage(5_000, 500), 0.0),
        (ModelRef("extractive"), Usage(), 0.0),
        (ModelRef("ollama", "llama3.2"), Usage(5_000, 500), 0.0),
    ],
)
def test_what_a_call_costs(ref: ModelRef, usage: Usage, expected_usd: float) -> None:
    """Steps follow the real input and hold for the whole request; cached input and reasoning count
    once.
    """
    assert catalog.cost_usd(ref, usage) == pytest.approx(expected_usd, abs=1e-9)


def test_a_price_that_nobody_knows_is_not_zero() -> None:
    """Unknown models, models without a price for output, and Ollama's hosted ones have no price."""
    assert catalog.cost_usd(ModelRef("openai", "gpt-9-nova"), Usage(1000, 1000)) is None
    assert catalog.cost_usd(ModelRef("openai", "text-embedding-3-small"), Usage(1000, 1000)) is None
    assert catalog.cost_usd(ModelRef("ollama", "gpt-oss:120b-cloud"), Usage(1000, 1000)) is None


def test_a_price_that_changes_on_a_date() -> None:
    """gemini-4-argon doubles on 2026-12-01."""
    ref, usage = ModelRef("gemini", "gemini-4-argon"), Usage(1_000_000, 0)
    assert catalog.cost_usd(ref, usage, at=datetime(2026, 11, 30, tzinfo=UTC)) == pytest.approx(2.0)
    assert catalog.cost_usd(ref, usage, at=datetime(2026, 12, 1, tzinfo=UTC)) == pytest.approx(4.0)


@given(st.integers(0, 400_000), st.integers(0, 50_000))
@settings(max_examples=50)
def test_a_larger_call_never_costs_less(input_tokens: int, output_tokens: int) -> None:
    """Cost grows with input and output, across the steps too."""
    for ref in (HAIKU, LUNA, ModelRef("openai", "gpt-6.2-sol")):
        cost = catalog.estimate_usd(ref, input_tokens, output_tokens)
        larger = catalog.estimate_usd(ref, input_tokens + 1000, output_tokens + 10)
        assert cost is not None
        assert larger is not None
        assert cost < larger


@given(
    st.sampled_from(
        [
            "anthropic/claude-haiku-5-5",
            "openai/gpt-6-luna",
            "google/gemini-3.8-flash",
            "x-ai/grok-4.7",
        ]
    ),
    st.integers(0, 400_000),
    st.floats(0, 0.5),
    st.floats(0, 0.5),
    st.integers(0, 9_000),
)
@settings(max_examples=80)
def test_our_sum_is_that_of_genai_prices(
    name: str, input_tokens: int, cached_share: float, written_share: float, output_tokens: int
) -> None:
    """Read out of the table and added up by us, a price is what the table's own library says."""
    provider, _, model = name.partition("/")
    cached, written = int(input_tokens * cached_share), int(input_tokens * written_share)
    theirs = genai_prices.calc_price(
        genai_prices.Usage(
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            cache_read_tokens=cached,
            cache_write_tokens=written,
        ),
        model,
        provider_id=provider,
    )
    ref = ModelRef({"google": "gemini", "x-ai": "grok"}.get(provider, provider), model)
    ours = catalog.cost_usd(
        ref, Usage(input_tokens, output_tokens, cached, cache_write_tokens=written)
    )
    assert ours == pytest.approx(float(theirs.total_price), abs=1e-9)


def test_the_price_table_is_not_loaded_before_a_price_is_needed() -> None:
    """Reading a REF and the facts of a known model loads no price table and no network library."""
    code = (
        "import sys; from tersely import catalog; "
        "catalog.model(catalog.parse('gpt-6-luna', ['openai'], {})); "
        "sys.exit(any(name in sys.modules for name in ('genai_prices', 'httpx2')))"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": SOURCE}, check=False
        ).returncode
        == 0
    )

"""The catalog: how a REF is read, what a model takes, what a call costs."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import genai_prices
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely import catalog
from tersely.catalog import prices
from tersely.errors import UsageError
from tersely.records import ModelRef, Usage

SOURCE = str(Path(__file__).parents[1] / "src")
PROVIDERS = ["openai", "anthropic", "gemini", "grok", "ollama", "openrouter"]
ALIASES = {
    "google": "gemini",
    "google-generativeai": "gemini",
    "claude": "anthropic",
    "xai": "grok",
}

HAIKU = ModelRef("anthropic", "claude-haiku-5-5")
LUNA = ModelRef("openai", "gpt-6-luna")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("openai", ModelRef("openai")),
        ("openai/gpt-6-luna", LUNA),
        ("openai:gpt-6-luna", LUNA),
        ("OpenAI/gpt-6-luna", LUNA),
        ("ollama/llama3.2:3b", ModelRef("ollama", "llama3.2:3b")),
        ("ollama:llama3.2:3b", ModelRef("ollama", "llama3.2:3b")),
        ("openrouter/meta-llama/llama-3.3-70b", ModelRef("openrouter", "meta-llama/llama-3.3-70b")),
        ("google/gemini-3.8-flash", ModelRef("gemini", "gemini-3.8-flash")),
        ("claude", ModelRef("anthropic")),
        ("gpt-6-luna", LUNA),
        ("gpt-6.2-sol", ModelRef("openai", "gpt-6.2-sol")),
        ("claude-haiku-5-5-20261001", ModelRef("anthropic", "claude-haiku-5-5-20261001")),
        ("gemini-4-argon", ModelRef("gemini", "gemini-4-argon")),
        ("grok-4.7", ModelRef("grok", "grok-4.7")),
        ("./models/tiny.gguf", ModelRef("local", "./models/tiny.gguf")),
        ("C:\\models\\tiny.GGUF", ModelRef("local", "C:\\models\\tiny.GGUF")),
        ("openai/tiny.gguf", ModelRef("local", "openai/tiny.gguf")),
        ("local:./tiny.gguf", ModelRef("local", "./tiny.gguf")),
        ("hf:owner/repo/tiny-q8.gguf", ModelRef("local", "hf:owner/repo/tiny-q8.gguf")),
        ("extractive", ModelRef("extractive")),
    ],
)
def test_a_ref_names_one_model(text: str, expected: ModelRef) -> None:
    """Every form of REF leads to the provider and model it says."""
    assert catalog.parse(text, PROVIDERS, ALIASES) == expected


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("opnai", "openai"),
        ("opnai/gpt-6-luna", "openai/gpt-6-luna"),
        ("gtp-6.2-sol", "gpt-6.2-sol"),
        ("claude-sonet-5-5", "claude-sonnet-5-5"),
        ("llama3.2:3b", "ollama/llama3.2:3b"),
        ("extractiv", "extractive"),
    ],
)
def test_a_misspelt_ref_is_refused_with_the_likely_one(text: str, suggestion: str) -> None:
    """An unknown name is a usage error that says what was probably meant."""
    with pytest.raises(UsageError) as caught:
        catalog.parse(text, PROVIDERS, ALIASES)
    assert suggestion in caught.value.hint


@given(st.text(max_size=30))
@settings(max_examples=150)
def test_any_text_is_a_model_or_a_usage_error(text: str) -> None:
    """No text makes the parser fail in another way, and what it accepts names a provider it was
    given.
    """
    try:
        ref = catalog.parse(text, PROVIDERS, ALIASES)
    except UsageError:
        return
    assert ref.provider in {*PROVIDERS, "local", "extractive"}


@pytest.mark.parametrize(
    ("provider", "name"),
    [
        ("openai", "gpt-6-luna"),
        ("anthropic", "claude-haiku-5-5"),
        ("gemini", "gemini-3.8-flash"),
        ("grok", "grok-4.3"),
    ],
)
def test_a_bare_provider_means_its_default_model(provider: str, name: str) -> None:
    """The default models are known ones with a price."""
    info = catalog.model(ModelRef(provider))
    assert info.ref == ModelRef(provider, name)
    assert info.known
    assert catalog.estimate_usd(info.ref, 1_000_000, 0)


def test_a_provider_without_a_default_asks_for_a_model() -> None:
    """A bare `ollama` cannot be meant."""
    with pytest.raises(UsageError, match="no default model"):
        catalog.model(ModelRef("ollama"))


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12))
@settings(max_examples=50)
def test_an_unknown_model_works_on_stated_assumptions(name: str) -> None:
    """Nobody's model has room for an answer, takes every parameter, has no price, and says what was
    assumed.
    """
    info = catalog.model(ModelRef("somewhere", name))
    assert not info.known
    assert 0 < info.max_output_tokens < info.window_tokens
    (sentence,) = info.assumptions
    assert f"{info.window_tokens:,}" in sentence
    assert f"{info.max_output_tokens:,}" in sentence
    assert catalog.estimate_usd(info.ref, 1000, 1000) is None
    catalog.check_parameters(
        info, {"temperature": 0.2, "repeat_penalty": 1.1, "reasoning": "low", "stop": ("x",)}
    )


def test_the_facts_of_the_families() -> None:
    """One worked row of the table per family."""
    haiku, luna = catalog.model(HAIKU), catalog.model(LUNA)
    legacy = catalog.model(ModelRef("anthropic", "claude-haiku-4-5"))
    local = catalog.model(ModelRef("local", "tiny.gguf"))
    assert (haiku.window_tokens, haiku.max_output_tokens, haiku.price_step_tokens) == (
        1_000_000,
        128_000,
        100_000,
    )
    assert (haiku.tokenizer, legacy.tokenizer, luna.tokenizer, local.tokenizer) == (
        "claude",
        "claude-legacy",
        "o200k",
        "own",
    )
    assert (legacy.window_tokens, legacy.efforts, legacy.reasoning) == (200_000, (), False)
    assert (luna.price_step_tokens, luna.reasoning, luna.default_effort) == (272_000, True, "low")
    assert catalog.model(ModelRef("grok", "grok-4.7")).price_step_tokens == 200_000
    assert (luna.quality_cap_tokens, local.quality_cap_tokens) == (100_000, local.window_tokens)


@pytest.mark.parametrize(
    ("name", "window_tokens", "price_step_tokens"),
    [
        ("anthropic/claude-opus-4-6", 1_000_000, None),
        ("anthropic/claude-opus-4-7-20260401", 1_000_000, None),
        ("anthropic/claude-opus-4-8", 1_000_000, None),
        ("anthropic/claude-sonnet-4-6", 1_000_000, None),
        ("anthropic/claude-opus-4-5", 200_000, None),
        ("openai/gpt-5.4", 1_050_000, 272_000),
        ("openai/gpt-5.4-mini", 400_000, None),
        ("openai/gpt-5.5", 1_000_000, 272_000),
        ("openai/gpt-5.2", 400_000, None),
        ("openai/o3", 200_000, None),
        ("openai/o4-mini", 200_000, None),
    ],
)
def test_windows_and_price_steps(
    name: str, window_tokens: int, price_step_tokens: int | None
) -> None:
    """As the price list has them: a window that is too small makes parts of what one call reads."""
    provider, _, model = name.partition("/")
    info = catalog.model(ModelRef(provider, model))
    assert info.known
    assert (info.window_tokens, info.price_step_tokens) == (window_tokens, price_step_tokens)
    listed = prices.window_tokens(info.ref)
    assert listed is None or listed == window_tokens


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_no_window_of_a_current_model_is_another_than_the_price_lists(provider: str) -> None:
    """What both tables know they know alike (within what a page rounds to)."""
    for name in prices.model_names(provider):
        info = catalog.model(ModelRef(provider, name))
        listed = prices.window_tokens(info.ref)
        if info.known and listed and "chat" not in name and not info.shutdown:
            assert info.window_tokens == pytest.approx(listed, rel=0.05), name


@pytest.mark.parametrize(
    ("name", "today", "word"),
    [
        ("openai/gpt-5-mini", date(2026, 11, 29), "will be shut down on 2026-12-11"),
        ("openai/gpt-4o", date(2026, 11, 29), "will be shut down on 2027-01-14"),
        ("openai/gpt-4o", date(2026, 6, 1), ""),
        ("openai/o4-mini", date(2026, 11, 29), "was shut down on 2026-10-23"),
        ("anthropic/claude-sonnet-4-5", date(2026, 11, 29), "2026-11-30"),
        ("gemini/gemini-2.5-pro", date(2026, 12, 1), "was shut down"),
        ("openai/gpt-6-luna", date(2026, 11, 29), ""),
        ("openai/gpt-5.1", date(2026, 11, 29), ""),
    ],
)
def test_announced_ends_are_told_in_time(name: str, today: date, word: str) -> None:
    """Ninety days before, and afterwards."""
    provider, _, model = name.partition("/")
    sentence = catalog.model(ModelRef(provider, model)).ending(today)
    assert bool(sentence) == bool(word)
    assert word in sentence


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


def test_own_settings_of_a_model_win() -> None:
    """[models."x/y"] replaces what was assumed and sets a price; half a price is an error."""
    ref = ModelRef("vllm", "mine")
    own = {
        "vllm/mine": {
            "window_tokens": 32_768,
            "max_output_tokens": 2_000,
            "input_usd": 1.0,
            "output_usd": 3.0,
        }
    }
    info = catalog.model(ref, own)
    assert (info.window_tokens, info.max_output_tokens, info.assumptions) == (32_768, 2_000, ())
    assert catalog.cost_usd(ref, Usage(1000, 1000), own) == pytest.approx(0.004)
    with pytest.raises(UsageError, match="half a price"):
        catalog.model(ref, {"vllm/mine": {"input_usd": 1.0}})


@pytest.mark.parametrize(
    ("ref", "options", "word"),
    [
        (HAIKU, {"temperature": 0.0}, "temperature"),
        (HAIKU, {"reasoning": "minimal"}, "minimal"),
        (HAIKU, {"max_output_tokens": 200_000}, "128,000"),
        (LUNA, {"temperature": 0.3}, "only with reasoning off"),
        (LUNA, {"stop": ("END",)}, "stop"),
        (ModelRef("openai", "gpt-6.2-sol"), {"reasoning": "none"}, "none"),
        (ModelRef("grok", "grok-4.20-0309-reasoning"), {"reasoning": "low"}, "reasoning"),
        (ModelRef("extractive"), {"seed": 1}, "seed"),
        (ModelRef("ollama", "llama3.2"), {"top_k": 40}, "top_k"),
    ],
)
def test_a_parameter_the_model_does_not_take_is_refused(
    ref: ModelRef, options: dict[str, object], word: str
) -> None:
    """The message before the call names the parameter or the value."""
    with pytest.raises(UsageError, match=word):
        catalog.check_parameters(catalog.model(ref), options)


def test_parameters_that_were_not_asked_for_are_never_refused() -> None:
    """None and an empty tuple mean: not asked for. Sampling is taken where reasoning is off."""
    nothing = {"temperature": None, "top_p": None, "stop": (), "reasoning": None, "schema": None}
    catalog.check_parameters(catalog.model(HAIKU), nothing)
    catalog.check_parameters(catalog.model(LUNA), {"temperature": 0.3, "reasoning": "none"})


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

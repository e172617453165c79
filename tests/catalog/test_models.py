"""What is known of a model: its window, its parameters, its end."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely import catalog
from tersely.catalog import prices
from tersely.errors import UsageError
from tersely.records import ModelRef, Usage

HAIKU = ModelRef("anthropic", "claude-haiku-5-5")


LUNA = ModelRef("openai", "gpt-6-luna")


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

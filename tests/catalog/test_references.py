"""How a REF is read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tersely import catalog
from tersely.errors import UsageError
from tersely.records import ModelRef

PROVIDERS = ["openai", "anthropic", "gemini", "grok", "ollama", "openrouter"]


ALIASES = {
    "google": "gemini",
    "google-generativeai": "gemini",
    "claude": "anthropic",
    "xai": "grok",
}


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

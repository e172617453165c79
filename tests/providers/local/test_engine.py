"""One GGUF in memory: its context, what of a prompt is not computed again, how it samples."""

from __future__ import annotations

from pathlib import Path

import pytest

import gguf_models
from providers.local.asking import FOX, TEXT, adapter, answer, ask
from tersely.errors import ConfigError, InputError, UsageError
from tersely.providers.local import worker
from tersely.records import Sampling

pytestmark = pytest.mark.local


def test_seeds(models: Path) -> None:
    """The same request gives the same answer; another seed or sample gives another.

    The prompt is computed once before: a reused prefix changes the last bits, and this model's
    choices are near ties.
    """
    model = adapter(models / "random.gguf")

    def text(seed: int | None, sample: int = 0) -> str:
        return answer(
            model, ask(limit=24, sampling=Sampling(temperature=1.5, seed=seed), sample=sample)
        ).text

    text(None)
    assert text(None) == text(0)
    assert text(5) == text(5) == text(4, sample=1)
    assert text(1) != text(2)


def test_prefix_is_reused(models: Path) -> None:
    """Of a second prompt only the part after the shared beginning is computed, and the answer is
    the same.
    """
    model = adapter(models / "copy.gguf")
    answer(model, ask("This system works. "))
    second = answer(model, ask(TEXT))
    assert second.text == TEXT
    assert second.usage.cached_tokens > 20
    worker.unload()
    fresh = answer(model, ask(TEXT))
    assert (fresh.usage.cached_tokens, fresh.text) == (0, TEXT)


def test_context_grows_with_the_job(models: Path) -> None:
    """A longer request after a short one gets a longer context; one may ask for it beforehand."""
    model = adapter(models / "lead.gguf")
    model.reserve_context(3000)
    assert answer(model, ask()).text == FOX
    assert answer(model, ask(f"{FOX} {' '.join(gguf_models.WORDS[:200])}.", limit=4000)).text == FOX


def test_lora(models: Path, tmp_path: Path) -> None:
    """An adapter that fits is applied; one that does not fit, is missing, or is none, is refused."""
    fitting = gguf_models.write_adapter(tmp_path / "lora.gguf", gguf_models.SMALL)
    request = ask(limit=16, sampling=Sampling(temperature=0.0))
    plain, tuned = (
        adapter(models / "random.gguf"),
        adapter(models / "random.gguf", lora=str(fitting)),
    )
    assert answer(plain, request).text != answer(tuned, request).text
    with pytest.raises(ConfigError, match="does not fit the model"):
        answer(adapter(models / "lead.gguf", lora=str(fitting)), ask())
    with pytest.raises(ConfigError, match="not a LoRA adapter"):
        answer(adapter(models / "lead.gguf", lora=str(models / "copy.gguf")), ask())
    with pytest.raises(InputError, match="does not exist"):
        answer(adapter(models / "lead.gguf", lora=str(tmp_path / "none.gguf")), ask())
    with pytest.raises(ConfigError, match="is a LoRA adapter, not a model"):
        answer(adapter(fitting), ask())


def test_quantized_context(models: Path) -> None:
    """A q8_0 context answers the same; an unknown type is a usage error."""
    assert answer(adapter(models / "lead.gguf", kv_type="q8_0"), ask()).text == FOX
    with pytest.raises(UsageError, match="kv_type"):
        answer(adapter(models / "lead.gguf", kv_type="q1"), ask())

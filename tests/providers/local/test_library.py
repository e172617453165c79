"""Without llama-cpp-python: one message with the ways out."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

import gguf_models
from providers.local.asking import adapter, answer, ask
from tersely.errors import MissingExtra
from tersely.providers.local import library


def test_missing_llama_cpp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers and counts need the extra and say so; header, window and closing work without it."""
    monkeypatch.setitem(sys.modules, "llama_cpp", None)
    monkeypatch.setattr(library, "_loaded", None)
    model = adapter(gguf_models.write(tmp_path / "m.gguf", "random"))
    assert model.window_tokens == gguf_models.SMALL.window_tokens
    with pytest.raises(MissingExtra) as caught:
        answer(model, ask())
    assert caught.value.exit_code == 3
    for way_out in (library.WHEEL_INDEX, "tersely[local]", "OpenAI-compatible server"):
        assert way_out in caught.value.hint
    with pytest.raises(MissingExtra):
        model.counter()
    asyncio.run(model.aclose())

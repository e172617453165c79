"""Vectors by llama.cpp: one for each text, and what no embedding model is told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

import gguf_models
from tersely.errors import ConfigError, InputError
from tersely.providers.local import worker
from tersely.providers.local.embedding import embed

pytestmark = pytest.mark.local
TEXTS = ["The ships came in late.", "Bread and cake.", "The ships came in late."]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A small model that pools the mean of its tokens."""
    path = tmp_path_factory.mktemp("embedding") / "mean.gguf"
    yield gguf_models.write(path, "random", pooling=1)
    worker.unload()


def test_one_vector_for_each_text(model: Path) -> None:
    """In their order; equal texts have equal ones, whatever was read between; tokens are counted."""
    found = asyncio.run(embed(model, 1, TEXTS))
    assert len(found.vectors) == 3
    assert found.vectors[0] == found.vectors[2] != found.vectors[1]
    alone = asyncio.run(embed(model, 1, TEXTS[:1]))
    assert alone.vectors == found.vectors[:1]
    assert found.input_tokens is not None
    assert alone.input_tokens is not None
    assert 2 * alone.input_tokens < found.input_tokens


def test_of_a_long_text_the_beginning_counts(model: Path) -> None:
    """More than the model reads at once neither fails nor changes its vector."""

    long = "The ships came in late. " * 400
    found = asyncio.run(embed(model, 1, [long, long + "Bread and cake. " * 400]))
    assert found.vectors[0] == found.vectors[1]
    assert found.input_tokens is not None
    assert found.input_tokens <= 2 * 2048


def test_empty_and_strange_texts(model: Path) -> None:
    """None of them ends the program."""
    found = asyncio.run(embed(model, 1, ["", "\x00\ud800", "日本語"]))
    assert found.dimensions == len(found.vectors[1])


def test_a_model_that_writes_is_no_embedding_model(models: Path, tmp_path: Path) -> None:
    """And a file that is none is an error, not a crash."""
    with pytest.raises(ConfigError, match="is no embedding model"):
        asyncio.run(embed(models / "lead.gguf", 1, TEXTS))
    (tmp_path / "broken.gguf").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(InputError):
        asyncio.run(embed(tmp_path / "broken.gguf", 1, TEXTS))

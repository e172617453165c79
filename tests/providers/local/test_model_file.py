"""The file that an endpoint names: what fits, and what is refused before any work, with its cause."""

from __future__ import annotations

from pathlib import Path

import pytest

import gguf_models
from providers.local.asking import FOX, adapter, answer, ask
from tersely.errors import ConfigError, ContextTooLong, InputError
from tersely.provider import Endpoint
from tersely.providers.local import header
from tersely.providers.local.model_file import ModelFile

pytestmark = pytest.mark.local


def test_too_long_is_said_before_any_work(models: Path) -> None:
    """A prompt plus answer over the window is ContextTooLong; the window is the smaller of GGUF and
    option.
    """
    model = adapter(models / "lead.gguf", n_ctx=512)
    assert model.window_tokens == 512
    assert adapter(models / "lead.gguf").window_tokens == 8192
    with pytest.raises(ContextTooLong):
        answer(model, ask("fox " * 600))
    with pytest.raises(ContextTooLong):
        answer(model, ask(limit=500))
    assert answer(model, ask()).text == FOX


def test_billion_token_window(tmp_path: Path) -> None:
    """A file that claims a window of 10^9 tokens gets what the memory allows, and answers."""
    path = gguf_models.write(tmp_path / "wide.gguf", shape=gguf_models.Shape(window_tokens=10**9))
    model = adapter(path)
    assert model.window_tokens < 10**9
    assert answer(model, ask()).text == FOX


LOADS_BUT_BROKEN = {
    "unknown architecture": (
        b"general.architecture\x08\0\0\0\x05\0\0\0\0\0\0\0llama",
        b"general.architecture\x08\0\0\0\x05\0\0\0\0\0\0\0lxama",
    ),
    "missing tensor": (b"blk.1.attn_q.weight", b"blk.9.attn_q.weight"),
    "missing key": (b"llama.embedding_length", b"llama.embedding_lengtX"),
    "no tokens": (b"tokenizer.ggml.tokens", b"tokenizer.ggml.tokenX"),
    "no tokenizer": (b"tokenizer.ggml.model", b"tokenizer.ggml.modeX"),
}


@pytest.mark.parametrize("kind", LOADS_BUT_BROKEN)
def test_what_llama_cpp_refuses(models: Path, tmp_path: Path, kind: str) -> None:
    """A sound header over an unusable model: llama.cpp's own reason, as InputError."""
    old, new = LOADS_BUT_BROKEN[kind]
    path = tmp_path / "broken.gguf"
    data = (models / "lead.gguf").read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))
    with pytest.raises(InputError, match=r"llama\.cpp cannot load"):
        answer(adapter(path), ask())


def test_no_chat_template(tmp_path: Path) -> None:
    """A base model is refused by name, not answered with a foreign template."""
    path = gguf_models.write(tmp_path / "base.gguf", "random", template=None)
    with pytest.raises(ConfigError, match="no chat template"):
        answer(adapter(path), ask())


@pytest.mark.parametrize(
    "template", ["{{ messages[9].content }}", "{% if %}", "static", "{{ raise_exception('no') }}"]
)
def test_useless_chat_template(tmp_path: Path, template: str) -> None:
    """A template that fails or drops the text is a ConfigError."""
    path = gguf_models.write(tmp_path / "odd.gguf", "random", template=template)
    with pytest.raises(ConfigError, match="chat template cannot be used"):
        answer(adapter(path), ask())


def test_not_enough_memory(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal names the need and what is free, before anything is loaded; `ignore_memory` loads
    all the same.
    """
    monkeypatch.setattr("tersely.providers.local.machine.available_bytes", lambda: 20_000_000)
    monkeypatch.setattr("tersely.providers.local.worker.available_bytes", lambda: 20_000_000)
    with pytest.raises(ConfigError, match="and 20 MB is free") as caught:
        _ = adapter(models / "lead.gguf").window_tokens
    assert "ignore_memory=true" in caught.value.hint
    assert answer(adapter(models / "lead.gguf", ignore_memory=True), ask()).text == FOX


def test_window_is_what_fits(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With little memory the window is the largest that the estimate allows."""
    model = header.read(models / "lead.gguf")
    free = header.estimate(model, 2048).total
    monkeypatch.setattr("tersely.providers.local.machine.available_bytes", lambda: free)
    monkeypatch.setattr("tersely.providers.local.worker.available_bytes", lambda: free)
    assert adapter(models / "lead.gguf").window_tokens == 2048


@pytest.mark.parametrize(("needed", "context"), [(1, 1_024), (1_024, 1_024), (1_025, 2_048)])
def test_contexts_grow_in_steps(models: Path, needed: int, context: int) -> None:
    """So that chunks of similar length share one; never beyond the window."""
    file = ModelFile(Endpoint("local", str(models / "lead.gguf")))
    assert file.context_for(needed) == context
    small = ModelFile(Endpoint("local", str(models / "lead.gguf"), options={"n_ctx": 1_500}))
    assert small.context_for(1_400) == 1_500


def test_a_replaced_file_is_another_model(models: Path, tmp_path: Path) -> None:
    """Its identity is part of the key of stored answers."""
    path = tmp_path / "model.gguf"
    path.write_bytes((models / "lead.gguf").read_bytes())
    before = ModelFile(Endpoint("local", str(path))).identity
    assert ModelFile(Endpoint("local", str(path))).identity == before
    path.write_bytes((models / "copy.gguf").read_bytes())
    assert ModelFile(Endpoint("local", str(path))).identity != before

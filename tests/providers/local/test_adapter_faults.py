"""What goes wrong with a local model: each fault is an error with a cause, or a right answer; never
a crash.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import gguf_models
from providers.local.asking import FOX, SCHEMA, TEXT, adapter, answer, ask
from tersely.errors import ConfigError, ConnectionFailed, ContextTooLong, InputError, UsageError
from tersely.provider import Timeouts
from tersely.providers.local import header
from tersely.records import Finish, Sampling

pytestmark = pytest.mark.local


def test_a_character_that_never_ends_is_cut_by_the_limit(tmp_path: Path) -> None:
    """A model that repeats the first byte of a character stops at the cap, with replacement marks."""
    path = tmp_path / "bytes.gguf"
    gguf_models.write(path, "random", only_byte=0xC3)
    done = answer(adapter(path), ask(limit=30, sampling=Sampling(temperature=0.0)))
    assert (done.finish, done.usage.output_tokens) == (Finish.LENGTH, 30)
    assert set(done.text) == {"\ufffd"}


@pytest.mark.parametrize(
    "schema",
    [
        "{",
        "[]",
        '{"type": "strin"}',
        '{"$ref": "https://example.org/schema.json"}',
        '{"type": "string", "pattern": "^a{1000000000}$"}',
        '{"type": "array", "items": {"type": "string"}, "minItems": 1000000000}',
        '{"type": "string", "pattern": "(("}',
        '{"enum": []}',
        '{"anyOf": ' * 2000 + "{}" + "}" * 2000,
    ],
)
def test_bad_schema_is_a_usage_error(models: Path, schema: str) -> None:
    """A schema that cannot be used is refused, and the model still answers afterwards."""
    model = adapter(models / "lead.gguf")
    with pytest.raises(UsageError):
        answer(model, ask(schema=schema))
    assert answer(model, ask()).text == FOX


@pytest.mark.parametrize("schema", [None, json.dumps(SCHEMA)])
def test_damaged_weights_are_empty_not_noise(tmp_path: Path, schema: str | None) -> None:
    """Weights that are no numbers give EMPTY with a reason, under a grammar too."""
    path = gguf_models.write(tmp_path / "nan.gguf", "random", tensor_type="F16", fill=float("nan"))
    done = answer(adapter(path), ask(schema=schema))
    assert (done.text, done.finish) == ("", Finish.EMPTY)
    assert "damaged" in done.detail


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


def test_timeout(models: Path) -> None:
    """A call that takes too long ends with an error that is not retried, and the next one works."""
    late = adapter(models / "copy.gguf", timeouts=Timeouts(call_s=0.0))
    with pytest.raises(ConnectionFailed, match="did not finish within 0 s") as caught:
        answer(late, ask())
    assert not caught.value.retryable
    assert answer(adapter(models / "copy.gguf"), ask()).text == TEXT

"""The header reader: what it says of good files, and exactly what is wrong with bad ones."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gguf_models
from tersely.errors import InputError
from tersely.providers.local import header
from tersely.providers.local.metadata import RecommendedSampling

Damage = Callable[[bytes], bytes]

BROKEN: dict[str, tuple[Damage, str]] = {
    "empty": (lambda _: b"", "is empty"),
    "text": (lambda _: b"Once upon a time there was a model.", "it starts with b'Once'"),
    "safetensors": (lambda data: struct.pack("<Q", 800) + data, "is not a GGUF file"),
    "version 99": (lambda data: data[:4] + struct.pack("<I", 99) + data[8:], "GGUF version 99"),
    "big-endian": (
        lambda data: data[:4] + struct.pack(">I", 3) + data[8:],
        "GGUF version 50331648",
    ),
    "20 bytes": (lambda data: data[:20], "ends inside its header"),
    "1 KB": (lambda data: data[:1024], "ends inside its header"),
    "10 percent": (lambda data: data[: len(data) // 10], "ends inside its header"),
    "half": (lambda data: data[: len(data) // 2], "its header promises"),
    "last 100 bytes": (lambda data: data[:-100], "its header promises"),
    "huge tensor count": (
        lambda data: data[:8] + struct.pack("<Q", 1 << 60) + data[16:],
        "promises 1,152,921,504",
    ),
    "huge key count": (lambda data: data[:16] + struct.pack("<Q", 1 << 40) + data[24:], "keys"),
    "huge string": (
        lambda data: data[:24] + struct.pack("<Q", (1 << 64) - 1) + data[32:],
        "ends inside its header",
    ),
    "unknown type": (
        lambda data: data.replace(b"general.name\x08", b"general.name\x63", 1),
        "unknown type 99",
    ),
    "no architecture": (
        lambda data: data.replace(b"general.architecture", b"general.architectura"),
        "architecture",
    ),
    "zeros": (lambda data: data[:24] + bytes(len(data) - 24), "architecture"),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a sound file."""
    path: Path = gguf_models.write(tmp_path_factory.mktemp("whole") / "model.gguf", "random")
    return path.read_bytes()


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_file_is_named(kind: str, whole: bytes, tmp_path: Path) -> None:
    """Each kind of damage raises InputError with its own cause and a remedy."""
    damage, cause = BROKEN[kind]
    path = tmp_path / "model.gguf"
    path.write_bytes(damage(whole))
    with pytest.raises(InputError) as caught:
        header.read(path)
    assert cause in caught.value.message
    assert caught.value.hint


def test_what_is_no_file(tmp_path: Path) -> None:
    """A missing path and a folder have messages of their own."""
    with pytest.raises(InputError, match="does not exist"):
        header.read(tmp_path / "none.gguf")
    with pytest.raises(InputError, match="is a folder"):
        header.read(tmp_path)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(0, 26_000), value=st.binary(min_size=1, max_size=9))
def test_any_damage_is_an_input_error_or_harmless(
    whole: bytes, tmp_path: Path, at: int, value: bytes
) -> None:
    """Whatever bytes are overwritten, reading ends with a header or with InputError."""
    path = tmp_path / "model.gguf"
    path.write_bytes(whole[:at] + value + whole[at + len(value) :])
    try:
        found = header.read(path)
    except InputError:
        return
    assert found.file_bytes >= len(whole)


def test_facts_of_a_sound_file(tmp_path: Path) -> None:
    """The header holds what the generator wrote."""
    shape = gguf_models.Shape(
        layers=3, width=64, feed_forward=96, heads=4, kv_heads=2, head_length=16, window_tokens=777
    )
    found = header.read(gguf_models.write(tmp_path / "m.gguf", "random", shape, "F16"))
    assert (found.architecture, found.quantization, found.name, found.kind) == (
        "llama",
        "F16",
        "tiny-random",
        "model",
    )
    assert (found.layers, found.width, found.heads, found.kv_heads_total) == (3, 64, 4, 6)
    assert (found.window_tokens, found.vocabulary) == (777, len(gguf_models.vocabulary()[0]))
    assert found.chat_template == gguf_models.TEMPLATE
    assert found.measurable
    assert 0.9 * found.file_bytes < found.weight_bytes < found.file_bytes


def test_kv_cache_by_hand(tmp_path: Path) -> None:
    """2 layers x 1024 cells x 1 head x (32 + 32) elements x 2 bytes; a q8_0 block holds 32 elements
    in 34 bytes.
    """
    found = header.read(gguf_models.write(tmp_path / "m.gguf", "random"))
    assert header.estimate(found, 1000).kv_cache == 2 * 1024 * 64 * 2
    assert header.estimate(found, 1000, kv_type="q8_0").kv_cache == 2 * 1024 * 64 * 34 // 32


@given(small=st.integers(1, 1 << 20), more=st.integers(0, 1 << 20))
def test_memory_never_shrinks_with_the_context(small: int, more: int) -> None:
    """A larger context or a larger batch needs at least as much."""
    found = FIXED
    assert header.estimate(found, small).total <= header.estimate(found, small + more).total
    assert header.estimate(found, small, n_batch=64).total <= header.estimate(found, small).total


def test_split_and_recurrent_files_are_not_measured(whole: bytes, tmp_path: Path) -> None:
    """What the estimate does not cover is marked as a guess, not refused."""
    path = tmp_path / "m.gguf"
    path.write_bytes(whole.replace(b"llama.rope.freq_base", b"llama.ssm.state_size"))
    found = header.read(path)
    assert not found.measurable
    assert not header.estimate(found, 4096).known


FIXED = header.Header(
    path=Path("m.gguf"), modified_ns=0, file_bytes=10**9, weight_bytes=10**9, kind="model", name="m", architecture="llama",
    quantization="Q8_0", parameters=10**9, window_tokens=8192, vocabulary=32_000, merges=0, chat_template="x", layers=16,
    width=768, heads=12, kv_heads_total=64, key_length=64, value_length=64, feed_forward=2048, split_files=0,
    recurrent=False, sampling=RecommendedSampling(),
)  # fmt: skip

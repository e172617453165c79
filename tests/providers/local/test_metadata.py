"""Metadata of a GGUF: whatever a file holds under whatever name, nothing of it is believed blindly."""

from __future__ import annotations

import math
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tersely.cli import app
from tersely.providers.local.metadata import Metadata

KEYS = [
    "general.name", "general.type", "general.file_type", "general.alignment", "split.count",
    "llama.block_count", "llama.embedding_length", "llama.context_length", "llama.vocab_size",
    "llama.attention.head_count", "llama.attention.head_count_kv", "llama.attention.key_length",
    "llama.feed_forward_length", "tokenizer.ggml.tokens", "tokenizer.chat_template",
    "general.sampling.temp", "general.sampling.top_k", "general.sampling.top_p",
]  # fmt: skip
SCALARS = {4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}


def text_bytes(text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    return struct.pack("<Q", len(data)) + data


@st.composite
def pair(draw: st.DrawFn, key: str) -> bytes:
    """A key with a value of any type: numbers beyond reason, NaN, texts with controls, lists."""
    kind = draw(st.sampled_from([8, 9, *SCALARS]))
    if kind == 8:
        return text_bytes(key) + struct.pack("<I", 8) + text_bytes(draw(st.text(max_size=20)))
    item = draw(st.sampled_from(list(SCALARS)))
    values = {
        "I": st.integers(0, 2**32 - 1), "i": st.integers(-(2**31), 2**31 - 1), "?": st.booleans(),
        "Q": st.integers(0, 2**64 - 1), "q": st.integers(-(2**63), 2**63 - 1),
        "f": st.floats(width=32), "d": st.floats(),
    }  # fmt: skip
    if kind == 9:
        code = SCALARS[item]
        items = draw(st.lists(values[code], max_size=4))
        packed = b"".join(struct.pack("<" + code, value) for value in items)
        return text_bytes(key) + struct.pack("<IIQ", 9, item, len(items)) + packed
    code = SCALARS[kind]
    return text_bytes(key) + struct.pack("<I", kind) + struct.pack("<" + code, draw(values[code]))


@pytest.mark.thorough
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_metadata_is_a_table_or_unreadable(
    data: st.DataObject, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`local info` ends with 0 or 4 for any values, as text and as JSON, and no control character
    of the file reaches the screen.
    """
    pairs = [data.draw(pair(key)) for key in data.draw(st.sets(st.sampled_from(KEYS)))]
    name = text_bytes("general.architecture") + struct.pack("<I", 8) + text_bytes("llama")
    path = tmp_path / "m.gguf"
    count = struct.pack("<IQQ", 3, 0, 1 + len(pairs))
    path.write_bytes(b"GGUF" + count + name + b"".join(pairs))
    capsys.readouterr()
    for options in ([], ["--json"]):
        assert app.run(["local", "info", str(path), *options]) in (0, 4)
        written = capsys.readouterr()
        assert all(c.isprintable() or c == "\n" for c in written.out + written.err)


@pytest.mark.parametrize(
    ("value", "count"),
    [(7, 7), ((1, 5, 2), 5), (True, 3), (-1, 3), (1 << 60, 3), (math.nan, 3), ("7", 3), ((), 3)],
)
def test_only_counts_are_counts(value: Any, count: int) -> None:
    """Anything else is the default."""
    assert Metadata({"k": value}).count("k", 3) == count


def test_names_are_one_clean_line() -> None:
    """Control characters, escapes and marks of direction go; the text for machines stays."""
    raw = "a\x1b[2J\x07\u202eb\nc"
    pairs = Metadata({"k": raw})
    assert (pairs.name("k"), pairs.text("k")) == ("a[2Jbc", raw)
    assert len(Metadata({"k": "x" * 10_000}).name("k")) == 200


def test_sampling_is_taken_where_it_can_be() -> None:
    """What the publisher recommends, unless it makes no sense."""
    stated = {"temp": 0.6, "top_p": 0.9, "top_k": 20, "min_p": 0.0, "penalty_repeat": 1.05}
    good = Metadata({f"general.sampling.{name}": value for name, value in stated.items()}).sampling
    assert (good.temperature, good.top_p, good.top_k, good.min_p) == (0.6, 0.9, 20, 0.0)
    assert good.repeat_penalty == 1.05
    absurd = {"temp": math.nan, "top_p": 0.0, "top_k": -3, "min_p": 7.0, "penalty_repeat": math.inf}
    bad = Metadata({f"general.sampling.{name}": value for name, value in absurd.items()}).sampling
    assert bad == Metadata({}).sampling

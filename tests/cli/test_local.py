"""`tersely local list`, `info` and `quantize`, and what is refused before llama.cpp is asked."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path

import pytest

import gguf_models
from tersely.providers.local import machine

from .conftest import Run

needs_llama_cpp = pytest.mark.skipif(
    importlib.util.find_spec("llama_cpp") is None or os.environ.get("TERSELY_TEST_LOCAL") == "0",
    reason="llama-cpp-python is not installed, or TERSELY_TEST_LOCAL=0",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one model (F16), one LoRA and one broken file."""
    gguf_models.write(tmp_path / "m.gguf", "random", tensor_type="F16")
    gguf_models.write_adapter(tmp_path / "lora.gguf", gguf_models.SMALL)
    (tmp_path / "broken.gguf").write_text("Once upon a time")
    return tmp_path


def test_list(tersely: Run, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """One line for each file with its kind, the unusable one with its reason; as JSON the same;
    nothing found is said.
    """
    lines = tersely("local", "list", str(folder)).out.splitlines()
    assert len(lines) == 3
    assert [("unusable" in line, "LoRA" in line, "F16" in line) for line in lines] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
    rows = json.loads(tersely("local", "list", str(folder), "--json").out)
    assert [Path(row["path"]).name for row in rows] == ["broken.gguf", "lora.gguf", "m.gguf"]
    assert "not a GGUF file" in rows[0]["problem"]
    assert (rows[2]["architecture"], rows[2]["chat_template"]) == ("llama", True)
    nothing = tersely("local", "list", str(tmp_path_factory.mktemp("empty")))
    assert (nothing.code, nothing.out) == (0, "")
    assert "No GGUF file found" in nothing.err


def test_info(tersely: Run, folder: Path) -> None:
    """The facts of the file and a line for each window up to its own; the JSON has the same sums."""
    ended = tersely("local", "info", str(folder / "m.gguf"))
    assert ended.code == 0
    assert "quantization    F16" in ended.out
    assert "window          8,192 tokens" in ended.out
    contexts = [line.split()[0] for line in ended.out.partition("fits now\n")[2].splitlines()]
    assert contexts == ["2,048", "4,096", "8,192"]
    found = json.loads(tersely("local", "info", str(folder / "m.gguf"), "--json").out)
    for row in found["memory"]:
        parts = row["memory"]
        assert parts["total"] > parts["weights"] + parts["kv_cache"] + parts["compute"]
    smaller = json.loads(
        tersely("local", "info", str(folder / "m.gguf"), "--json", "--kv-type", "q8_0").out
    )
    assert smaller["memory"][0]["memory"]["kv_cache"] < found["memory"][0]["memory"]["kv_cache"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("info", "none.gguf"), 4, "does not exist"),
        (("info", "broken.gguf"), 4, "is not a GGUF file"),
        (("info", "m.gguf", "--kv-type", "q1"), 2, "Choose one of f16, q8_0"),
        (("quantize", "broken.gguf", "new.gguf"), 4, "is not a GGUF file"),
        (("quantize", "m.gguf", "m.gguf"), 2, "nothing is ever overwritten"),
        (("quantize", "m.gguf", "new.gguf", "--type", "Q9"), 2, "Choose one of Q2_K"),
        (("pull", "m.gguf"), 2, "hf:OWNER/REPO/FILE.gguf"),
    ],
)
def test_refusals(
    tersely: Run, folder: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    """Each has its exit code and its remedy, writes nothing to stdout and leaves the folder as it
    was.
    """
    before = {path: path.read_bytes() for path in folder.iterdir()}
    named = [
        str(folder / one) if one.endswith(".gguf") and arguments[0] != "pull" else one
        for one in arguments
    ]
    ended = tersely("local", *named)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("file", "code", "said"),
    [
        ("broken.gguf", 4, "is not a GGUF file"),
        ("none.gguf", 4, "does not exist"),
        ("lora.gguf", 3, "is a LoRA adapter"),
        ("m.gguf", 3, "is free."),
    ],
)
def test_a_model_is_refused_without_llama_cpp(
    tersely: Run,
    folder: Path,
    report: str,
    monkeypatch: pytest.MonkeyPatch,
    file: str,
    code: int,
    said: str,
) -> None:
    """A file that cannot be used is refused by its header alone: nothing is imported and nothing
    allocated for it.
    """
    monkeypatch.setitem(sys.modules, "llama_cpp", None)
    monkeypatch.setattr(machine, "available_bytes", lambda: 1000)
    monkeypatch.setattr("tersely.providers.local.worker.available_bytes", lambda: 1000)
    ended = tersely(report, "-m", str(folder / file))
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err


@pytest.mark.local
@needs_llama_cpp
def test_quantize_makes_a_smaller_copy(tersely: Run, folder: Path) -> None:
    """stdout names the new file, stderr says what it saved; the copy is what was asked for."""
    made = folder / "q8.gguf"
    ended = tersely("local", "quantize", str(folder / "m.gguf"), str(made), "--type", "Q8_0")
    assert (ended.code, ended.out) == (0, f"{made}\n")
    assert "F16 -> " in ended.err
    assert "quantization    Q8_0" in tersely("local", "info", str(made)).out


@pytest.mark.local
@needs_llama_cpp
def test_quantize_into_a_folder_that_is_not_there(tersely: Run, folder: Path) -> None:
    """llama.cpp's own failure is an error with a remedy, and leaves nothing."""
    before = sorted(folder.rglob("*"))
    ended = tersely(
        "local",
        "quantize",
        str(folder / "m.gguf"),
        str(folder / "none" / "q8.gguf"),
        "--type",
        "Q8_0",
    )
    assert (ended.code, ended.out) == (4, "")
    assert "llama.cpp cannot quantize" in ended.err
    assert sorted(folder.rglob("*")) == before


def test_models_that_can_be_named(tersely: Run) -> None:
    """The list has name, size, memory and licence of each; a misspelt name gets a suggestion."""
    shown = tersely("local", "models")
    rows = json.loads(tersely("local", "models", "--json").out)
    assert (shown.code, len(shown.out.splitlines())) == (0, 1 + len(rows))
    for line, row in zip(shown.out.splitlines()[1:], rows, strict=True):
        assert line.startswith(row["name"])
        assert row["licence"] in line
    wrong = tersely("local", "pull", "qwen3-4")
    assert (wrong.code, "Did you mean qwen3-4b?" in wrong.err) == (2, True)

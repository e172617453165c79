"""Downloads from a hub on loopback: whole, resumed, refused, damaged, offline."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import fake_hub
import gguf_models
from tersely.cli import app

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(
        importlib.util.find_spec("huggingface_hub") is None,
        reason="huggingface_hub is not installed (pip install 'tersely[local]')",
    ),
]

STEP = 10 * 1024 * 1024
"""huggingface_hub writes what has arrived in steps of this many bytes."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a sound model."""
    return gguf_models.write(tmp_path_factory.mktemp("hub") / "m.gguf").read_bytes()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[fake_hub.FakeHub]:
    """A hub, with huggingface_hub imported anew so that it reads its address and its cache from the
    environment.
    """
    with fake_hub.serve() as hub, pytest.MonkeyPatch.context() as patch:
        for name in [name for name in sys.modules if name.partition(".")[0] == "huggingface_hub"]:
            patch.delitem(sys.modules, name)
        patch.setenv("HF_ENDPOINT", hub.url)
        patch.setenv("HF_HOME", str(tmp_path_factory.mktemp("hf")))
        patch.setenv("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        import_module("huggingface_hub.constants")

        yield hub
        for name in [name for name in sys.modules if name.partition(".")[0] == "huggingface_hub"]:
            del sys.modules[name]


@pytest.fixture
def hub(running: fake_hub.FakeHub, model: bytes, tmp_path: Path) -> fake_hub.FakeHub:
    """The hub with one file in a repository of its own: one cache serves all tests."""
    running.asked.clear()
    running.files = {f"o/{tmp_path.name}/m.gguf": model}
    return running


def pull(hub: fake_hub.FakeHub, *options: str) -> int:
    """`tersely local pull` of the hub's file: the exit code."""
    (name,) = hub.files
    return app.run(["local", "pull", f"hf:{name}", *options])


def test_a_download_is_whole_and_then_never_asked_for_again(
    hub: fake_hub.FakeHub,
    model: bytes,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The path on stdout leads to the bytes; the token goes along; a second pull, and --offline,
    ask nobody.
    """
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    assert pull(hub) == 0
    written = capsys.readouterr()
    path = Path(written.out.strip())
    assert (path.suffix, path.read_bytes()) == (".gguf", model)
    assert {authorization for *_, authorization in hub.asked_for_files} == {"Bearer hf_secret"}
    assert not list(path.resolve().parent.glob("*.partial"))
    hub.asked.clear()
    assert [pull(hub), pull(hub, "--offline")] == [0, 0]
    assert hub.asked == []


@pytest.mark.parametrize(
    ("status", "error_code", "exit_code", "said"),
    [
        (404, "EntryNotFound", 4, "The hub has no file"),
        (404, "RepoNotFound", 4, "The hub has no file"),
        (401, "RepoNotFound", 4, "for a private one set HF_TOKEN"),
        (403, "GatedRepo", 3, "wants its licence accepted first"),
        (401, "GatedRepo", 3, "wants its licence accepted first"),
    ],
)
def test_refusals(
    hub: fake_hub.FakeHub,
    capsys: pytest.CaptureFixture[str],
    status: int,
    error_code: str,
    exit_code: int,
    said: str,
) -> None:
    """Each refusal of the hub has its own words and exit code, and nothing is downloaded."""
    hub.refusals = {next(iter(hub.files)): (status, error_code)}
    assert pull(hub) == exit_code
    written = capsys.readouterr()
    assert written.out == ""
    assert said in written.err
    assert "GET" not in {method for method, *_ in hub.asked_for_files}
    hub.refusals = {}


def test_offline_asks_nobody(
    hub: fake_hub.FakeHub, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """--offline refuses what is not in the cache, here and where the model is used."""
    assert pull(hub, "--offline") == 4
    assert "has not been downloaded" in capsys.readouterr().err
    text = tmp_path / "t.txt"
    text.write_text("A report. " * 100)
    (name,) = hub.files
    assert app.run([str(text), "-m", f"hf:{name}", "--offline"]) == 4
    assert "has not been downloaded" in capsys.readouterr().err
    assert hub.asked == []


def test_a_wrong_checksum_is_no_model(
    hub: fake_hub.FakeHub, capsys: pytest.CaptureFixture[str]
) -> None:
    """What arrives with other bytes than the hub names is thrown away; the right file is downloaded
    afterwards.
    """
    (name,) = hub.files
    hub.tags[name] = "f" * 64
    assert pull(hub) == 5
    assert "arrived damaged" in capsys.readouterr().err
    del hub.tags[name]
    assert pull(hub) == 0


def test_a_full_disk_is_told_before_the_download(
    hub: fake_hub.FakeHub, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too little space for the rest of the file: exit 1, the folder is named, not a byte is asked
    for.
    """
    usage = shutil.disk_usage("/")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage._replace(free=1000))
    assert pull(hub) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert "GET" not in {method for method, *_ in hub.asked_for_files}


def test_a_stopped_download_is_resumed(hub: fake_hub.FakeHub, tmp_path: Path) -> None:
    """Ctrl-C in the middle ends with 130; the same command asks only for the rest, and the file is
    right.

    A process of its own, because a signal cannot be sent to the middle of a test.
    """
    (name,) = hub.files
    shape = gguf_models.Shape(layers=1, width=256, vocabulary=40_000)
    model = gguf_models.write(tmp_path / "large.gguf", "random", shape).read_bytes()
    assert len(model) > 2 * STEP
    hub.files[name], hub.stalls[name] = model, STEP + 1000
    command = [sys.executable, "-m", "tersely", "local", "pull", f"hf:{name}"]
    environment = {
        **os.environ,
        "HF_ENDPOINT": hub.url,
        "HF_HOME": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as first:
        assert hub.stalled.wait(60)
        partial = _arrived(tmp_path, STEP)
        first.send_signal(signal.SIGINT)
        out, err = first.communicate(timeout=60)
    assert (first.returncode, out, b"Traceback" in err) == (130, b"", False)
    assert partial.stat().st_size == STEP
    hub.asked.clear()
    again = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert again.returncode == 0, again.stderr
    assert Path(again.stdout.decode().strip()).read_bytes() == model
    assert [asked[2] for asked in hub.asked_for_files if asked[0] == "GET"] == [f"bytes={STEP}-"]


def _arrived(folder: Path, size: int) -> Path:
    """The partial file, once it holds `size` bytes."""
    while True:
        for found in folder.rglob("*.partial"):
            if found.stat().st_size >= size:
                return found

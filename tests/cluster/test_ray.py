"""A real Ray cluster of two nodes on this machine: a minute, a gigabyte; not with
TERSELY_TEST_RAY=0.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import wire
from model import note_taker
from ray_nodes import PATIENT, add_node, cluster
from s3_server import ENVIRONMENT
from tersely.cli import app
from tersely.storage import Storage

if os.environ.get("TERSELY_TEST_RAY") == "0":
    pytest.skip("no Ray cluster: TERSELY_TEST_RAY=0", allow_module_level=True)
if os.environ.get("TERSELY_TEST_RAY") != "1":  # with "1" it has to be there
    pytest.importorskip("ray", reason="ray is not installed (extra `ray`)")
pytestmark = pytest.mark.thorough

FILES = 400


@dataclass
class Machines:
    """The cluster, the server that its nodes ask, and the environment of both."""

    cluster: Any
    second: Any
    server: wire.WireServer
    environment: dict[str, str]


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory, s3_address: str) -> Iterator[Machines]:
    home = tmp_path_factory.mktemp("nodes")
    with wire.serve() as server:
        server.reply = note_taker
        buckets = {**ENVIRONMENT, "AWS_ENDPOINT_URL": s3_address}
        environment = {**server.environment(), **buckets, "HOME": str(home), **PATIENT}
        with cluster(environment) as nodes:
            yield Machines(nodes, add_node(nodes), server, environment)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files of one call each."""
    source = tmp_path / "in"
    source.mkdir()
    for number in range(FILES):
        rng = random.Random(number)
        text = " ".join(f"Harbour {number} has {rng.randrange(10**6)} ships." for _ in range(60))
        (source / f"{number:02}.md").write_text(text)
    return source


@pytest.fixture
def batch(machines: Machines, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run `tersely batch` into a folder with a cache of its own."""
    for name, value in machines.environment.items():
        monkeypatch.setenv(name, value)

    def run(out: str, *more: str, cache: str = "cache") -> int:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / cache))
        machines.server.requests.clear()
        return app.run(["batch", str(folder), "-o", str(tmp_path / out), "-m", "openai", *more])

    return run


def only(count: int, folder: Path) -> None:
    """Leave the first files."""
    for path in sorted(folder.iterdir())[count:]:
        path.unlink()


def outputs(out: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in out.glob("*.md.md")}


def test_two_nodes_write_what_one_machine_writes(
    machines: Machines, batch: Any, tmp_path: Path
) -> None:
    """Byte for byte; a rerun on either engine makes no call."""
    there = ("--engine", "ray", "--address", machines.cluster.address)
    assert batch("ray", *there) == 0
    assert len(machines.server.requests) == FILES
    assert batch("alone", cache="other") == 0
    assert outputs(tmp_path / "ray") == outputs(tmp_path / "alone")
    assert len(outputs(tmp_path / "ray")) == FILES
    assert batch("ray") == 0
    assert batch("ray", *there) == 0
    assert machines.server.requests == []


def release_at(server: wire.WireServer, calls: int) -> None:
    """Nothing is answered before so many calls are there at once (or never will be)."""
    server.wait_for(calls, 90)
    server.release()


def test_a_book_is_read_by_both_nodes(
    machines: Machines, batch: Any, folder: Path, tmp_path: Path
) -> None:
    """More calls at once than one of them may make, each made once, and the bytes of one machine."""
    only(0, folder)
    marks = (f"MARK{n:04} Harbour {n} has {n * 7919} ships in winter." for n in range(1_600))
    (folder / "book.md").write_text("\n\n".join(marks))
    shape = ("-j", "4", "--set", "chunk_tokens=800", "-l", "60w")
    assert batch("alone", *shape, cache="other") == 0
    made = len(machines.server.requests)
    assert made > 30
    machines.server.peak = 0
    machines.server.requests.clear()
    machines.server.hold()
    more_than_one_node_may = threading.Thread(target=release_at, args=(machines.server, 5))
    more_than_one_node_may.start()
    there = ("--engine", "ray", "--address", machines.cluster.address)
    assert batch("ray", *there, *shape) == 0
    more_than_one_node_may.join()
    assert 4 < machines.server.peak <= 8
    assert len(machines.server.requests) == made
    assert outputs(tmp_path / "ray") == outputs(tmp_path / "alone")


def test_objects_are_read_by_the_nodes_and_put_where_they_belong(
    machines: Machines,
    batch: Any,
    folder: Path,
    tmp_path: Path,
    bucket: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The bytes that one machine writes for the same files; a rerun makes no call."""
    only(40, folder)
    storage = Storage(f"{bucket}/in")
    for path in folder.iterdir():
        storage.put(path.name, path.read_bytes())
    there = ("--engine", "ray", "--address", machines.cluster.address, "-m", "openai")
    command = ["batch", f"{bucket}/in", "-o", f"{bucket}/out", *there]
    assert batch("files", cache="other") == 0
    machines.server.requests.clear()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "third"))
    assert app.run(command) == 0
    assert len(machines.server.requests) == 40
    found = [item for item in Storage(f"{bucket}/out").items() if item.name.endswith(".md.md")]
    texts = {item.name: Storage(item.url).read(100_000).decode() for item in found}
    there_named = {name: text.replace(f"{bucket}/in", str(folder)) for name, text in texts.items()}
    assert there_named == outputs(tmp_path / "files")
    assert app.run(command) == 0
    assert len(machines.server.requests) == 40


def test_ctrl_c_finishes_what_is_in_flight_and_status_tells_meanwhile(
    machines: Machines,
    batch: Any,
    folder: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A second run makes the other calls and no more."""
    only(60, folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    out, there = tmp_path / "out", ("--engine", "ray", "--address", machines.cluster.address)
    command = [sys.executable, "-m", "tersely", "batch", str(folder), "-o", str(out), "-j", "4"]
    machines.server.requests.clear()
    machines.server.hold()
    with subprocess.Popen(
        [*command, "-m", "openai", *there], stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            assert machines.server.wait_for(8, timeout_s=300)
            capfd.readouterr()
            assert app.run(["batch", "--status", str(out)]) == 0
            assert f"process {running.pid} is running" in capfd.readouterr().out
            running.send_signal(signal.SIGINT)
            assert running.stderr is not None
            said = next(line for line in running.stderr if "stopping" in line)
            machines.server.release()
            rest = running.stderr.read()
        finally:
            machines.server.release()
            running.terminate()
    assert "finishing 8 calls" in said
    assert "Run the same command to go on" in rest
    assert running.returncode == 130
    made = len(machines.server.requests)
    assert made < 60
    assert len(outputs(out)) == made
    assert batch("out", *there) == 0
    assert made + len(machines.server.requests) == 60


def test_a_killed_worker_and_a_lost_node_lose_no_output(
    machines: Machines, batch: Any, tmp_path: Path
) -> None:
    """Only calls that were in flight are made again."""
    killed: list[int] = []

    home = f"HOME={machines.environment['HOME']}\0".encode()

    def kill() -> None:
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                is_worker = (entry / "cmdline").read_bytes().startswith(b"ray::Worker")
                # Only one of this test: others may use Ray on this machine.
                if is_worker and home in (entry / "environ").read_bytes():
                    os.kill(int(entry.name), signal.SIGKILL)
                    break
        machines.cluster.remove_node(machines.second, allow_graceful=False)

    def reply(request: wire.WireRequest) -> wire.Answer:
        if len(machines.server.requests) >= 10 and not killed:
            killed.append(machines.server.in_flight)
            threading.Thread(target=kill, daemon=True).start()
        return note_taker(request)

    machines.server.reply, machines.server.latency_s = reply, 0.2
    assert batch("out", "-j", "4", "--engine", "ray", "--address", machines.cluster.address) == 0
    assert len(outputs(tmp_path / "out")) == FILES
    assert FILES <= len(machines.server.requests) <= FILES + 8 + 4

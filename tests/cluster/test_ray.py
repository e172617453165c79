"""A real Ray cluster of two nodes on this machine: a minute, a gigabyte; not with TERSELY_TEST_RAY=0."""

from __future__ import annotations

import os
import random
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import wire
from model import note_taker
from tersely.cli import app

if os.environ.get("TERSELY_TEST_RAY") == "0":
    pytest.skip("no Ray cluster: TERSELY_TEST_RAY=0", allow_module_level=True)
if os.environ.get("TERSELY_TEST_RAY") != "1":  # with "1" it has to be there
    pytest.importorskip("ray", reason="ray is not installed (extra `ray`)")
pytestmark = pytest.mark.thorough

FILES = 400
PATIENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_raylet_start_wait_time_s": "300",
    "RAY_worker_register_timeout_seconds": "300",
    "RAY_worker_niceness": "0",
}


def node() -> dict[str, Any]:
    """What a node is started with. Its agents get their ports told: they are waited for otherwise."""
    names = ("metrics_agent_port", "runtime_env_agent_port", "dashboard_agent_listen_port")
    ports = {}
    with suppress(OSError):
        for name in names:
            with closing(socket.socket()) as one:
                one.bind(("127.0.0.1", 0))
                ports[name] = one.getsockname()[1]
    return {"num_cpus": 1, "object_store_memory": 80_000_000, **ports}


@dataclass
class Machines:
    """The cluster, the server that its nodes ask, and the environment of both."""

    cluster: Any
    second: Any
    server: wire.WireServer
    environment: dict[str, str]


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    from ray.cluster_utils import Cluster

    home = tmp_path_factory.mktemp("nodes")
    with wire.serve() as server, pytest.MonkeyPatch.context() as patch:
        server.reply = note_taker
        environment = {**server.environment(), "HOME": str(home), **PATIENT}
        for name, value in environment.items():
            patch.setenv(name, value)
        cluster: Any = Cluster(
            initialize_head=True, head_node_args={"include_dashboard": False, **node()}
        )
        second = cluster.add_node(**node())
        yield Machines(cluster, second, server, environment)
        cluster.shutdown()


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

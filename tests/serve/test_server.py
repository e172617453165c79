"""`tersely serve` as a process: what it refuses, how it ends, and its clients in examples/."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

import tersely
import wire

pytestmark = pytest.mark.thorough

EXAMPLES = Path(__file__).parents[2] / "examples"
REPORT = EXAMPLES / "report.md"


@dataclass
class Process:
    """A running command, the link that it printed, and a client with its token."""

    process: subprocess.Popen[str]
    link: str
    client: httpx2.Client


@contextmanager
def command(*arguments: str) -> Iterator[Process]:
    """`tersely serve` with the environment of the test."""
    started = subprocess.Popen(
        [sys.executable, "-m", "tersely", "serve", "--port", "0", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )
    assert started.stderr is not None
    said = ""
    while "Bearer" not in said:
        line = started.stderr.readline()
        assert line, said
        said += line
    link = re.findall(r"http://\S+", said)[0]
    base = re.findall(r"(http://\S+)/v1", said)[0]
    token = said.partition("Bearer ")[2].split()[0]
    client = httpx2.Client(
        base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=None
    )
    try:
        yield Process(started, link, client)
    finally:
        client.close()
        started.kill()
        started.wait()
        started.stderr.close()


def test_a_signal_loses_nothing_that_is_paid(service: wire.WireServer) -> None:
    """The call in flight ends and is stored; who waits for it gets it; what waits for its turn is
    not begun. A new server answers from the cache.
    """
    text = {"text": REPORT.read_text("utf-8")}
    # Long enough that no second try is made for it.
    summary = wire.Answer(text=tersely.summarize(REPORT, model="extractive").text)
    service.reply = lambda _request: summary
    with command("-m", "openai", "--max-jobs", "1") as server, ThreadPoolExecutor(1) as pool:
        service.hold()
        waiting = pool.submit(server.client.post, "/v1/summaries", json=text)
        assert service.wait_for(1)
        queued = {"text": "Another text about ships. " * 60}
        later = server.client.post(
            "/v1/summaries", json=queued, headers={"Prefer": "respond-async"}
        )
        assert later.status_code == 202
        server.process.send_signal(signal.SIGTERM)
        while _answers(server):
            pass
        service.release()
        assert waiting.result().status_code == 200
        assert server.process.wait() == 143
    assert len(service.requests) == 1
    with command("-m", "openai") as server:
        again = server.client.post("/v1/summaries", json=text).json()
    assert (again["reused"], again["cost_usd"], len(service.requests)) == (1, 0, 1)


def _answers(server: Process) -> bool:
    """Whether a new connection is taken."""
    try:
        return httpx2.get(server.client.base_url.join("/healthz")).status_code == 200
    except httpx2.TransportError:
        return False


def test_the_examples_talk_to_it(tmp_path: Path) -> None:
    """The client in Python, and the one with curl."""
    token = tmp_path / "token"
    token.write_text("a-token-of-the-user")
    with command("--token-file", str(token), "-m", "extractive") as server:
        environment = dict(os.environ) | {"TERSELY_SERVER": str(server.client.base_url).rstrip("/")}
        for line in (
            [sys.executable, str(EXAMPLES / "serve_client.py")],
            ["bash", str(EXAMPLES / "serve_client.sh")],
        ):
            ended = subprocess.run(
                [*line, str(token), str(REPORT)],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert ended.returncode == 0, ended.stderr
            assert "Visits" in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--host", "0.0.0.0"], "needs a token of your own"),
        (["--token-file", "/nothing"], "cannot be read"),
        (["--host", "192.0.2.1", "--token-file", "TOKEN"], "cannot be used"),
    ],
)
def test_what_it_does_not_do(arguments: list[str], words: str, tmp_path: Path) -> None:
    """Other machines are not let in without a token of the user's own."""
    (tmp_path / "token").write_text("a-token-of-the-user")
    given = [str(tmp_path / "token") if one == "TOKEN" else one for one in arguments]
    ended = subprocess.run(
        [sys.executable, "-m", "tersely", "serve", "--port", "0", *given],
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ),
    )
    assert ended.returncode in (2, 4)
    assert words in ended.stderr

"""Killed with -9 at each step of a job: nothing is paid twice, nothing is lost, and the same
command goes on.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import wire
from model import note_taker
from tersely.cli import app

from . import killing
from .prose import documents

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="os.fork"),
]
# Anthropic's jobs are made in one order: nothing is uploaded before.
OF_FILES = ("reply to upload",)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[wire.WireServer]:
    """The fake server with a model that takes notes."""
    with wire.serve() as server:
        server.reply = note_taker
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        yield server


def command(tmp_path: Path, model: str) -> list[str]:
    """A batch of a long document and a short one."""
    source = tmp_path / "in"
    if not source.exists():
        documents(source, short=1, long=1)
    out = str(tmp_path / "out")
    settings = ["--set", "chunk_tokens=500", "--set", "economy_poll=0.01", "-q"]
    line = ["batch", str(source), "-o", out, "-m", model, "--economy", *settings]
    # What is imported here need not be imported by each child.
    assert app.run([*line, "-n"]) == 0
    return line


@pytest.mark.parametrize("model", ["openai", "anthropic"])
def test_killed_at_every_moment_of_one_run(
    tmp_path: Path, service: wire.WireServer, model: str
) -> None:
    """One after the other: each call is answered once, all summaries are there, and a rerun asks
    for nothing.
    """
    line = command(tmp_path, model)
    for moment in killing.MOMENTS:
        if model == "openai" or moment not in OF_FILES:
            assert killing.run(*line, kill_at=moment) == -9, moment
    assert killing.run(*line) == 0
    assert set(service.batches.billed.values()) == {1}
    assert service.requests == []
    assert len(list((tmp_path / "out").glob("*.md.md"))) == 2
    assert killing.leftovers(tmp_path / "out") == []
    asked = len(service.batches.calls)
    assert killing.run(*line) == 0
    assert len(service.batches.calls) == asked


def test_a_reply_that_is_lost_is_no_second_job(tmp_path: Path, service: wire.WireServer) -> None:
    """The service has carried out the order and the line broke: job and file are found again."""
    service.batches.lost_replies = 1
    service.batches.lost_uploads = 1
    assert killing.run(*command(tmp_path, "openai")) == 0
    assert set(service.batches.billed.values()) == {1}
    assert len(service.batches.made) == 2

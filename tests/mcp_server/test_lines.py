"""Lines of a client: all of them, in order, and whoever waits for one can be stopped."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tersely.mcp_server.lines import Lines, diverted

INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


def read(*pieces: bytes) -> list[str]:
    """The lines that are read of a pipe into which these pieces were written."""
    source, sink = os.pipe()
    for piece in pieces:
        os.write(sink, piece)
    os.close(sink)

    async def all_of() -> list[str]:
        return [line async for line in Lines(source)]

    try:
        return asyncio.run(all_of())
    finally:
        os.close(source)


@given(st.lists(st.binary(max_size=30), max_size=8))
def test_pieces_make_the_lines_that_they_hold(pieces: list[bytes]) -> None:
    """However they are divided; a last line needs no end."""
    lines = b"".join(pieces).decode("utf-8", "replace").split("\n")
    assert read(*pieces) == (lines if lines[-1] else lines[:-1])


def test_who_waits_can_be_cancelled() -> None:
    """Though nothing ever comes."""
    source, _sink = os.pipe()

    async def wait() -> None:
        async with asyncio.timeout(0.01):
            await anext(Lines(source))

    with pytest.raises(TimeoutError):
        asyncio.run(wait())


def test_nobody_else_reads_what_the_client_sends() -> None:
    """The descriptor is at its end meanwhile, and as before afterwards."""
    source, sink = os.pipe()
    os.write(sink, b"one\n")
    with diverted(source) as private:
        assert os.read(source, 10) == b""
        assert os.read(private, 2) == b"on"
    assert os.read(source, 10) == b"e\n"


@pytest.mark.thorough
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_server_that_waits(number: signal.Signals, code: int) -> None:
    """Its client keeps stdin open and sends nothing."""
    command = [sys.executable, "-m", "tersely", "mcp", "-m", "extractive", "--offline"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(INITIALIZE).encode() + b"\n")
        server.stdin.flush()
        assert b"serverInfo" in server.stdout.readline()
        server.send_signal(number)
        assert server.wait(30) == code

"""The same over HTTP: only who has the token, and only by a name of this machine."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import httpx2
import pytest

pytest.importorskip("mcp", reason="extra mcp is not installed")

from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from .conftest import EXAMPLES

CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}


@pytest.fixture
def address() -> Iterator[tuple[str, str]]:
    """(URL, token) of a running `tersely mcp --http`."""
    command = [sys.executable, "-m", "tersely", "mcp", "--http", "--port", "0"]
    command += ["--root", str(EXAMPLES), "-m", "extractive"]
    environment = {name: os.environ[name] for name in ("HOME", "PATH", "XDG_CACHE_HOME")}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, text=True)
    try:
        assert process.stderr is not None
        url = token = ""
        while not token:
            line = process.stderr.readline()
            assert line, "the server ended"
            url = found[0] if (found := re.search(r"http://\S+", line)) else url
            token = line.partition("Bearer ")[2].strip()
        yield url, token
    finally:
        process.terminate()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


@pytest.mark.thorough
def test_it_answers_its_user_only(address: tuple[str, str]) -> None:
    """A wrong token, another Host (DNS rebinding) and another Origin are refused."""
    url, token = address

    async def main() -> None:
        bearer = {"Authorization": f"Bearer {token}"}
        async with httpx2.AsyncClient(headers=bearer) as line:
            for headers, status in (
                ({"Authorization": "Bearer wrong"}, 401),
                ({"Host": "evil.example"}, 421),
                ({"Origin": "http://evil.example"}, 403),
            ):
                answer = await line.post(url, json=CALL, headers=headers)
                assert answer.status_code == status
            async with Client(streamable_http_client(url, http_client=line)) as client:
                assert not (await client.call_tool("summarize", {"path": "report.md"})).is_error

    asyncio.run(main())

"""The official client beside the server, in this process or over stdio."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

pytest.importorskip("mcp", reason="extra mcp is not installed")

from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

import wire
from tersely.app.context import Context
from tersely.app.operations import Operations
from tersely.app.sources import Roots
from tersely.mcp_server.server import build
from tersely.middleware import Allowance

EXAMPLES = Path(__file__).parents[2] / "examples"
T = TypeVar("T")
Use = Callable[[Client], Awaitable[T]]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[wire.WireServer]:
    """A fake service that the environment leads every adapter to."""
    with wire.serve() as running:
        for name, value in running.environment().items():
            monkeypatch.setenv(name, value)
        yield running


def talk(
    use: Use[T],
    *,
    roots: tuple[Path, ...] = (EXAMPLES,),
    session_usd: float | None = None,
    mode: Any = "auto",
    client: dict[str, Any] | None = None,
    **settings: Any,
) -> T:
    """What `use` returns of a client of a server in this process."""
    context = Context.load({"model": "extractive"} | settings)
    operations = Operations(context, roots=Roots.of(roots), allowance=Allowance(session_usd))

    async def work() -> T:
        async with Client(build(operations), mode=mode, **(client or {})) as opened:
            return await use(opened)

    return asyncio.run(work())


def over_stdio(use: Use[T], *arguments: str, env: dict[str, str]) -> T:
    """The same with `tersely mcp` as a process of its own."""
    parameters = StdioServerParameters(
        command=sys.executable, args=["-m", "tersely", "mcp", *arguments], env=env
    )

    async def work() -> T:
        async with Client(stdio_client(parameters)) as opened:
            return await use(opened)

    return asyncio.run(work())

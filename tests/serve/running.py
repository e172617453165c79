"""A server of ours in a thread, as a test talks to it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2

from tersely.app.context import Context
from tersely.app.guard import Guard, Links, names_of
from tersely.app.operations import Operations
from tersely.cli.listening import listen
from tersely.middleware import Allowance
from tersely.serve.server import OPEN_PATHS, ServerLimits, Service, server_of

TOKEN = "a-token-for-tests-only"


@dataclass
class Running:
    """A server that answers at `url`."""

    url: str
    links: Links
    service: Service

    def client(self, **headers: str) -> httpx2.Client:
        """A client that has the token."""
        known = {"Authorization": f"Bearer {TOKEN}"} | headers
        return httpx2.Client(base_url=self.url, headers=known, timeout=None)


@contextlib.contextmanager
def running(
    *,
    session_usd: float | None = None,
    limits: ServerLimits | None = None,
    **settings: Any,
) -> Iterator[Running]:
    """A fresh server on a free port, gone afterwards."""
    bound = listen("127.0.0.1", 0)
    port = bound.getsockname()[1]
    guard = Guard(
        TOKEN, names_of("127.0.0.1", port), cookie=f"tersely_{port}", open_paths=OPEN_PATHS
    )
    url = f"http://127.0.0.1:{port}"
    context = Context.load({"model": "extractive"} | settings)
    operations = Operations(context, allowance=Allowance(session_usd))
    started = threading.Event()
    parts: list[Any] = []

    async def main() -> None:
        service = Service(operations, guard, limits or ServerLimits(grace_s=10), Links(url))
        server = server_of(service)
        parts.extend((service, server))
        started.set()
        await server.serve(sockets=[bound])

    thread = threading.Thread(target=lambda: asyncio.run(main()))
    thread.start()
    started.wait()
    service, server = parts
    try:
        yield Running(url, service.links, service)
    finally:
        server.should_exit = True
        thread.join()

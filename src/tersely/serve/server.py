"""The app, and how it runs: who may connect, what every answer carries, and an orderly end."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.exceptions import HTTPException

from ..app import styles
from ..app.guard import App, Guard, Guarded, Links, Receive, Scope, Send
from ..app.operations import Operations
from ..errors import Bug, TerselyError
from ..faults import explained
from . import problems
from .api import Api, router
from .intake import Holding, Intake
from .jobs import Jobs, Limits
from .page import Page, refusal_page
from .schema import document_of

OPEN_PATHS = ("/healthz", "/open", "/static/style.css", "/static/serve.css")
# Nothing from elsewhere, nothing inline, nobody around it.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"
    " data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    # Not "no-referrer": a form would then say that its origin is null.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
_HELD_REQUESTS = 8
"""So many of the largest requests are held at once."""


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """What one server takes on."""

    upload_bytes: int = 50_000_000
    jobs: Limits = field(default_factory=Limits)
    grace_s: float = 30.0


class Service:
    """The parts of one server, put together."""

    def __init__(
        self, operations: Operations, guard: Guard, limits: ServerLimits, links: Links
    ) -> None:
        self.limits, self.guard, self.links = limits, guard, links
        holding = Holding(limits.upload_bytes * _HELD_REQUESTS)
        self.jobs = Jobs(limits.jobs, holding, operations.on_bug)
        self.api = Api(operations, self.jobs, Intake(holding, limits.upload_bytes))

    def app(self) -> App:
        """The ASGI app."""
        app = FastAPI(
            title="tersely",
            version=metadata.version("tersely"),
            docs_url=None,
            redoc_url=None,
            telemetry=None,
            exception_handlers={
                problems.Refused: problems.on_refused,
                TerselyError: problems.on_error,
                HTTPException: problems.on_http,
                Exception: problems.on_bug,
            },
        )
        app.include_router(router(self.api))
        app.include_router(Page(self.api, self.guard, self.links).routes())
        names = [name for name, _ in styles.styles(self.api.operations.context)]
        app.openapi = lambda: document_of(app, names)  # type: ignore[method-assign]
        with_headers = WithHeaders(HeadAsGet(app), self.api.operations.on_bug)
        return Guarded(with_headers, self.guard, refusal_page)


class HeadAsGet:
    """Answers HEAD as GET; the server leaves the body out. But for the link, which a look would use
    up, and for events, which end with their job.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            path = scope["path"]
            if path != "/open" and not path.endswith("/events"):
                scope = {**scope, "method": "GET"}
        await self._app(scope, receive, send)


class WithHeaders:
    """Adds what every answer carries. `on_bug` hears the traceback of a fault of ours."""

    def __init__(self, app: Any, on_bug: Callable[[str], None]) -> None:
        self._app, self._on_bug = app, on_bug

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                names = {name for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(row for row in HEADERS if row[0] not in names),
                ]
                if b"cache-control" not in names:
                    message["headers"].append((b"cache-control", b"no-store"))
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:  # noqa: BLE001  # it has been answered; a log of it is for who asked
            fault = explained(error)
            if isinstance(fault, Bug):
                self._on_bug(fault.details)


class _Server(uvicorn.Server):
    """Ends in order: what is in flight is waited for, as long as `grace_s`; Ctrl-C again does not
    wait.
    """

    def __init__(self, config: uvicorn.Config, jobs: Jobs, grace_s: float) -> None:
        super().__init__(config)
        self._jobs, self._grace_s = jobs, grace_s

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        closing = asyncio.ensure_future(self._jobs.aclose(self._grace_s))
        await super().shutdown(sockets)
        while not (closing.done() or self.force_exit):
            await asyncio.wait({closing}, timeout=0.1)
        closing.cancel()


def server_of(service: Service) -> uvicorn.Server:
    """The server that answers until SIGINT, SIGTERM or `should_exit`. What is in flight then ends
    and is stored.
    """
    grace_s = service.limits.grace_s
    # What a stranger sends that is no HTTP would stand on the user's terminal.
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
    config = uvicorn.Config(
        service.app(),
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        # Who does not read what he asked for is left after that.
        timeout_graceful_shutdown=round(grace_s) + 5,
    )
    return _Server(config, service.jobs, grace_s)


async def serve(service: Service, bound: socket.socket) -> None:
    """Answer on `bound` until a signal comes."""
    await server_of(service).serve(sockets=[bound])

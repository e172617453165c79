"""`tersely mcp`: the same core for assistants and editors."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from typing import Annotated

import typer

from ..app.guard import Guard, Guarded, Refusal, names_of, new_token
from ..app.operations import Operations
from ..app.sources import Roots
from ..errors import UsageError
from ..middleware import Allowance
from . import listening, notices
from .command import add
from .invocation import Invocation
from .options import OUTPUT, RARE, CommonOptions, option

PATH = "/mcp"
PORT = 8766


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    add(
        app,
        "mcp",
        mcp,
        text="A server for assistants and editors (Model Context Protocol), on stdio. All options "
        "are the defaults of its calls.",
        examples=("tersely mcp --root ~/documents", "tersely mcp -m anthropic --http"),
        options=CommonOptions,
    )


def mcp(
    context: typer.Context,
    root: listening.Root = None,
    session_cost: listening.SessionCost = listening.DEFAULT_SESSION_USD,
    http: Annotated[
        bool, option("--http", text="Over HTTP on this machine.", panel=OUTPUT)
    ] = False,
    port: Annotated[
        int | None,
        option(
            "--port",
            text=f"With --http ({PORT}).",
            panel=OUTPUT,
            metavar="N",
            min=0,
            max=65535,
        ),
    ] = None,
    token_file: Annotated[
        str | None,
        option("--token-file", text="With --http: your own token.", panel=RARE, metavar="FILE"),
    ] = None,
) -> None:
    listening.need_extra("mcp", "mcp")
    if (port is not None or token_file) and not http:
        raise UsageError("--port and --token-file belong to --http.", hint="Add --http.")
    invocation = Invocation.of(context)
    operations = Operations(
        invocation.context,
        roots=Roots.of(root or []),
        allowance=Allowance(session_cost),
        on_bug=listening.bug_teller(invocation),
    )
    if not invocation.quiet:
        listening.announce(invocation.context)
        folders = ", ".join(map(str, operations.roots.folders))
        notices.say(f"Open to the client: {folders or 'the folders that it grants, no others'}.")
    if http:
        token = listening.token_from(token_file, "127.0.0.1", new_token)
        _serve_http(operations, PORT if port is None else port, token)
        return
    from ..mcp_server.server import serve_stdio

    asyncio.run(serve_stdio(operations))


def _serve_http(operations: Operations, port: int, token: str) -> None:
    import uvicorn

    from ..mcp_server.server import http_app

    bound = listening.listen("127.0.0.1", port)
    port = bound.getsockname()[1]
    app = Guarded(http_app(operations), Guard(token, names_of("127.0.0.1", port)), _refused)
    notices.say(f"http://127.0.0.1:{port}{PATH}")
    # The one place where it is shown: a client needs it in its configuration.
    sys.stderr.write(f"  Authorization: Bearer {token}\n")
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=5
    )
    asyncio.run(uvicorn.Server(config).serve(sockets=[bound]))


def _refused(refusal: Refusal, _headers: Mapping[str, str]) -> tuple[str, bytes]:
    return "text/plain; charset=utf-8", f"{refusal.message} {refusal.hint}\n".encode()

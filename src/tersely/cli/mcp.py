"""`tersely mcp`: the same core for assistants and editors."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated

import typer

from ..app import model_selection
from ..app.guard import Guard, Guarded, Refusal, names_of, new_token
from ..app.operations import Operations
from ..app.sources import Roots
from ..errors import UsageError
from ..middleware import Allowance
from . import listening
from .listening import tell
from .options import COST, OUTPUT, RARE, Invocation, shared

PATH = "/mcp"


def register(root: typer.Typer) -> None:
    """Add the command to `root`."""
    root.command("mcp", help="A server for assistants (Model Context Protocol), on stdio.")(mcp)


@shared
def mcp(
    invocation: Invocation,
    root: Annotated[
        list[str] | None,
        typer.Option(
            "--root",
            help="A folder whose files may be read, beside those that the client grants.",
            metavar="FOLDER",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    session_cost: Annotated[
        float,
        typer.Option(
            "--max-session-cost",
            min=0,
            help="USD for all calls together (5.00).",
            metavar="USD",
            rich_help_panel=COST,
            show_default=False,
        ),
    ] = listening.DEFAULT_SESSION_USD,
    http: Annotated[
        bool, typer.Option("--http", help="Over HTTP on this machine.", rich_help_panel=OUTPUT)
    ] = False,
    port: Annotated[
        int,
        typer.Option(
            min=0, max=65535, help="With --http.", rich_help_panel=OUTPUT, show_default=False
        ),
    ] = 8766,
    token_file: Annotated[
        str | None,
        typer.Option(
            help="With --http: a token of your own.", metavar="FILE", rich_help_panel=RARE
        ),
    ] = None,
) -> None:
    listening.need_extra("mcp", "mcp")
    if (port != 8766 or token_file) and not http:
        raise UsageError("--port and --token-file belong to --http.", hint="Add --http.")
    operations = Operations(
        invocation.context, roots=Roots.of(root or []), allowance=Allowance(session_cost)
    )
    _announce(invocation, operations)
    if http:
        _serve_http(operations, port, listening.token_from(token_file, "127.0.0.1", new_token))
        return
    from ..mcp_server.server import serve_stdio

    asyncio.run(serve_stdio(operations))


def _announce(invocation: Invocation, operations: Operations) -> None:
    """Who is asked and which folders are open, on stderr: clients keep it in their log."""
    if invocation.quiet:
        return
    for line in model_selection.choose_model(invocation.context).lines:
        tell(line)
    folders = ", ".join(map(str, operations.roots.folders))
    tell(f"tersely: open to the client: {folders or 'the folders that it grants, no others'}.")


def _serve_http(operations: Operations, port: int, token: str) -> None:
    import uvicorn

    from ..mcp_server.server import http_app

    bound = listening.listen("127.0.0.1", port)
    port = bound.getsockname()[1]
    guard = Guard(token, names_of("127.0.0.1", port))
    app = Guarded(http_app(operations), guard, _refused)
    tell(f"tersely: http://127.0.0.1:{port}{PATH}")
    # The one place where it is shown: a client needs it in its configuration.
    sys.stderr.write(f"  Authorization: Bearer {token}\n")
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=5
    )
    asyncio.run(uvicorn.Server(config).serve(sockets=[bound]))


def _refused(refusal: Refusal) -> tuple[str, bytes]:
    return "text/plain; charset=utf-8", f"{refusal.message} {refusal.hint}\n".encode()

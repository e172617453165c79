"""`tersely serve`: a page in the browser and an HTTP API, on this machine."""

from __future__ import annotations

import asyncio
import socket
import sys
from functools import partial
from typing import Annotated

import typer

from ..app.guard import Guard, Links, names_of, new_token
from ..app.operations import Operations
from ..middleware import Allowance
from . import listening
from .command import add
from .invocation import Invocation
from .options import COST, OUTPUT, RARE, CommonOptions, option

PORT = 8765


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    add(
        app,
        "serve",
        serve,
        text="A page in your browser and an HTTP API, on this machine. All options are the defaults "
        "of its requests.",
        examples=("tersely serve", "tersely serve -m anthropic --max-cost 0.10"),
        options=CommonOptions,
    )


def serve(
    context: typer.Context,
    port: Annotated[
        int,
        option(
            "--port",
            text=f"0 takes a free one ({PORT}).",
            panel=OUTPUT,
            metavar="N",
            min=0,
            max=65535,
        ),
    ] = PORT,
    host: Annotated[
        str,
        option(
            "--host",
            text="Let other machines in; needs a --token-file.",
            panel=RARE,
            metavar="ADDRESS",
        ),
    ] = "127.0.0.1",
    token_file: Annotated[
        str | None,
        option("--token-file", text="Your own token for the API.", panel=OUTPUT, metavar="FILE"),
    ] = None,
    session_cost: listening.SessionCost = listening.DEFAULT_SESSION_USD,
    max_upload_mb: Annotated[
        float,
        option(
            "--max-upload-mb",
            text="Larger requests are refused (50).",
            panel=RARE,
            metavar="N",
            min=0.001,
        ),
    ] = 50,
    max_jobs: Annotated[
        int,
        option("--max-jobs", text="At work at once (4).", panel=COST, metavar="N", min=1, max=256),
    ] = 4,
) -> None:
    listening.need_extra("serve", "fastapi", "uvicorn", "python_multipart")
    invocation = Invocation.of(context)
    token = listening.token_from(token_file, host, new_token)
    bound = listening.listen(host, port)
    port = bound.getsockname()[1]
    from ..serve.jobs import Limits
    from ..serve.server import OPEN_PATHS, ServerLimits, Service
    from ..serve.server import serve as answer

    guard = Guard(
        token,
        names_of(host, port) | names_of(_shown(host).strip("[]"), port),
        cookie=f"tersely_{port}",
        open_paths=OPEN_PATHS,
        any_address=not listening.is_loopback(host),
    )
    limits = ServerLimits(int(max_upload_mb * 1e6), Limits(running=max_jobs))
    operations = Operations(
        invocation.context,
        allowance=Allowance(session_cost),
        on_bug=listening.bug_teller(invocation),
    )
    base_url = f"http://{_shown(host)}:{port}"
    links = Links(base_url)
    service = Service(operations, guard, limits, links)
    if not invocation.quiet:
        listening.announce(invocation.context)
    # The one place where secrets are shown: the user's own terminal.
    sys.stderr.write(f"Open {links.new()}\n  a link for one browser\n")
    sys.stderr.write(
        f"API  {base_url}/v1\n  Authorization: Bearer {_shown_token(token, token_file)}\n"
    )
    links.on_used = partial(_tell_link, links)
    asyncio.run(answer(service, bound))


def _tell_link(links: Links) -> None:
    sys.stderr.write(f"For another browser: {links.new()}\n")


def _shown(host: str) -> str:
    """The host as it stands in an address; for all addresses of the machine its name."""
    if host in ("0.0.0.0", "::"):
        return socket.gethostname().lower()
    return f"[{host}]" if ":" in host else host


def _shown_token(token: str, token_file: str | None) -> str:
    return f"(what {token_file} holds)" if token_file else token

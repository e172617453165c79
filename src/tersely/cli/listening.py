"""What the commands share that listen on a port of this machine."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

from ..app import model_selection
from ..app.context import Context
from ..app.guard import SHORTEST_TOKEN
from ..app.judge_selection import review_lines
from ..errors import InputError, MissingExtra, UsageError
from . import notices
from .invocation import Invocation
from .options import COST, FILES, option

DEFAULT_SESSION_USD = 5.0
Root = Annotated[
    list[str] | None,
    option("--root", text="A folder whose files may be read.", panel=FILES, metavar="FOLDER"),
]
SessionCost = Annotated[
    float,
    option(
        "--max-session-cost",
        text="USD for all calls together (5.00).",
        panel=COST,
        metavar="USD",
        min=0,
    ),
]


def need_extra(extra: str, *modules: str) -> None:
    """Raises MissingExtra where one of the modules of an extra is not installed."""
    if any(find_spec(module) is None for module in modules):
        raise MissingExtra(
            f"tersely {extra} needs packages that are not installed.",
            hint=f"Install them: pip install 'tersely[{extra}]'",
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server on `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections, so that its port is known before anything answers on it.

    Raises:
        UsageError: the port is taken, or the machine has no such address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        # Who follows the printed link at once waits, and is not refused.
        bound.listen(128)
    except OSError as error:
        bound.close()
        raise UsageError(
            f"{host} port {port} cannot be used: {error.strerror or error}.",
            hint="Another port: --port 0 takes one that is free.",
        ) from None
    return bound


def token_from(token_file: str | None, host: str, generate: Callable[[], str]) -> str:
    """The secret of a server: what the user's file holds, else a new one.

    Raises:
        UsageError: other machines can reach `host`, and the user gave no token; or it is short.
    """
    if token_file is None:
        if not is_loopback(host):
            raise UsageError(
                f"--host {host} lets other machines in, so it needs a token of your own.",
                hint="Write one into a file (openssl rand -hex 32 > token) and add"
                " --token-file token. Nothing is encrypted on the way: use it only in a network"
                " that you trust.",
            )
        return generate()
    try:
        token = Path(token_file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise InputError(
            f"The file {token_file} of --token-file cannot be read.", hint="Check the path."
        ) from None
    if len(token) < SHORTEST_TOKEN or not token.isascii() or any(c.isspace() for c in token):
        raise UsageError(
            f"The token in {token_file} is too short or has spaces in it.",
            hint="At least 16 ASCII characters: openssl rand -hex 32 > token",
        )
    return token


def bug_teller(invocation: Invocation) -> Callable[[str], None]:
    """What hears the traceback of a fault of ours: stderr with -vv, else nobody."""

    def tell(details: str) -> None:
        if invocation.verbose > 1:
            notices.say(details)

    return tell


def announce(context: Context) -> None:
    """Who is asked and where texts go, before anything is sent."""
    choice = model_selection.choose_model(context)
    for line in (choice.line, *review_lines(context, [choice.ref])):
        if line:
            notices.say(line)
    for hint in choice.hints:
        notices.say(hint, notices.Label.HINT)

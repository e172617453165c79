"""`tersely keys`: which keys there are and where; storing and forgetting one. None is shown."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from .. import config
from ..app import listing as providers
from ..app.context import Context
from ..errors import ConfigError, InputError, MissingAddress, UsageError
from . import notices
from .group import add_group, say
from .options import OUTPUT, option
from .table import listing

Provider = Annotated[
    str, typer.Argument(metavar="PROVIDER", help="As tersely doctor names it.", show_default=False)
]


def register(root: typer.Typer) -> None:
    """Add the commands to `root`."""
    commands: dict[str, Callable[..., None]] = {"list": list_keys, "set": set_key, "remove": remove}
    add_group(
        root,
        "keys",
        commands,
        text="API keys of the providers; never shown.",
        examples=(
            "tersely keys",
            "tersely keys list",
            "tersely keys set openai",
            "pass show openai | tersely keys set openai --stdin",
            "tersely keys remove openai",
        ),
    )


def list_keys() -> None:
    """For each provider whether a key is set and where, never its value."""
    rows = []
    for name, variable, key in providers.keys(Context.load()):
        match key:
            case config.Key():
                state = f"set ({key.origin})"
            case None:
                state = f"not set ({variable})"
            case MissingAddress(variable=address):
                state = f"not usable without {address}"
            case error:
                state = f"cannot be used: {error.message}"
        rows.append((name, state))
    say(listing(rows))


def set_key(
    name: Provider,
    stdin: Annotated[
        bool, option("--stdin", text="Read the key from stdin.", panel=OUTPUT)
    ] = False,
) -> None:
    """Store the key of a provider: asked for without echo, or from stdin."""
    from pydantic import SecretStr

    context = Context.load()
    provider = providers.canonical(name, context)
    if provider in ("extractive", "local"):
        raise UsageError(
            f"{provider} works on this machine and takes no key.", hint="Use it: -m " + provider
        )
    value = (
        sys.stdin.readline().strip()
        if stdin or not sys.stdin.isatty()
        else typer.prompt(f"Key for {provider}", hide_input=True)
    )
    if not value:
        raise InputError("No key was given.", hint="Paste it at the prompt, or pipe it in.")
    where = config.set_key(provider, SecretStr(value), context.paths.keys_file)
    notices.say(f"The key for {provider} is in {where}.")


def remove(name: Provider) -> None:
    """Forget the stored key of a provider."""
    context = Context.load()
    provider = providers.canonical(name, context)
    places = config.remove_key(provider, context.paths.keys_file)
    if places:
        notices.say(f"The key for {provider} was removed from {' and '.join(places)}.")
        return
    raise ConfigError(
        f"No key for {provider} is stored.", hint="Which keys there are: tersely keys list"
    )

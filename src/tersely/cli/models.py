"""`tersely models`: what can be used now, with its window and price."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from ..app import listing, model_selection
from ..app.context import Context
from .group import EnvFile, Json, say
from .table import table


def register(root: typer.Typer) -> None:
    """Add the command to `root`."""
    root.command("models", help="What can be used now, with its window and price.")(models)


def models(
    provider: Annotated[
        str | None, typer.Option("-p", "--provider", help="One provider.", show_default=False)
    ] = None,
    refresh: Annotated[
        bool,
        typer.Option(
            "--refresh", help="Ask the provider what the key can use.", show_default=False
        ),
    ] = False,
    as_json: Json = False,
    env_file: EnvFile = None,
) -> None:
    context = Context.load(env_file=env_file)
    rows = listing.list_models(context, provider=provider, refresh=refresh)
    if as_json:
        say(json.dumps([row.as_dict() for row in rows], indent=2))
        return
    cells = [
        [row.ref, f"{row.window_tokens:,}" if row.window_tokens else "-", row.price, row.state]
        for row in rows
    ]
    say(table(["model", "window", "$/M tokens in / out", "now"], cells, right=["window"]))
    say()
    if provider not in (None, "extractive") and not refresh:
        say(f"What the key can use: tersely models -p {provider} --refresh")
    say(f"Default: {model_selection.choose_model(context).ref}   (tersely config set model REF)")

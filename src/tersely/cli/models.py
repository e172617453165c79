"""`tersely models`: what can be used now, with its window and price."""

from __future__ import annotations

from typing import Annotated

import typer

from ..app import listing, model_selection
from ..screen_text import json_text
from .command import add
from .group import say
from .invocation import Invocation
from .options import MODEL, Json, SettingsOptions, option
from .table import table


def register(root: typer.Typer) -> None:
    """Add the command to `root`."""
    add(
        root,
        "models",
        models,
        text="What can be used now, with its window and price.",
        examples=("tersely models", "tersely models -p openai"),
        options=SettingsOptions,
    )


def models(
    options: typer.Context,
    provider: Annotated[
        str | None,
        option("-p", "--provider", text="One provider.", panel=MODEL, metavar="PROVIDER"),
    ] = None,
    refresh: Annotated[
        bool, option("--refresh", text="Ask the provider what the key can use.", panel=MODEL)
    ] = False,
    as_json: Json = False,
) -> None:
    context = Invocation.of(options).context
    rows = listing.list_models(context, provider=provider, refresh=refresh)
    if as_json:
        say(json_text([row.as_dict() for row in rows]))
        return
    cells = [
        [row.ref, f"{row.window_tokens:,}" if row.window_tokens else "-", row.price, row.state]
        for row in rows
    ]
    say(table(["model", "window", "$/M in / out", "now"], cells, right=["window"]))
    say()
    if provider not in (None, "extractive") and not refresh:
        say(f"What the key can use: tersely models -p {provider} --refresh")
    say(f"Default: {model_selection.choose_model(context).ref}   (tersely config set model REF)")

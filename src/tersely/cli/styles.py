"""`tersely styles`: the prompts there are, and what they say."""

from __future__ import annotations

import typer

from ..app import styles
from ..app.context import Context
from .group import add_group, say


def register(root: typer.Typer) -> None:
    """Add the commands to `root`."""
    add_group(root, "styles", "The prompt styles.", {"list": list_styles, "show": show})


def list_styles() -> None:
    """The styles, one a line."""
    context = Context.load()
    for name, description in styles.styles(context):
        say(f"{name:<12}{description}")


def show(name: str) -> None:
    """The prompts of one style, as they are used."""
    context = Context.load()
    style = styles.load_style(name, context)
    for part in ("system", "single", "map", "merge", "reduce"):
        say(f"<!-- {part}.md -->\n{getattr(style, part)}\n")
    say(f"<!-- your own: copy the files into {context.paths.styles / name}/ -->")

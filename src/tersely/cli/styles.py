"""`tersely styles`: the prompts there are, and what they say."""

from __future__ import annotations

from typing import Annotated

import typer

from ..app import styles
from ..app.context import Context
from .group import add_group, say
from .table import listing


def register(root: typer.Typer) -> None:
    """Add the commands to `root`."""
    add_group(
        root,
        "styles",
        {"list": list_styles, "show": show},
        text="The prompt styles.",
        examples=(
            "tersely styles",
            "tersely styles list",
            "tersely styles show tldr",
            "tersely styles show minutes",
        ),
    )


def list_styles() -> None:
    """The styles, one a line."""
    context = Context.load()
    say(listing(list(styles.styles(context))))


def show(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="As tersely styles lists it.", show_default=False)
    ],
) -> None:
    """The prompts of one style, as they are used."""
    context = Context.load()
    style = styles.load_style(name, context)
    for part in ("system", "single", "map", "merge", "reduce"):
        say(f"<!-- {part}.md -->\n{getattr(style, part)}\n")
    say(f"<!-- your own: copy the files into {context.paths.styles / name}/ -->")

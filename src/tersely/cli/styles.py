"""`tersely styles`: the prompts there are, and what they say."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import prompts
from ..app import styles
from ..app.context import Context
from ..engine.genre import GENRES
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
    if name == "default":
        for genre in GENRES:
            added = prompts.with_genre(style, genre, styles.style_folders(context))
            say(f"<!-- map-{genre}.md, where the text is one -->\n{added.added}\n")
    say(f"<!-- your own: copy the files into {context.paths.styles / name}/ -->")

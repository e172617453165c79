"""`tersely cache`: how many finished answers are kept; deleting them."""

from __future__ import annotations

import typer

from ..app import listing
from . import notices
from .group import add_group, paths, say


def register(root: typer.Typer) -> None:
    """Add the commands to `root`."""
    commands = {"show": show, "clear": clear}
    add_group(
        root,
        "cache",
        commands,
        text="The cache of finished answers.",
        examples=("tersely cache", "tersely cache show", "tersely cache clear"),
    )


def show() -> None:
    """How many answers are stored."""
    places = paths()
    stats = listing.cache_stats(places)
    say(f"{stats.answers:,} answers, {stats.size_bytes / 1e6:.1f} MB in {stats.path}")


def clear() -> None:
    """Delete all stored answers; they would be paid again."""
    notices.say(f"{listing.cache_clear(paths()):,} answers deleted.")

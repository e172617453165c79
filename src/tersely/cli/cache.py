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
    count, size_bytes = listing.index_sizes(places)
    if count:
        plural = "es" if count > 1 else ""
        say(f"{count:,} index{plural} of ask, {size_bytes / 1e6:.1f} MB in {places.index_folder}")


def clear() -> None:
    """Delete all stored answers, which would be paid again, and the indexes of ask."""
    places = paths()
    notices.say(f"{listing.cache_clear(places):,} answers deleted.")
    if count := listing.index_clear(places):
        notices.say(f"{count:,} index{'es' * (count > 1)} of ask deleted.")

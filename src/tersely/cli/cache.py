"""`tersely cache`: how many finished answers are kept; taking in those of other machines; deleting
them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from ..app import listing
from ..app.context import Context
from ..errors import ExitCode
from ..screen_text import how_many
from ..store import Merged
from . import notices
from .group import add_group, paths, say


def register(root: typer.Typer) -> None:
    """Add the commands to `root`."""
    commands: dict[str, Callable[..., None]] = {"show": show, "merge": merge, "clear": clear}
    add_group(
        root,
        "cache",
        commands,
        text="The cache of finished answers.",
        examples=(
            "tersely cache",
            "tersely cache show",
            "tersely cache merge node2/answers.sqlite node3/answers.sqlite",
            "tersely cache clear",
        ),
    )


def show() -> None:
    """How many answers are kept, and where."""
    places = paths()
    stats = listing.cache_stats(places)
    say(f"{how_many(stats.answers, 'answer')}, {stats.size_bytes / 1e6:.1f} MB in {stats.path}")
    count, size_bytes = listing.index_sizes(places)
    if count:
        indexes = how_many(count, "index", "indexes")
        say(f"{indexes} of ask, {size_bytes / 1e6:.1f} MB in {places.index_folder}")


def merge(
    stores: Annotated[
        list[str],
        typer.Argument(
            metavar="STORE...",
            help="The answers.sqlite of other machines, or their folders.",
            show_default=False,
        ),
    ],
) -> None:
    """Take in the answers of other caches: nothing is paid twice."""
    context = Context.load()
    sources = [Path(store) for store in dict.fromkeys(stores)]
    damaged = False
    for source, merged in listing.cache_merge(context.paths, sources):
        notices.say(f"{source}: {_told(merged)}.")
        if merged.damaged:
            damaged = True
            notices.warn(f"{source} is damaged; only a part of it could be read.")
    size_bytes, most_mb = listing.cache_stats(context.paths).size_bytes, context.settings.cache_mb
    if size_bytes > most_mb * 1e6:
        notices.warn(
            f"The cache now takes {size_bytes / 1e6:,.0f} MB and the limit is {most_mb:,.0f} MB: the "
            "next command drops the oldest answers. Keep them: "
            f"tersely config set cache_mb {size_bytes / 1e6 * 1.5:.0f}"
        )
    if damaged:
        raise typer.Exit(ExitCode.PARTIAL)


def _told(merged: Merged) -> str:
    """E.g. "120 answers added, 3 present already, 1 damaged and left out"."""
    parts = [f"{how_many(merged.added, 'answer')} added", f"{merged.present:,} present already"]
    parts += [f"{merged.bad:,} damaged and left out"] if merged.bad else []
    return ", ".join(parts)


def clear() -> None:
    """Delete all answers and the indexes of ask; asking anew is paid."""
    places = paths()
    notices.say(f"{how_many(listing.cache_clear(places), 'answer')} deleted.")
    if count := listing.index_clear(places):
        notices.say(f"{how_many(count, 'index', 'indexes')} of ask deleted.")

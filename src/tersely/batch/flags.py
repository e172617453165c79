"""What the summaries of a batch say and their sources do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..endings import untraced
from ..records import Check
from ..screen_text import excerpt
from .jobs import Jobs
from .rows import Row, RowFlag

LISTED = 5
LONGEST = 80  # characters of a flag, and of the passage beside it
UNFOUNDED = RowFlag("nothing in the summary is supported by the source")
UNTRACED = RowFlag("no sentence of the summary could be traced to the source")
WITH_SUMMARY = ("written", "partial", "cut")


def flags_of(check: Check | None) -> tuple[RowFlag, ...]:
    """The flags of one summary; one that rests on nothing in its source has one for that, and one
    that rests on it in part has one that counts with --strict.
    """
    if check is None:
        return ()
    flags = tuple(RowFlag(flag.text, flag.nearest) for flag in check.flags)
    if check.unfounded:
        return (UNFOUNDED, *flags)
    if check.rests_on_nothing:
        return (UNTRACED, *flags)
    sentences = untraced(check)
    return (*flags, RowFlag(sentences, strict_only=True)) if sentences else flags


def counted(flags: Sequence[RowFlag], *, strict: bool = False) -> tuple[RowFlag, ...]:
    """Those that count."""
    return tuple(flag for flag in flags if strict or not flag.strict_only)


def flagged(jobs: Jobs, *, strict: bool = False) -> Iterator[Row]:
    """The rows of this run with flags that count, those that were up to date included."""
    for row in jobs.rows(*WITH_SUMMARY, seen=True, with_text=False):
        if flags := counted(row.flags, strict=strict):
            yield replace(row, flags=flags)


def described(flags: Sequence[RowFlag]) -> str:
    """E.g. "18 % (source: 1.8 %), Paris, and 2 more"."""
    shown = ", ".join(map(_one, flags[:LISTED]))
    rest = len(flags) - LISTED
    return f"{shown}, and {rest} more" if rest > 0 else shown


def _one(flag: RowFlag) -> str:
    text = excerpt(flag.text, LONGEST)
    return f"{text} (source: {excerpt(flag.nearest, LONGEST)})" if flag.nearest else text

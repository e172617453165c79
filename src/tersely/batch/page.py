"""OUT/index.html: every summary whole, with a search over all of them, and what was not summarized.

The numbers at its head add up: each file of the job table is a summary, failed or skipped.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from urllib.parse import quote

from ..pages import markdown, render
from ..records import percent, total_usd, usd
from ..screen_text import how_many
from ..storage import is_remote
from .flags import counted
from .jobs import Jobs, Row, RowFlag

SUMMARIZED = ("written", "partial", "cut")
# A browser stays quick with about this much text on one page (some 5,000 summaries of medium
# length); of what comes after it the page holds the first sentence.
MOST_CHARACTERS = 5_000_000
ONLY_FIRST_LINE = "Only its beginning is on this page; the summary file holds the whole text."


@dataclass(frozen=True, slots=True)
class Entry:
    """One file on the page. `body` is text or Markup; `ending` says what is missing of the summary."""

    name: str
    source_link: str
    output_link: str = ""
    facts: tuple[str, ...] = ()
    body: str = ""
    ending: str = ""
    flags: tuple[RowFlag, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page is and where the sources are: names are relative to their common folder."""

    out: str
    folder: str

    def name(self, path: str) -> str:
        """How the page calls a file."""
        return _absolute(path).removeprefix(os.path.join(self.folder, ""))

    def link(self, path: str) -> str:
        """The way from OUT to a source, so that both can be moved together; none to or from
        objects, which a browser cannot open.
        """
        if is_remote(path) or is_remote(self.out):
            return ""
        absolute = os.path.abspath(path)
        try:
            way = os.path.relpath(absolute, os.path.abspath(self.out))
        except ValueError:  # another drive of Windows
            return Path(absolute).as_uri()
        return quote(way.replace(os.sep, "/"))


def index_page(jobs: Jobs, *, walked: bool) -> str:
    """The page of a whole job table.

    With `walked` this run has met every file that there is: a summary whose source it did not meet
    says so, and a failed or skipped file that it did not meet is left out.
    """
    written = [replace(row, flags=counted(row.flags)) for row in jobs.rows(*SUMMARIZED)]
    left = [row for row in jobs.rows("failed", "skipped") if row.seen or not walked]
    place = Place(jobs.out.name, _common_folder([*written, *left]))
    failed = [_unfinished(row, place) for row in left if row.status == "failed"]
    skipped: dict[str, list[Entry]] = defaultdict(list)
    for row in left:
        if row.status == "skipped":
            skipped[row.detail].append(_unfinished(row, place))
    skipped_count = len(left) - len(failed)
    return render(
        "batch.html",
        script="batch.js",
        folder=place.folder,
        facts=_head(written, len(failed), skipped_count),
        summaries=_summaries(written, place, walked=walked),
        failed=failed,
        skipped=sorted(skipped.items()),
        skipped_count=skipped_count,
        total=len(written) + len(left),
    )


def _common_folder(rows: Sequence[Row]) -> str:
    """The innermost folder that holds all files; empty where there is none (two drives)."""
    folders = {os.path.dirname(_absolute(row.path)) for row in rows}
    if any(map(is_remote, folders)):
        first, last = (folder.split("/") for folder in (min(folders), max(folders)))
        same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
        return "/".join(part for part, _ in same)
    try:
        return os.path.commonpath(folders)
    except ValueError:
        return ""


def _absolute(path: str) -> str:
    return path if is_remote(path) else os.path.abspath(path)


def _head(written: Sequence[Row], failed: int, skipped: int) -> list[str]:
    """What the page holds, in numbers that add up, and what it cost."""
    incomplete = sum(row.status != "written" for row in written)
    counted = how_many(len(written), "summary", "summaries")
    counted += f" ({incomplete:,} incomplete)" if incomplete else ""
    counted += f", {failed:,} failed" if failed else ""
    counted += f", {skipped:,} skipped" if skipped else ""
    parts = [f"{how_many(len(written) + failed + skipped, 'file')}: {counted}"]
    costs = [row.cost_usd for row in written]
    if any(cost != 0 for cost in costs):
        parts.append(usd(total_usd(costs)))
    flags = sum(len(row.flags) for row in written)
    if flags:
        parts.append(how_many(flags, "flag"))
    return parts


def _summaries(written: Sequence[Row], place: Place, *, walked: bool) -> list[Entry]:
    entries, characters = [], 0
    for row in written:
        characters += len(row.text)
        whole = bool(row.text) and characters <= MOST_CHARACTERS
        entries.append(_summary(row, place, whole=whole, gone=walked and not row.seen))
    return entries


def _summary(row: Row, place: Place, *, whole: bool, gone: bool) -> Entry:
    endings = [row.detail] if row.status != "written" else []
    endings += ["Its source is no longer there or no longer chosen."] if gone else []
    endings += [] if whole else [ONLY_FIRST_LINE]
    return Entry(
        name=place.name(row.path),
        source_link="" if gone else place.link(row.path),
        output_link=quote(row.output),
        facts=tuple(_facts(row)),
        body=markdown(row.text) if whole else row.title,
        ending=" ".join(endings),
        flags=row.flags,
    )


def _facts(row: Row) -> Iterable[str]:
    """Model, words, cost, how much was read, flags. No flag is no praise, so it is not said."""
    if row.model:
        yield row.model
    yield f"{row.words:,} words"
    yield "free" if row.model == "extractive" else usd(row.cost_usd)
    yield f"read {percent(row.read_share)} of the text"
    if row.flags:
        yield how_many(len(row.flags), "flag")


def _unfinished(row: Row, place: Place) -> Entry:
    return Entry(name=place.name(row.path), source_link=place.link(row.path), reason=row.detail)

"""OUT/index.html: every summary whole, with a search over all of them, and what was not summarized.

The numbers at its head add up: each file of the job table is a summary, failed or skipped.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from urllib.parse import quote

from ..pages import markdown, pieces
from ..records import percent, total_usd, usd
from ..screen_text import how_many
from ..storage import is_remote
from .flags import WITH_SUMMARY, counted
from .jobs import Jobs
from .rows import Row, RowFlag

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


class CommonFolder:
    """The innermost folder that holds all files it was shown; empty where there is none (two
    drives).
    """

    def __init__(self) -> None:
        self.path: str | None = None
        self._last: str | None = None

    def over(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, each looked at on its way."""
        for row in rows:
            self.add(row.path)
            yield row

    def add(self, path: str) -> None:
        folder = os.path.dirname(_absolute(path))
        if folder != self._last:
            self._last = folder
            self.path = folder if self.path is None else _both(self.path, folder)


def _both(folder: str, other: str) -> str:
    """The innermost folder around both."""
    if is_remote(folder) or is_remote(other):
        same = takewhile(
            lambda pair: pair[0] == pair[1],
            zip(folder.split("/"), other.split("/"), strict=False),
        )
        return "/".join(part for part, _ in same)
    try:
        return os.path.commonpath((folder, other)) if folder and other else ""
    except ValueError:
        return ""


def index_page(jobs: Jobs, *, walked: bool) -> Iterator[str]:
    """The page of a whole job table, piece by piece: of 100,000 summaries none but the one at hand
    is in memory.

    With `walked` this run has met every file that there is: a summary whose source it did not meet
    says so, and a failed or skipped file that it did not meet is left out.
    """
    left = [row for row in jobs.rows("failed", "skipped") if row.seen or not walked]
    common = CommonFolder()
    for row in left:
        common.add(row.path)
    failed_count = sum(row.status == "failed" for row in left)
    skipped_count = len(left) - failed_count
    written = common.over(_summarized(jobs, with_text=False))
    facts = _head(written, failed_count, skipped_count)
    place = Place(jobs.out.name, common.path or "")
    failed = [_unfinished(row, place) for row in left if row.status == "failed"]
    skipped: dict[str, list[Entry]] = defaultdict(list)
    for row in left:
        if row.status == "skipped":
            skipped[row.detail].append(_unfinished(row, place))
    yield from pieces(
        "batch.html",
        script="batch.js",
        folder=place.folder,
        facts=facts,
        names=(place.name(row.path) for row in _summarized(jobs, with_text=False)),
        summaries=_summaries(_summarized(jobs), place, walked=walked),
        failed=failed,
        skipped=sorted(skipped.items()),
        skipped_count=skipped_count,
        total=jobs.count(*WITH_SUMMARY) + len(left),
    )


def _summarized(jobs: Jobs, *, with_text: bool = True) -> Iterator[Row]:
    """The files with a summary, with the flags that count."""
    for row in jobs.rows(*WITH_SUMMARY, with_text=with_text):
        yield replace(row, flags=counted(row.flags)) if row.flags else row


def _absolute(path: str) -> str:
    return path if is_remote(path) else os.path.abspath(path)


def _head(written: Iterable[Row], failed: int, skipped: int) -> list[str]:
    """What the page holds, in numbers that add up, and what it cost."""
    summaries = incomplete = flags = 0
    costs: list[float | None] = []
    for row in written:
        summaries += 1
        incomplete += row.status != "written"
        flags += len(row.flags)
        costs.append(row.cost_usd)
    counted = how_many(summaries, "summary", "summaries")
    counted += f" ({incomplete:,} incomplete)" if incomplete else ""
    counted += f", {failed:,} failed" if failed else ""
    counted += f", {skipped:,} skipped" if skipped else ""
    parts = [f"{how_many(summaries + failed + skipped, 'file')}: {counted}"]
    if any(cost != 0 for cost in costs):
        parts.append(usd(total_usd(costs)))
    if flags:
        parts.append(how_many(flags, "flag"))
    return parts


def _summaries(written: Iterable[Row], place: Place, *, walked: bool) -> Iterator[Entry]:
    characters = 0
    for row in written:
        characters += len(row.text)
        whole = bool(row.text) and characters <= MOST_CHARACTERS
        yield _summary(row, place, whole=whole, gone=walked and not row.seen)


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

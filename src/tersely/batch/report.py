"""The report of a batch, as Markdown and JSON, and the index of its summaries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from urllib.parse import quote

from ..grounding import literal
from ..records import usd
from ..screen_text import how_many, json_text, shown
from .flags import WITH_SUMMARY, described, flagged
from .jobs import Jobs
from .page import index_page
from .rows import Row
from .shards import FOLDER
from .totals import Totals

# Of a heading or a list item, not of a word in bold.
_MARKS = re.compile(r"\A\s*(?:(?:#+|[-*+])\s+)*")


def write_report(jobs: Jobs, totals: Totals) -> str:
    """OUT/.tersely/report.md and report.json; returns the place of the former."""
    folder = f"{FOLDER}/{jobs.shard.folder}" if jobs.shard else FOLDER
    jobs.out.put(f"{folder}/report.md", _printed(_report_lines(jobs, totals)))
    jobs.out.put(f"{folder}/report.json", report_json(jobs, totals))
    return f"{jobs.out.name}/{folder}/report.md"


def _printed(lines: Iterable[str]) -> Iterator[str]:
    """Lines as they stand in a file."""
    return (shown(line) + "\n" for line in lines)


def _report_lines(jobs: Jobs, totals: Totals) -> Iterator[str]:
    incomplete = jobs.count("partial", "cut")
    yield from ("# Report", "", *_part(jobs))
    yield (
        f"{totals.written} written, {totals.current} up to date, {incomplete} incomplete, "
        f"{jobs.count('failed')} failed, {jobs.count('skipped')} skipped."
    )
    yield from _bill(totals)
    for title, rows in (
        ("Failed (a rerun tries only these)", jobs.rows("failed")),
        ("Incomplete, marked in the file", jobs.rows("partial", "cut", with_text=False)),
        ("Skipped", jobs.rows("skipped")),
        ("Source no longer there or no longer chosen", gone(jobs, totals)),
    ):
        yield from _section(title, ((row.path, row.detail or row.output) for row in rows))
    rows = flagged(jobs, strict=totals.strict)
    remarks = ((row.path, described(row.flags)) for row in rows)
    yield from _section("Flagged: not supported by the source", remarks)


def _section(title: str, remarks: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Files, each with what is to be said of it; nothing where there is none."""
    is_empty = True
    for path, remark in remarks:
        if is_empty:
            yield from ("", f"## {title}", "")
        is_empty = False
        yield f"- `{_code(path)}`: {literal(remark)}"


def _part(jobs: Jobs) -> list[str]:
    return (
        [f"Shard {jobs.shard}: the files of the other shards are not in here.", ""]
        if jobs.shard
        else []
    )


def gone(jobs: Jobs, totals: Totals) -> Iterator[Row]:
    """The summaries whose source a whole walk did not meet; after a shorter one nobody knows."""
    if totals.walked:
        yield from jobs.rows(*WITH_SUMMARY, seen=False, with_text=False)


def gone_count(jobs: Jobs, totals: Totals) -> int:
    """How many `gone` gives."""
    return jobs.count(*WITH_SUMMARY, seen=False) if totals.walked else 0


def _bill(totals: Totals) -> list[str]:
    """What this run has sent and cost; nothing where no model was asked."""
    if not totals.calls and not totals.reused:
        return []
    return [
        f"This run: {how_many(totals.calls, 'call')}, {how_many(totals.reused, 'answer')} from the cache, "
        f"{totals.input_tokens:,} + {totals.output_tokens:,} tokens, {usd(totals.cost_usd)}.",
        *(literal(line) for line in totals.verified.lines),
    ]


def report_json(jobs: Jobs, totals: Totals) -> str:
    """The same as one JSON object."""
    rows = [
        {
            "path": row.path,
            "status": row.status,
            "detail": row.detail,
            "output": row.output,
            "cost_usd": row.cost_usd,
        }
        for row in jobs.rows("failed", "partial", "cut", "skipped", with_text=False)
    ]
    flags = {}
    for row in flagged(jobs, strict=totals.strict):
        flags[row.path] = [{"text": flag.text, "nearest": flag.nearest} for flag in row.flags]
    read_share = totals.characters_read / totals.characters if totals.characters else None
    report = {
        "schema_version": 1,
        "shard": str(jobs.shard) if jobs.shard else None,
        "written": totals.written,
        "up_to_date": totals.current,
        "incomplete": totals.partial,
        "failed": totals.failed,
        "skipped": totals.skipped,
        "flagged": totals.flagged,
        "flags": flags,
        "verified": asdict(totals.verified),
        "calls": totals.calls,
        "reused": totals.reused,
        "input_tokens": totals.input_tokens,
        "output_tokens": totals.output_tokens,
        "cost_usd": totals.cost_usd,
        "read_share": read_share,
        "stopped": totals.stopped,
        "gone": [row.path for row in gone(jobs, totals)],
        "files": rows,
    }
    return json_text(report)


def index_is_stale(jobs: Jobs, totals: Totals, before: dict[str, int]) -> bool:
    """Whether this run changed what the index says; `before` are the counts of the table then. An
    index of 100,000 files takes 10 s to write. A shard writes none: it knows a part of the files
    only.
    """
    if jobs.shard:
        return False
    changed = totals.found > 0 or jobs.counts() != before or gone_count(jobs, totals) > 0
    return changed or not jobs.out.exists("index.html")


def write_index(jobs: Jobs, *, walked: bool = False) -> None:
    """OUT/index.md, a list with the first sentence of each summary, and OUT/index.html, the page of
    all of them.

    `walked`: this run has met every file that there is.
    """
    jobs.out.put("index.md", _printed(_index_lines(jobs)))
    jobs.out.put("index.html", index_page(jobs, walked=walked))


def _index_lines(jobs: Jobs) -> Iterator[str]:
    yield from ("# Summaries", "")
    for row in jobs.rows(*WITH_SUMMARY, with_text=False):
        place = f"[{literal(row.output)}](<{quote(row.output)}>)"
        yield f"- {place}: {literal(_line(row.title))}{literal(_mark(row))}"


def _code(text: str) -> str:
    """The text as it may stand between backquotes."""
    return "".join(sign if sign.isprintable() and sign not in "`[]" else "?" for sign in text)


def _line(text: str) -> str:
    words = _MARKS.sub("", text, count=1).split()
    return " ".join(words)


def _mark(row: Row) -> str:
    return "" if row.status == "written" else f" *({row.status}: {row.detail})*"

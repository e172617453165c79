"""The report of a batch, as Markdown and JSON, and the index of its summaries."""

from __future__ import annotations

import re
from dataclasses import asdict
from urllib.parse import quote

from ..grounding import literal
from ..records import usd
from ..screen_text import how_many, json_text, shown
from .flags import described, flagged
from .jobs import Jobs, Row
from .page import index_page
from .shards import FOLDER
from .totals import Totals

# Of a heading or a list item, not of a word in bold.
_MARKS = re.compile(r"\A\s*(?:(?:#+|[-*+])\s+)*")


def write_report(jobs: Jobs, totals: Totals) -> str:
    """OUT/.tersely/report.md and report.json; returns the place of the former."""
    failed, partial, skipped = (
        list(jobs.rows(*s)) for s in (("failed",), ("partial", "cut"), ("skipped",))
    )
    lines = [
        "# Report",
        "",
        *_part(jobs),
        f"{totals.written} written, {totals.current} up to date, {len(partial)} incomplete, "
        f"{len(failed)} failed, {len(skipped)} skipped.",
        *_bill(totals),
    ]
    for title, rows in (
        ("Failed (a rerun tries only these)", failed),
        ("Incomplete, marked in the file", partial),
        ("Skipped", skipped),
        ("Source no longer there or no longer chosen", gone(jobs, totals)),
    ):
        if rows:
            lines += [
                "",
                f"## {title}",
                "",
                *(f"- `{_code(row.path)}`: {literal(row.detail or row.output)}" for row in rows),
            ]
    lines += _flagged(jobs, strict=totals.strict)
    folder = f"{FOLDER}/{jobs.shard.folder}" if jobs.shard else FOLDER
    jobs.out.put(f"{folder}/report.md", shown("\n".join(lines) + "\n"))
    jobs.out.put(f"{folder}/report.json", report_json(jobs, totals))
    return f"{jobs.out.name}/{folder}/report.md"


def _part(jobs: Jobs) -> list[str]:
    return (
        [f"Shard {jobs.shard}: the files of the other shards are not in here.", ""]
        if jobs.shard
        else []
    )


def _flagged(jobs: Jobs, *, strict: bool) -> list[str]:
    """What the summaries say and their sources do not."""
    lines = [
        f"- `{_code(row.path)}`: {literal(described(row.flags))}"
        for row in flagged(jobs, strict=strict)
    ]
    return ["", "## Flagged: not supported by the source", "", *lines] if lines else []


def gone(jobs: Jobs, totals: Totals) -> list[Row]:
    """The summaries whose source a whole walk did not meet; after a shorter one nobody knows."""
    return list(jobs.rows("written", "partial", "cut", seen=False)) if totals.walked else []


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
            "path": r.path,
            "status": r.status,
            "detail": r.detail,
            "output": r.output,
            "cost_usd": r.cost_usd,
        }
        for r in jobs.rows("failed", "partial", "cut", "skipped")
    ]
    found = {
        "schema_version": 1,
        "shard": str(jobs.shard) if jobs.shard else None,
        "written": totals.written,
        "up_to_date": totals.current,
        "incomplete": totals.partial,
        "failed": totals.failed,
        "skipped": totals.skipped,
        "flagged": totals.flagged,
        "flags": {
            row.path: [{"text": flag.text, "nearest": flag.nearest} for flag in row.flags]
            for row in flagged(jobs, strict=totals.strict)
        },
        "verified": asdict(totals.verified),
        "calls": totals.calls,
        "reused": totals.reused,
        "input_tokens": totals.input_tokens,
        "output_tokens": totals.output_tokens,
        "cost_usd": totals.cost_usd,
        "read_share": totals.characters_read / totals.characters if totals.characters else None,
        "stopped": totals.stopped,
        "gone": [r.path for r in gone(jobs, totals)],
        "files": rows,
    }
    return json_text(found)


def index_is_stale(jobs: Jobs, totals: Totals, before: dict[str, int]) -> bool:
    """Whether this run changed what the index says; `before` are the counts of the table then. An
    index of 100,000 files takes 10 s to write. A shard writes none: it knows a part of the files
    only.
    """
    if jobs.shard:
        return False
    changed = totals.found > 0 or jobs.counts() != before or bool(gone(jobs, totals))
    return changed or not jobs.out.exists("index.html")


def write_index(jobs: Jobs, *, walked: bool = False) -> None:
    """OUT/index.md, a list with the first sentence of each summary, and OUT/index.html, the page of
    all of them.

    `walked`: this run has met every file that there is.
    """
    lines = ["# Summaries", ""]
    lines += [
        f"- [{literal(r.output)}](<{quote(r.output)}>): {literal(_line(r.title))}{literal(_mark(r))}"
        for r in jobs.rows("written", "partial", "cut")
    ]
    jobs.out.put("index.md", shown("\n".join(lines) + "\n"))
    jobs.out.put("index.html", index_page(jobs, walked=walked))


def _code(text: str) -> str:
    return "".join(c if c.isprintable() and c not in "`[]" else "?" for c in text)


def _line(text: str) -> str:
    return " ".join(_MARKS.sub("", text, count=1).split())


def _mark(row: Row) -> str:
    return "" if row.status == "written" else f" *({row.status}: {row.detail})*"

"""The screen of a batch: two bars and a line of truth on a terminal, a line every 30 s elsewhere;
the final report.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ..app.batching import Forecast
from ..app.judge_selection import review_lines
from ..app.model_selection import Choice
from ..app.spending import Spending
from ..batch import Jobs, Totals, described, flagged, gone
from ..events import (
    BatchProgress,
    CallFinished,
    Event,
    Planned,
    RetryScheduled,
    Warned,
)
from ..records import percent, usd, usd_range
from ..redaction import redact
from ..screen_text import shown
from .options import Invocation
from .output import seconds

LISTED = 20

LINE_EVERY_S = 30.0
BAR = 30


class BatchScreen:
    """Everything a batch says, on stderr."""

    def __init__(self, invocation: Invocation, out: Path) -> None:
        self.quiet, self.verbose, self.out = invocation.quiet, invocation.verbose, out
        self._context = invocation.context
        self.limit_usd = invocation.settings.max_cost_usd
        self.terminal = sys.stderr.isatty()
        self.columns = min(100, shutil.get_terminal_size().columns)
        self.stopping = False
        self.report = ""
        self._spending = Spending()
        self._priced = True
        self._calls_done = self._calls_planned = self._calls_expected = 0
        self._began = time.monotonic()
        self._last_line = self._began
        self._drawn = 0

    def say(self, line: str) -> None:
        """One line for good."""
        self._wipe()
        sys.stderr.write(redact(shown(line)) + "\n")
        sys.stderr.flush()

    def announce(self, choice: Choice) -> None:
        """The model and the host, before anything is sent."""
        if not self.quiet:
            for line in (*choice.lines, *review_lines(self._context, [choice.ref])):
                self.say(line)

    def expect(
        self, files: int, skipped: Sequence[str], forecast: Forecast, scale: float, *, whole: bool
    ) -> None:
        """What is to be done and the bill to expect; of the first files only unless `whole`."""
        self._calls_expected = forecast.calls if whole else 0
        self._priced = forecast.cost_usd.expected is not None
        if self.quiet:
            return
        parts = [f"{'' if whole else 'the first '}{files:,} to summarize"]
        parts += [f"{len(skipped):,} skipped ({reasons(Counter(skipped))})"] if skipped else []
        self.say(" · ".join(parts))
        if forecast.calls:
            cost = forecast.cost_usd
            bill = (
                "cost unknown"
                if cost.expected is None
                else f"about {usd(cost.expected)} ({usd_range(cost.low, cost.high)})"
            )
            limit = f", limit {usd(self.limit_usd)}" if self.limit_usd is not None else ""
            if limit and cost.expected is None:
                limit = f"; without a price the {usd(self.limit_usd)} limit cannot be enforced"
            self.say(f"{'about ' if scale > 1 else ''}{_calls(forecast.calls)} · {bill}{limit}")

    def emit(self, event: Event) -> None:
        """Count one event, and redraw."""
        self._spending.add(event)
        match event:
            case Planned(plan=plan):
                self._calls_planned += plan.calls
            case CallFinished(handed_on=handed_on):
                self._calls_done += not handed_on
            case BatchProgress():
                self._progress(event)
            case Warned(message=message, document=document) if self.verbose:
                self.say(f"{document}: {message}" if document else message)
            case Warned(message=message, document="") if not self.quiet:
                self.say(message)
            case RetryScheduled(reason=reason, wait_s=wait_s) if self.verbose:
                self.say(f"{reason.rstrip('.')}; next try in {wait_s:.1f} s")
            case _:
                pass

    def _progress(self, p: BatchProgress) -> None:
        if self.quiet or self.stopping:
            return
        calls = max(self._calls_planned, self._calls_expected)
        total = f"{p.documents_total:,}" if p.documents_total is not None else "?"
        # A price that is not known beforehand is not 0 until the first file is done.
        cost_usd = self._spending.cost_usd if self._priced else None
        clock = f"{int(p.elapsed_s) // 60:02d}:{int(p.elapsed_s) % 60:02d}"
        if not self.terminal:
            if time.monotonic() - self._last_line >= LINE_EVERY_S:
                self._last_line = time.monotonic()
                self.say(
                    f"{p.documents_done:,}/{total} documents, {self._calls_done:,}/{calls:,} calls, "
                    f"{p.failed} failed, {usd(cost_usd)}, {clock}"
                )
            return
        rate = self._calls_done / max(1.0, p.elapsed_s) * 60
        share = p.documents_done / p.documents_total if p.documents_total else 0.0
        left = f", about {seconds(p.elapsed_s / share - p.elapsed_s)} left" if share > 0.02 else ""
        bill = f" of about {usd(p.expected_usd)}" if p.expected_usd else ""
        lines = [
            f" documents  {_bar(share)}  {p.documents_done:>7,}/{total:<7} {p.failed} failed",
            f" calls      {_bar(self._calls_done / max(1, calls))}  "
            f"{self._calls_done:>7,}/{calls:<7,} {self._spending.in_flight} in flight",
            f" {usd(cost_usd)}{bill} · {rate:,.0f} calls/min · {clock} so far{left}",
        ]
        self._wipe()
        sys.stderr.write("\n".join(line[: self.columns - 1] for line in lines) + "\n")
        sys.stderr.flush()
        self._drawn = len(lines)

    def _wipe(self) -> None:
        if self._drawn:
            sys.stderr.write(f"\x1b[{self._drawn}F\x1b[J")
            self._drawn = 0

    def stop(self) -> None:
        """The first Ctrl-C."""
        self.stopping = True
        self.say(
            f"stopping: finishing {_calls(self._spending.in_flight)} (Ctrl-C again to stop now)"
        )

    def close(self) -> None:
        """Leave the terminal as it was."""
        self._wipe()

    def unfinished(self, totals: Totals) -> None:
        """How far a run came that did not reach its end."""
        done, total = totals.written + totals.partial, totals.total or totals.found
        self.say(
            f"{done:,} of {total:,} written. Run the same command to go on; nothing is paid twice."
        )

    def final(self, totals: Totals, jobs: Jobs, report: Path) -> None:
        """What was done, what it cost, and what was not."""
        if self.quiet:
            return
        if totals.stopped:
            self.unfinished(totals)
        parts = [f"{totals.written:,} written"]
        parts += [
            f"{count:,} {name}"
            for count, name in (
                (totals.partial, "incomplete"),
                (totals.current, "up to date"),
                (totals.failed, "failed"),
                (totals.skipped, "skipped"),
                (len(gone(jobs, totals)), "whose source is gone or not chosen"),
            )
            if count
        ]
        self.say(f"{' · '.join(parts)}          {self.out}/")
        if totals.calls or totals.reused:
            reused = f", {totals.reused:,} reused" if totals.reused else ""
            read = (
                f" · read {percent(totals.characters_read / totals.characters)} of all text"
                if totals.characters
                else ""
            )
            tokens = f"{totals.input_tokens:,} + {totals.output_tokens:,} tokens"
            elapsed = seconds(time.monotonic() - self._began)
            self.say(
                f"{_calls(totals.calls)}{reused} · {tokens} · {usd(totals.cost_usd)} · {elapsed}{read}"
            )
        self._list("Failed (a rerun tries only these)", jobs, "failed")
        self._list("Incomplete, marked in the file", jobs, "partial", "cut")
        if totals.flagged:
            rows = [(row.path, described(row.flags)) for row in flagged(jobs)]
            self._lines("Flagged: not supported by the source", rows)
        self.say(f"Report: {report}")

    def _list(self, title: str, jobs: Jobs, *statuses: str) -> None:
        self._lines(title, [(row.path, row.detail) for row in jobs.rows(*statuses)])

    def _lines(self, title: str, rows: Sequence[tuple[str, str]]) -> None:
        """Files with what is to be said of each; the report has those that do not fit here."""
        if not rows:
            return
        self.say("")
        self.say(title)
        for path, detail in rows[:LISTED]:
            self.say(f"  {shown(path)[:60]:<40}  {detail}".replace("\n", " "))
        if len(rows) > LISTED:
            self.say(f"  and {len(rows) - LISTED} more in the report")


def _calls(count: int) -> str:
    return f"{count:,} call" if count == 1 else f"{count:,} calls"


def _bar(share: float) -> str:
    full = round(min(1.0, share) * BAR)
    return "━" * full + "─" * (BAR - full)


def reasons(skipped: Counter[str]) -> str:
    """How many files were skipped for what, the most frequent reason first."""
    return ", ".join(f"{count:,} {reason}" for reason, count in skipped.most_common())

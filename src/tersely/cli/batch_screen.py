"""The screen of a batch: two bars and a line of truth on a terminal, a line every 30 s elsewhere;
the final report.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence

from .. import faults
from ..app.batching import Forecast
from ..app.judge_selection import review_lines
from ..app.model_selection import Choice
from ..app.spending import Spending
from ..batch import Jobs, Shard, Totals, described, flagged, gone_count
from ..economy import Desk
from ..events import (
    BatchProgress,
    BugMet,
    CallFinished,
    Event,
    JobsProgress,
    Noted,
    Planned,
    RetryScheduled,
    Warned,
)
from ..records import about_usd, percent, usd
from ..screen_text import how_many, shown
from .economy import left_at_service
from .invocation import Invocation
from .notices import Label
from .output import seconds
from .status import Bar, Progress, StatusDisplay
from .table import listing

LISTED = 20

LINE_EVERY_S = 30.0


class BatchScreen:
    """Everything a batch says, on stderr."""

    def __init__(self, invocation: Invocation, out: str) -> None:
        self.quiet, self.verbose, self.out = invocation.quiet, invocation.verbose, out
        self._context = invocation.context
        self.limit_usd = invocation.settings.max_cost_usd
        self._economy = False
        self.stopping = False
        self.report = ""
        self._spending = Spending()
        self._priced = self._billed = True
        self._calls_done = self._calls_planned = self._calls_expected = 0
        self._display = StatusDisplay(line_every_s=LINE_EVERY_S)

    def say(self, text: str, label: Label = Label.NONE) -> None:
        """A notice for good."""
        self._display.say(text, label)

    def announce(self, choice: Choice) -> None:
        """The model and the host, before anything is sent."""
        if self.quiet:
            return
        for line in (choice.line, *review_lines(self._context, [choice.ref])):
            if line:
                self.say(line)
        for hint in choice.hints:
            self.say(hint, Label.HINT)

    def expect(
        self,
        files: int,
        skipped: Sequence[str],
        forecast: Forecast,
        scale: float,
        *,
        whole: bool,
        shard: Shard | None = None,
    ) -> None:
        """What is to be done and the bill to expect; of the first files only unless `whole`."""
        self._calls_expected = forecast.calls if whole else 0
        self._priced = forecast.cost_usd.expected is not None
        self._billed = forecast.cost_usd.high != 0
        if self.quiet:
            return
        parts = [f"shard {shard}"] if shard else []
        parts += [f"{'' if whole else 'the first '}{files:,} to summarize"]
        parts += [f"{len(skipped):,} skipped ({reasons(Counter(skipped))})"] if skipped else []
        self.say(" · ".join(parts))
        if forecast.calls:
            cost = forecast.cost_usd
            bill = "cost unknown" if cost.expected is None else f"about {about_usd(cost)}"
            # Without a price there is no limit either: the warning of the model says so.
            is_limited = self.limit_usd is not None and cost.expected is not None
            limit = f", limit {usd(self.limit_usd)}" if is_limited else ""
            self.say(f"{'about ' if scale > 1 else ''}{_calls(forecast.calls)} · {bill}{limit}")

    def emit(self, event: Event) -> None:
        """Count one event, and redraw."""
        self._economy = self._economy or isinstance(event, JobsProgress)
        self._spending.add(event)
        match event:
            case Planned(plan=plan):
                self._calls_planned += plan.calls
            case CallFinished(handed_on=handed_on):
                self._calls_done += not handed_on
            case BatchProgress():
                self._progress(event)
            case JobsProgress():
                self._jobs_progress(event)
            case BugMet(details=details) if self.verbose > 1:
                self.say(details)
            case Noted(message=message):
                self.note(message)
            case Warned(message=message, document=document) if self.verbose:
                self.say(f"{document}: {message}" if document else message, Label.WARNING)
            case Warned(message=message, document="") if not self.quiet:
                self.say(message, Label.WARNING)
            case RetryScheduled(reason=reason, wait_s=wait_s) if self.verbose:
                self.say(f"{reason.rstrip('.')}; next try in {wait_s:.1f} s", Label.WARNING)
            case _:
                pass

    def _progress(self, progress: BatchProgress) -> None:
        if self.quiet or self.stopping:
            return
        calls = max(self._calls_planned, self._calls_expected)
        in_flight = f"{self._spending.in_flight} in flight"
        bars = (
            Bar(
                "documents",
                progress.documents_done,
                progress.documents_total,
                f"{progress.failed} failed",
            ),
            Bar("calls", self._calls_done, calls, in_flight),
        )
        self._display.show(Progress(bars, tuple(self._facts(progress))))

    def _facts(self, progress: BatchProgress) -> list[str]:
        """Cost so far and expected, speed, time left."""
        # A price that is not known beforehand is not 0 until the first file is done.
        bill = usd(self._spending.cost_usd if self._priced else None)
        if progress.expected_usd:
            bill += f" of about {usd(progress.expected_usd)}"
        rate = self._calls_done / max(1.0, progress.elapsed_s) * 60
        facts = [bill, f"{rate:,.0f} calls/min"]
        if progress.nodes:
            facts.append(how_many(progress.nodes, "node"))
        if progress.documents_total:
            share = progress.documents_done / progress.documents_total
            if share > 0.02:
                left_s = progress.elapsed_s / share - progress.elapsed_s
                facts.append(f"about {seconds(left_s)} left")
        return facts

    def _jobs_progress(self, progress: JobsProgress) -> None:
        """How far the jobs at a batch API are."""
        if self.quiet or self.stopping or not progress.jobs:
            return
        jobs = "in 1 job" if progress.jobs == 1 else f"in {progress.jobs:,} jobs"
        facts = (
            f"wave {progress.wave}",
            f"oldest {seconds(progress.oldest_s)}",
            f"{progress.waiting_documents:,} documents wait",
            usd(progress.spent_usd),
        )
        bars = (Bar("calls", progress.done, progress.calls, jobs),)
        self._display.show(Progress(bars, facts))

    def warn(self, message: str) -> None:
        """A sentence that somebody may have to act upon."""
        if not self.quiet:
            self.say(message, Label.WARNING)

    def note(self, message: str) -> None:
        """A sentence that nobody has to act upon."""
        if not self.quiet:
            self.say(message)

    def jobs_left(self, desk: Desk | None) -> None:
        """What stays at a batch API when the command ends."""
        if desk is None:
            return
        cancel = f"tersely batch --cancel {self.out}"
        for line in left_at_service(desk.progress, cancel):
            self.say(line)

    def stop(self) -> None:
        """The first Ctrl-C."""
        self.stopping = True
        if self._economy:
            self.say("stopping; jobs at the provider go on (Ctrl-C again to stop now)")
            return
        self.say(
            f"stopping: finishing {_calls(self._spending.in_flight)} (Ctrl-C again to stop now)"
        )

    def close(self) -> None:
        """Leave the terminal as it was."""
        self._display.hide()

    def unfinished(self, totals: Totals) -> None:
        """How far a run came that did not reach its end."""
        if self._spending.in_flight:
            self.say(self._spending.given_up(billed=self._billed))
        done, total = totals.written + totals.partial, totals.total or totals.found
        self.say(
            f"{done:,} of {total:,} written. Run the same command to go on; what has finished is not "
            "paid again."
        )

    def final(self, totals: Totals, jobs: Jobs, report: str) -> None:
        """What was done, what it cost, and what was not."""
        if self.quiet:
            return
        self._display.hide()
        if totals.stopped:
            self.unfinished(totals)
        self.say(f"{_counts(totals, gone_count(jobs, totals))}          {self.out.rstrip('/')}/")
        if totals.calls or totals.reused:
            self.say(_spent(totals, self._display.elapsed_s))
        for line in totals.verified.lines:
            self.say(line)
        self._list("Failed (a rerun tries only these)", jobs, "failed")
        if totals.bugs:
            self.say(faults.REPORT_IT, Label.HINT)
        self._list("Incomplete, marked in the file", jobs, "partial", "cut")
        if totals.flagged:
            rows = [(r.path, described(r.flags)) for r in flagged(jobs, strict=totals.strict)]
            self._lines("Flagged: not supported by the source", rows)
        self.say(f"Report: {report}")
        if jobs.shard:
            self.say("When all shards are done, the same command without --shard makes the index.")

    def _list(self, title: str, jobs: Jobs, *statuses: str) -> None:
        self._lines(title, [(row.path, row.detail) for row in jobs.rows(*statuses)])

    def _lines(self, title: str, rows: Sequence[tuple[str, str]]) -> None:
        """Files with what is to be said of each; the report has those that do not fit here."""
        if not rows:
            return
        self.say("")
        self.say(title)
        cells = [(shown(path)[:60], detail.replace("\n", " ")) for path, detail in rows[:LISTED]]
        self.say(listing(cells, indent=2, stream=sys.stderr))
        if len(rows) > LISTED:
            self.say(f"  and {len(rows) - LISTED} more in the report")


def _counts(totals: Totals, gone_files: int) -> str:
    """E.g. "3 written · 1 failed"."""
    others = (
        (totals.partial, "incomplete"),
        (totals.current, "up to date"),
        (totals.failed, "failed"),
        (totals.waiting, "waiting for the provider"),
        (totals.skipped, "skipped"),
        (gone_files, "whose source is gone or not chosen"),
    )
    rest = [f"{count:,} {name}" for count, name in others if count]
    return " · ".join([f"{totals.written:,} written", *rest])


def _spent(totals: Totals, elapsed_s: float) -> str:
    """Calls, tokens, USD, time, and how much of the texts was read."""
    reused = f", {totals.reused:,} reused" if totals.reused else ""
    parts = [
        f"{_calls(totals.calls)}{reused}",
        *([f"{totals.input_tokens:,} + {totals.output_tokens:,} tokens"] if totals.calls else []),
        usd(totals.cost_usd),
        seconds(elapsed_s),
    ]
    if totals.characters:
        parts.append(f"read {percent(totals.characters_read / totals.characters)} of all text")
    return " · ".join(parts)


def _calls(count: int) -> str:
    return f"{count:,} call" if count == 1 else f"{count:,} calls"


def reasons(skipped: Counter[str]) -> str:
    """How many files were skipped for what, the most frequent reason first."""
    return ", ".join(f"{count:,} {reason}" for reason, count in skipped.most_common())

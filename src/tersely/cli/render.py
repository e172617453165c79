"""Events and results on a terminal: progress on stderr, the streamed answer on stdout."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from ..app.judge_selection import review_lines
from ..app.spending import Spending
from ..errors import Stopped, TerselyError
from ..events import (
    BugMet,
    CallFinished,
    CallStarted,
    Event,
    JobsProgress,
    Noted,
    Planned,
    Reading,
    Requested,
    RetryScheduled,
    StreamRestarted,
    TextPiece,
    Warned,
    Working,
)
from ..records import FINAL, MAP, Document, Plan, Stage, Summary, usd
from ..screen_text import counted, how_many
from . import terminal
from .eta import Countdown, speed
from .invocation import Invocation
from .live_answer import LiveAnswer
from .markdown import markdown
from .notices import Label
from .output import folded, footer, seconds
from .status import Bar, Progress, StatusDisplay

if TYPE_CHECKING:
    from ..app.model_selection import Choice
    from ..grounding import MarkdownSanitizer

E = TypeVar("E", bound=TerselyError)
PLAIN_LINE_EVERY_S = 10.0
READING_AFTER_S = 1.0


class Screen:
    """What one command shows while it works. `emit` is given to the library."""

    def __init__(
        self, invocation: Invocation, *, plain: bool, live: bool, document: Document | None
    ) -> None:
        self.quiet, self.verbose = invocation.quiet, invocation.verbose
        self._context = invocation.context
        self.limit_usd = invocation.settings.max_cost_usd
        self.live = live
        self.streamed = False
        self.stream = LiveAnswer(self._defused)
        self.spending = Spending()
        for record in document.recognized if document else ():
            self.spending.add_pages(record)
        self._billed = True
        self._display = StatusDisplay(line_every_s=PLAIN_LINE_EVERY_S, is_plain=plain)
        self._done: dict[Stage, int] = {}
        self._total: dict[Stage, int] = {}
        self._countdown = Countdown()
        self._document = document
        self._held: list[str] = []

    @cached_property
    def _sanitizer(self) -> MarkdownSanitizer:
        """Made at first use: pipes and files get the text."""
        from ..grounding import MarkdownSanitizer

        return MarkdownSanitizer(self._document or "")

    def _defused(self, text: str) -> str:
        """What a model wrote, made harmless."""
        return self._sanitizer(text)

    def say(self, text: str, label: Label = Label.NONE) -> None:
        """A notice on stderr."""
        self.stream.pause()
        self._display.say(text, label)

    def notes(self, document: Document) -> None:
        """What the reader has to say: the encoding, what is unread, what was left out."""
        if self.quiet:
            return
        for note in document.notes:
            self.say(note)
        for part in document.unread:
            self.say(f"{part.sentence}.", Label.WARNING)
        # What a reader of the page would not see, or see struck out, is said always: it may be most
        # of the text.
        if removed := [
            counted(count, kind)
            for kind, count in document.removed
            if self.verbose or kind.startswith(("hidden", "struck-out", "deleted"))
        ]:
            self.say(f"left out: {', '.join(removed)}")

    def announce(self, choice: Choice) -> None:
        """Who will be asked and where the text goes, before anything is sent."""
        if self.quiet:
            return
        for line in (choice.line, *review_lines(self._context, [choice.ref])):
            if line:
                self.say(line)
        for hint in choice.hints:
            self.say(hint, Label.HINT)

    def emit(self, event: Event) -> None:
        """Count one event and draw it."""
        self.spending.add(event)
        self.draw(event)

    def draw(self, event: Event) -> None:
        """Draw one event."""
        match event:
            case Reading(detail=detail) if not self.quiet:
                self._reading(detail)
            case Planned(plan=plan):
                self._planned(plan)
            case CallStarted(stage=stage):
                self._progress()
                if stage == FINAL:
                    self.stream.expect()
            case Working(pace=pace):
                self._countdown.working(pace)
                self._progress()
            case CallFinished(stage=stage):
                if not event.reused and not event.handed_on:
                    self._countdown.finished(stage)
                self._done[stage] = self._done.get(stage, 0) + (not event.handed_on)
                self._progress()
                if self.verbose > 1:
                    self.say(
                        f"{stage} {event.index + 1}/{event.total}: {event.finish.value if event.finish else event.error}"
                    )
            case BugMet(details=details) if self.verbose > 1:
                self.say(details)
            case Requested() if self.verbose > 1:
                self.say(f"{event.method} {event.url} {event.status} {event.elapsed_ms:,.0f} ms")
            case RetryScheduled(reason=reason, attempt=attempt, wait_s=wait_s) if not self.quiet:
                again = f"{reason.rstrip('.')}; try {attempt + 1} in {wait_s:.1f} s."
                self.say(again, Label.WARNING)
            case JobsProgress() if event.jobs:
                self._jobs_progress(event)
            case Noted(message=message) if not self.quiet:
                self.say(message)
            case Warned(message=message) if not self.quiet:
                self._warn(message)
            case TextPiece(text=text):
                self._piece(text)
            case StreamRestarted(reason=reason):
                self._restart(reason)
            case _:
                pass

    def _warn(self, message: str) -> None:
        """A warning; one that comes in the middle of an answer waits for its end."""
        if self.stream.open:
            self._held.append(message)
        else:
            self.say(message, Label.WARNING)

    def _planned(self, plan: Plan) -> None:
        self._total, self._done = {row.stage: row.calls for row in plan.stages}, {}
        self._countdown = Countdown(plan.stages)
        self._billed = plan.cost_usd.high != 0
        if self.quiet or plan.calls <= 1:
            return
        parts = len(plan.chunks)
        cost = plan.cost_usd.expected
        about = "cost unknown" if cost is None else f"about {usd(cost)}"
        limit = f" · limit {usd(self.limit_usd)}" if self.limit_usd is not None else ""
        count = f"{how_many(parts, 'part')}, {how_many(plan.calls, 'call')}"
        self.say(f"{plan.document_tokens:,} tokens · {count} · {about}{limit}")

    def _jobs_progress(self, progress: JobsProgress) -> None:
        """How far the jobs at a batch API are."""
        if self.quiet:
            return
        facts = (f"wave {progress.wave}", usd(progress.spent_usd))
        bar = Bar("calls", progress.done, progress.calls, f"oldest {seconds(progress.oldest_s)}")
        self._display.show(Progress((bar,), facts))

    def count(self, name: str, done: int, total: int, *, as_line: bool) -> None:
        """How much of a work of equal pieces is done; without a terminal where it is `as_line`."""
        bar = Bar(name, done, total)
        if self._display.is_live:
            self._display.show(Progress((bar,)))
        elif as_line:
            self.say(bar.count)

    def _progress(self) -> None:
        if self.quiet or self.streamed:
            return
        stage = self._unfinished()
        if stage is None:
            return
        bar = Bar(str(stage), self._done.get(stage, 0), self._total[stage])
        is_long = self._countdown.pace.read_tokens or self._total.get(MAP)
        after_s = 0.0 if is_long else PLAIN_LINE_EVERY_S
        self._display.show(Progress((bar,), tuple(self._doing())), after_s=after_s)

    def _unfinished(self) -> Stage | None:
        """The first stage that has calls left."""
        for stage, total in self._total.items():
            if self._done.get(stage, 0) < total:
                return stage
        return None

    def _reading(self, detail: str) -> None:
        """How far the extractive engine got, once it takes longer than a glance."""
        self._display.show(Progress(facts=(detail,)), after_s=READING_AFTER_S)

    def _doing(self) -> list[str]:
        """Speed and time left of a model on this machine, which reads one call at a time; else
        calls and cost.
        """
        pace = self._countdown.pace
        if not pace.read_tokens:
            return [f"{self.spending.in_flight} in flight", usd(self.spending.cost_usd)]
        doing = [speed(pace)]
        left_s = self._countdown.left_s(self._done)
        if left_s is not None:
            doing.append(f"about {seconds(left_s)} left")
        return doing

    def _piece(self, text: str) -> None:
        if self.live:
            self._display.hide()
            self.streamed = True
            self.stream.add(text)

    def _restart(self, reason: str) -> None:
        if self.stream.open:
            self.stream.void(reason)
        self.say(f"{reason}, starting again", Label.WARNING)

    def answer(self, text: str) -> None:
        """The finished answer as Markdown: links and images that the document does not name are
        text.
        """
        markdown(self._defused(text))

    def ending(self, line: str) -> None:
        """The line under a streamed answer that is not whole."""
        if line:
            sys.stdout.write(f"\n{line}\n")

    def close(self) -> None:
        """Leave the screen as text: nothing live remains."""
        self._display.hide()
        self.stream.close()
        held, self._held = self._held, []
        for message in held:
            self.say(message, Label.WARNING)

    def stopped(self, *, stored: bool) -> Stopped:
        """Mark what was shown as not whole; the error says what may be billed and what is stored."""
        shown_text = self.stream.open
        self.stream.unfinished("the answer is not whole")
        error = self.spending.stopped(text_shown=shown_text, billed=self._billed, stored=stored)
        return self._accounted(error)

    def failed(self, error: TerselyError) -> None:
        """Mark what was shown as not whole, and note on the error what was used up before it."""
        self.stream.unfinished("the answer could not be finished")
        self._accounted(error)

    def _accounted(self, error: E) -> E:
        if self.spending.calls or self.spending.reused or self.spending.in_flight:
            error.spent = self.spending.as_json()
            error.spent_line = self.spending.line
        return error

    def footer(self, summary: Summary) -> None:
        """The receipt under the summary."""
        if self.quiet:
            return
        is_terminal = sys.stderr.isatty()
        if is_terminal:
            sys.stderr.write("\n")
        columns = terminal.columns(sys.stderr)
        for line in footer(summary):
            for part in folded(line, columns) if is_terminal else [line]:
                self.say(part)
        if hint := self._next_step(summary):
            self.say(hint, Label.HINT)

    @staticmethod
    def _next_step(summary: Summary) -> str:
        """What the user can do for a whole summary, or for a written one."""
        if any(not span.read for span in summary.receipt.missing):
            return "Run the same command again: only the missing part and the final call are paid."
        if summary.receipt.missing:
            return "For whole notes: smaller parts (--set chunk_tokens=N) or another model."
        if summary.plan.strategy == "none":
            return "To have it summarized all the same: --force"
        is_extract = summary.model.provider == summary.plan.strategy == "extractive"
        if is_extract and sys.stderr.isatty():
            return "For a written summary: a key (tersely doctor shows how) or -m ./model.gguf"
        return ""


@contextmanager
def receiver(
    invocation: Invocation,
    *,
    plain: bool = False,
    live: bool = False,
    document: Document | None = None,
) -> Iterator[Screen]:
    """A Screen that is cleaned up whatever happens.

    Raises:
        Stopped: Ctrl-C; it says what may be billed and what is stored.
    """
    screen = Screen(invocation, plain=plain, live=live, document=document)
    try:
        yield screen
    except KeyboardInterrupt:
        raise screen.stopped(stored=invocation.settings.cache) from None
    except TerselyError as error:
        screen.failed(error)
        raise
    finally:
        screen.close()

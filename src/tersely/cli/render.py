"""Events and results on a terminal: progress on stderr, the streamed answer on stdout. The only
file that draws events.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from ..app.judge_selection import review_lines
from ..app.spending import Spending
from ..errors import Stopped, TerselyError
from ..events import (
    CallFinished,
    CallStarted,
    Event,
    Planned,
    Reading,
    Requested,
    RetryScheduled,
    StreamRestarted,
    TextPiece,
    Warned,
    Working,
)
from ..records import MAP, Document, Plan, Stage, Summary, usd
from ..redaction import redact
from ..screen_text import shown
from .eta import Countdown, speed
from .live_answer import LiveAnswer
from .markdown import markdown
from .options import Invocation
from .output import folded, footer, seconds

if TYPE_CHECKING:
    from ..app.model_selection import Choice
    from ..grounding import MarkdownSanitizer

E = TypeVar("E", bound=TerselyError)
PLAIN_LINE_EVERY_S = 10.0
READING_AFTER_S, READING_EVERY_S = 1.0, 0.2


class Screen:
    """What one command shows while it works. `emit` is given to the library."""

    def __init__(
        self, invocation: Invocation, *, plain: bool, live: bool, document: Document | None
    ) -> None:
        self.quiet, self.verbose = invocation.quiet, invocation.verbose
        self._context = invocation.context
        self.limit_usd = invocation.settings.max_cost_usd
        self.terminal = sys.stderr.isatty() and not plain
        self.live = live
        self.streamed = False
        self.stream = LiveAnswer(self._defused)
        self.spending = Spending()
        self._billed = True
        self._began = time.monotonic()
        self._last_line = self._last_status = self._began
        self._done: dict[Stage, int] = {}
        self._total: dict[Stage, int] = {}
        self._countdown = Countdown()
        self._drawn = False
        self._document = document

    @cached_property
    def _sanitizer(self) -> MarkdownSanitizer:
        """Made at first use: pipes and files get the text."""
        from ..grounding import MarkdownSanitizer

        return MarkdownSanitizer(self._document or "")

    def _defused(self, text: str) -> str:
        """What a model wrote, made harmless."""
        return self._sanitizer(text)

    def say(self, line: str) -> None:
        """One line on stderr."""
        self._wipe()
        self.stream.pause()
        sys.stderr.write(redact(shown(line)) + "\n")
        sys.stderr.flush()

    def notes(self, document: Document) -> None:
        """What the reader has to say: the encoding, what is unread, what was left out."""
        if self.quiet:
            return
        for note in document.notes:
            self.say(f"tersely: {note}")
        for part in document.unread:
            self.say(f"tersely: {part.sentence}.")
        # What a reader of the page would not see, or see struck out, is said always: it may be most
        # of the text.
        if removed := [
            f"{count:,} {kind}"
            for kind, count in document.removed
            if self.verbose or kind.startswith(("hidden", "struck-out", "deleted"))
        ]:
            self.say(f"tersely: left out: {', '.join(removed)}")

    def announce(self, choice: Choice) -> None:
        """Who will be asked and where the text goes, before anything is sent."""
        if self.quiet:
            return
        for line in (*choice.lines, *review_lines(self._context, [choice.ref])):
            self.say(line)

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
            case CallStarted():
                self._progress()
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
            case Requested() if self.verbose > 1:
                self.say(f"{event.method} {event.url} {event.status} {event.elapsed_ms:,.0f} ms")
            case RetryScheduled(reason=reason, attempt=attempt, wait_s=wait_s) if not self.quiet:
                self.say(f"{reason.rstrip('.')}; try {attempt + 1} in {wait_s:.1f} s.")
            case Warned(message=message) if not self.quiet:
                self.say(message)
            case TextPiece(text=text):
                self._piece(text)
            case StreamRestarted(reason=reason):
                self._restart(reason)
            case _:
                pass

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
        count = f"{parts} part{'s' * (parts != 1)}, {plan.calls} calls"
        self.say(f"{plan.document_tokens:,} tokens · {count} · {about}{limit}")

    def _progress(self) -> None:
        now = time.monotonic()
        soon = self._countdown.pace.read_tokens or self._total.get(MAP)
        if self.quiet or self.streamed or not (soon or now - self._began > PLAIN_LINE_EVERY_S):
            return
        stage = next((s for s in self._total if self._done.get(s, 0) < self._total[s]), None)
        if stage is None:
            return
        self._status(f"{stage} {self._done.get(stage, 0)}/{self._total[stage]}", *self._doing())

    def _reading(self, detail: str) -> None:
        """How far the extractive engine got, once it takes longer than a glance; it tells far more
        often than is drawn.
        """
        now = time.monotonic()
        if now - self._began > READING_AFTER_S and now - self._last_status > READING_EVERY_S:
            self._status(detail)

    def _status(self, *parts: str) -> None:
        """One line that is drawn over on a terminal, and comes every ten seconds elsewhere."""
        self._last_status = now = time.monotonic()
        elapsed = int(now - self._began)
        line = " · ".join((*parts, f"{elapsed // 60:02d}:{elapsed % 60:02d}"))
        if self.terminal:
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()
            self._drawn = True
        elif now - self._last_line >= PLAIN_LINE_EVERY_S:
            self._last_line = now
            self.say(line)

    def _doing(self) -> list[str]:
        """Speed and time left of a model on this machine, which reads one call at a time; else
        calls and cost.
        """
        pace = self._countdown.pace
        if not pace.read_tokens:
            return [f"{self.spending.in_flight} in flight", usd(self.spending.cost_usd)]
        left = self._countdown.left_s(self._done)
        return [speed(pace), *([f"about {seconds(left)} left"] if left is not None else [])]

    def _wipe(self) -> None:
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            self._drawn = False

    def _piece(self, text: str) -> None:
        if self.live:
            self._wipe()
            self.streamed = True
            self.stream.add(text)

    def _restart(self, reason: str) -> None:
        if self.stream.open:
            self.stream.void(reason)
        self.say(f"{reason}, starting again")

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
        self._wipe()
        self.stream.close()

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
        lines = footer(summary)
        if sys.stderr.isatty():
            sys.stderr.write("\n")
        columns = shutil.get_terminal_size().columns if sys.stderr.isatty() else 0
        for line in lines:
            for part in folded(line, columns) if columns else [line]:
                self.say(part)
        if any(not span.read for span in summary.receipt.missing):
            self.say(
                "Run the same command again: only the missing part and the final call are paid."
            )
        elif summary.receipt.missing:
            self.say("For whole notes: smaller parts (--set chunk_tokens=N) or another model.")
        if (
            summary.model.provider == "extractive"
            and summary.plan.strategy == "extractive"
            and sys.stderr.isatty()
        ):
            self.say("For a written summary: a key (tersely doctor shows how) or -m ./model.gguf")


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

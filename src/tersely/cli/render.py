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
from typing import TYPE_CHECKING

from ..events import (
    CallFinished,
    CallStarted,
    Event,
    Planned,
    Reading,
    RetryScheduled,
    StreamRestarted,
    TextPiece,
    Warned,
    Working,
)
from ..records import MAP, Document, Plan, Stage, Summary, usd
from ..screen_text import shown
from .eta import Countdown, speed
from .markdown import console, drawn, markdown
from .options import Invocation
from .output import folded, footer, seconds
from .redaction import redact

if TYPE_CHECKING:
    from rich.live import Live

    from ..app.model_selection import Choice
    from ..grounding import MarkdownSanitizer

PLAIN_LINE_EVERY_S = 10.0
READING_AFTER_S, READING_EVERY_S = 1.0, 0.2


class Screen:
    """What one command shows while it works. `emit` is given to the library."""

    def __init__(
        self, invocation: Invocation, *, plain: bool, live: bool, document: Document | None
    ) -> None:
        self.quiet, self.verbose = invocation.quiet, invocation.verbose
        self.limit_usd = invocation.settings.max_cost_usd
        self.terminal = sys.stderr.isatty() and not plain
        self.live = live
        self.streamed = self._line_open = False
        self._answer: Live | None = None
        self._text = ""
        self._began = time.monotonic()
        self._last_line = self._last_status = self._began
        self._in_flight = 0
        self._done: dict[Stage, int] = {}
        self._total: dict[Stage, int] = {}
        self._cost: float | None = 0.0
        self._countdown = Countdown()
        self._drawn = False
        self._document = document

    @cached_property
    def _defused(self) -> MarkdownSanitizer:
        """Makes what a model wrote harmless. Made at first use: pipes and files get the text."""
        from ..grounding import MarkdownSanitizer

        return MarkdownSanitizer(self._document or "")

    def say(self, line: str) -> None:
        """One line on stderr."""
        self._wipe()
        self._stop()
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
        for line in choice.lines:
            self.say(line)

    def emit(self, event: Event) -> None:
        """Draw one event."""
        match event:
            case Reading(detail=detail) if not self.quiet:
                self._reading(detail)
            case Planned(plan=plan):
                self._planned(plan)
            case CallStarted():
                self._in_flight += 1
                self._progress()
            case Working(pace=pace):
                self._countdown.working(pace)
                self._progress()
            case CallFinished(stage=stage, cost_usd=cost):
                if not event.reused and not event.handed_on:
                    self._countdown.finished(stage)
                self._in_flight = max(0, self._in_flight - (not event.reused))
                self._done[stage] = self._done.get(stage, 0) + (not event.handed_on)
                self._cost = None if cost is None or self._cost is None else self._cost + cost
                self._progress()
                if self.verbose > 1:
                    self.say(
                        f"{stage} {event.index + 1}/{event.total}: {event.finish.value if event.finish else event.error}"
                    )
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
            cost = "cost unknown" if self._cost is None else usd(self._cost)
            return [f"{self._in_flight} in flight", cost]
        left = self._countdown.left_s(self._done)
        return [speed(pace), *([f"about {seconds(left)} left"] if left is not None else [])]

    def _wipe(self) -> None:
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            self._drawn = False

    def _piece(self, text: str) -> None:
        if not self.live:
            return
        self._wipe()
        self.streamed = True
        if not sys.stdout.isatty():
            sys.stdout.write(shown(text))
            sys.stdout.flush()
            self._line_open = True
            return
        self._text += text
        self._print_finished()
        self._show_rest()

    def _print_finished(self) -> None:
        """Blocks before the last blank line are final; they are printed for good, only the rest is
        live.
        """
        cut = self._text.rfind("\n\n")
        if cut > 0 and self._text.count("```", 0, cut) % 2 == 0:
            self._stop()
            markdown(self._defused(self._text[:cut]))
            sys.stdout.write("\n")
            self._text = self._text[cut + 2 :]

    def _show_rest(self) -> None:
        from rich.live import Live

        if self._answer is None:
            self._answer = Live(
                console=console(),
                refresh_per_second=12,
                transient=True,
                vertical_overflow="visible",
            )
            self._answer.start()
        self._answer.update(drawn(self._defused(self._text)))

    def _stop(self) -> None:
        if self._answer is not None:
            self._answer.stop()
            self._answer = None

    def _restart(self, reason: str) -> None:
        self._stop()
        self._text = ""
        if self._line_open:
            sys.stdout.write("\n\n")
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
        self._stop()
        if self._text and sys.stdout.isatty():
            markdown(self._defused(self._text))
            self._text = ""
        elif self._line_open:
            sys.stdout.write("\n")
            self._line_open = False

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
    """A Screen that is cleaned up whatever happens; a stop says how to go on."""
    screen = Screen(invocation, plain=plain, live=live, document=document)
    try:
        yield screen
    except KeyboardInterrupt:
        screen.close()
        if any(screen._done.values()) and invocation.settings.cache:
            screen.say(
                "Run the same command to go on; what has finished is stored and not paid again."
            )
        raise
    finally:
        screen.close()

"""The one status display of all commands, on stderr: lines for good, and below them where the work
stands. On a terminal that is drawn in place; elsewhere it is a plain line now and then.
"""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .notices import Label, notice

if TYPE_CHECKING:
    from rich.console import Group
    from rich.live import Live
    from rich.table import Table
    from rich.text import Text

BAR_COLUMNS = 30
REFRESHED_A_SECOND = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """Work of one kind: `done` of `total`, which is None while nobody knows."""

    name: str
    done: int
    total: int | None
    remark: str = ""

    @property
    def count(self) -> str:
        return f"{self.done:,}/{'?' if self.total is None else f'{self.total:,}'}"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the work stands: bars, and facts such as cost and speed. Without bars, a spinner turns
    before the facts.
    """

    bars: tuple[Bar, ...] = ()
    facts: tuple[str, ...] = ()

    def line(self, elapsed_s: float) -> str:
        """All of it in one line: "map 7/12 · 5 in flight · $0.009 · 00:11"."""
        parts: list[str] = []
        for bar in self.bars:
            parts += (f"{bar.name} {bar.count}", bar.remark)
        parts += (*self.facts, clock(elapsed_s))
        return " · ".join(part for part in parts if part)


def clock(elapsed_s: float) -> str:
    """Minutes and seconds: "03:12"."""
    return f"{int(elapsed_s) // 60:02d}:{int(elapsed_s) % 60:02d}"


class StatusDisplay:
    """`say` writes lines for good, `show` the status, which `hide` takes away.

    The clock began with the display. Without a terminal a line comes every `line_every_s`.
    """

    def __init__(self, *, line_every_s: float, is_plain: bool = False) -> None:
        self.is_live = sys.stderr.isatty() and not is_plain
        self.began = self._last_line = time.monotonic()
        self._line_every_s = line_every_s
        self._progress = Progress()
        self._live: Live | None = None
        self._timer: threading.Timer | None = None
        self._is_shown = False
        self._lock = threading.RLock()

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self.began

    def say(self, text: str, label: Label = Label.NONE) -> None:
        """A notice that stays."""
        with self._lock:
            lines = notice(text, label)
            if self._live is None:
                sys.stderr.write(lines)
                sys.stderr.flush()
                return
            from rich.text import Text

            self._live.console.print(Text.from_ansi(lines.rstrip("\n")), soft_wrap=True)

    def show(self, progress: Progress, *, after_s: float = 0.0) -> None:
        """Where the work stands now; on a terminal it appears once `after_s` of the display's time
        have passed.
        """
        with self._lock:
            self._progress, self._is_shown = progress, True
            if not self.is_live:
                self._say_now_and_then()
            elif self._live is None and self._timer is None:
                left_s = after_s - self.elapsed_s
                if left_s <= 0:
                    self._start()
                    return
                self._timer = threading.Timer(left_s, self._start)
                self._timer.daemon = True
                self._timer.start()

    def hide(self) -> None:
        """Take the status away: what comes next is text for good."""
        with self._lock:
            self._is_shown = False
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if self._live is not None:
                self._live.stop()
                self._live = None

    def _say_now_and_then(self) -> None:
        now = time.monotonic()
        if now - self._last_line >= self._line_every_s:
            self._last_line = now
            self.say(self._progress.line(self.elapsed_s))

    def _start(self) -> None:
        from rich.console import Console
        from rich.live import Live

        from . import terminal

        with self._lock:
            # A timer that fired while `hide` held the lock comes too late.
            if self._live is not None or not self._is_shown:
                return
            console = Console(
                stderr=True, no_color=not terminal.has_color(sys.stderr), highlight=False
            )
            if console.is_dumb_terminal:
                self.is_live = False
                return
            self._timer = None
            self._live = Live(
                console=console,
                get_renderable=self._drawn,
                refresh_per_second=REFRESHED_A_SECOND,
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._live.start(refresh=True)

    def _drawn(self) -> Group | Table:
        from rich.console import Group
        from rich.spinner import Spinner
        from rich.text import Text

        progress = self._progress
        facts = Text(" · ".join([*progress.facts, clock(self.elapsed_s)]), overflow="ellipsis")
        facts.no_wrap = True
        if not progress.bars:
            return Group(Spinner("dots", facts))
        # A bar that has a remark of its own leaves no room beside it.
        if len(progress.bars) == 1 and not progress.bars[0].remark:
            return _bars(progress.bars, facts)
        return Group(_bars(progress.bars), facts)


def _bars(bars: tuple[Bar, ...], facts: Text | str = "") -> Table:
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2, 0, 0))
    for bar in bars:
        cell = ProgressBar(
            total=bar.total,
            completed=bar.done,
            width=BAR_COLUMNS,
            style="dim",
            complete_style="cyan",
            finished_style="cyan",
            pulse_style="cyan",
        )
        count = Text(bar.count, justify="right", no_wrap=True)
        remark = Text(bar.remark, no_wrap=True, overflow="ellipsis") if bar.remark else facts
        grid.add_row(Text(bar.name), cell, count, remark)
    return grid

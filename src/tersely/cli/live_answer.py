"""The answer as it streams in, on stdout: drawn on a terminal, written through to a pipe. What
turns out to be void or stays unfinished is marked where it stands.
"""

from __future__ import annotations

import importlib
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ..screen_text import shown
from .markdown import begun, console, drawn, markdown

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.live import Live
    from rich.markdown import Markdown
    from rich.segment import Segment

# Below what is live stands the cursor; Live cannot take back a line that has left the screen.
_SPARE_LINES = 2
# The terminal writes "^C" where the cursor stands; a line as wide as the screen would break there.
_SPARE_COLUMNS = 3


class LiveAnswer:
    """Finished Markdown blocks are printed for good; only the unfinished one is live. `defused`
    makes what a model wrote harmless on a terminal.
    """

    def __init__(self, defused: Callable[[str], str]) -> None:
        self._defused = defused
        self._text = ""
        self._live: Live | None = None
        self.open = False
        self._expected = False

    def expect(self) -> None:
        """An answer may come soon: what draws it is loaded while the service thinks."""
        if self._expected or not sys.stdout.isatty():
            return
        self._expected = True
        threading.Thread(target=_load, daemon=True).start()

    def add(self, piece: str) -> None:
        """The next piece of the answer."""
        self.open = True
        if not sys.stdout.isatty():
            sys.stdout.write(shown(piece))
            sys.stdout.flush()
            return
        self._text += piece
        self._print_finished()
        self._show_rest()

    def pause(self) -> None:
        """Take away what is live, so that something else can be said."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def void(self, reason: str) -> None:
        """What has been shown does not count; the answer begins anew."""
        self._mark(f"[The text above is void: {reason}. The answer starts again.]")
        self.open = False

    def unfinished(self, reason: str) -> None:
        """What has been shown is all that will come."""
        if self.open:
            self._mark(f"[Stopped: {reason}.]", end="\n")
        self.open = False

    def close(self) -> None:
        """The answer is whole, or has said why not: nothing live remains."""
        if self.open:
            self._settle("\n")
        self.open = False

    def _mark(self, line: str, end: str = "\n\n") -> None:
        self._settle("\n\n")
        sys.stdout.write(f"{shown(line)}{end}")
        sys.stdout.flush()

    def _settle(self, end: str) -> None:
        self.pause()
        if not sys.stdout.isatty():
            sys.stdout.write(end)
            return
        if self._text:
            markdown(self._defused(self._text))
            self._text = ""
            sys.stdout.write(end[1:])

    def _print_finished(self) -> None:
        cut = self._text.rfind("\n\n")
        if cut > 0 and self._text.count("```", 0, cut) % 2 == 0:
            self.pause()
            markdown(self._defused(self._text[:cut]))
            sys.stdout.write("\n")
            self._text = self._text[cut + 2 :]

    def _show_rest(self) -> None:
        from rich.live import Live

        tail = Tail(drawn(self._defused(self._text)))
        if self._live is not None:
            self._live.update(tail)
            return
        self._live = Live(
            tail,
            console=console(),
            refresh_per_second=12,
            transient=True,
            vertical_overflow="crop",
        )
        # The first words are drawn at once; what follows comes with the next drawing.
        self._live.start(refresh=True)


def _load() -> None:
    """0.1 s of imports that nobody should wait for when the first word is there."""
    importlib.import_module("rich.live")
    drawn("")


class Tail:
    """The last lines of a text that is taller than the screen: what is drawn over must fit on it,
    or each drawing leaves a copy behind.
    """

    def __init__(self, text: Markdown) -> None:
        self._text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        from rich.segment import Segment

        height = max(1, shutil.get_terminal_size().lines - _SPARE_LINES)
        narrower = options.update(height=None, width=max(1, options.max_width - _SPARE_COLUMNS))
        lines = begun(console.render_lines(self._text, narrower, pad=False))
        for number, line in enumerate(lines[-height:]):
            if number:
                yield Segment.line()
            yield from line

"""Text recognition on stderr: that it goes on, how long it may take, and how to leave it out."""

from __future__ import annotations

import time

from .output import seconds
from .status import Bar, Progress, StatusDisplay


class RecognitionProgress:
    """Called with how many pages are done, of how many, and by which engine."""

    def __init__(self, display: StatusDisplay, *, by_model: bool = False) -> None:
        self._display = display
        self._other_way = (
            "without --vision they are read on this machine"
            if by_model
            else "--no-ocr leaves it out"
        )
        self._began = time.monotonic()

    def __call__(self, done: int, total: int, engine: str) -> None:
        if not done:
            self._began = time.monotonic()
            pages = "1 page" if total == 1 else f"{total:,} pages"
            self._display.say(f"recognizing the text of {pages} with {engine} ({self._other_way})")
            return
        left_s = (time.monotonic() - self._began) / done * (total - done)
        bar = Bar("pages", done, total)
        self._display.show(Progress((bar,), ("recognized", f"about {seconds(left_s)} left")))

"""Text recognition on stderr: that it goes on, how long it may take, and how to leave it out."""

from __future__ import annotations

import sys
import time

from .output import seconds

_ESTIMATE_AFTER_PAGES = 2  # of one page nobody needs an estimate


class RecognitionProgress:
    """Called with how many pages are done, of how many, and by which engine."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._began = time.monotonic()
        self._is_estimated = False

    def __call__(self, done: int, total: int, engine: str) -> None:
        if not done:
            self._began = time.monotonic()
            pages = "1 page" if total == 1 else f"{total:,} pages"
            self._say(f"recognizing the text of {pages} with {engine} (--no-ocr leaves it out)")
            return
        left = (time.monotonic() - self._began) / done * (total - done)
        if self._terminal:
            end = "\r\x1b[2K" if done == total else ""
            status = f"recognized {done:,} of {total:,} pages, about {seconds(left)} left"
            sys.stderr.write(end or f"\r\x1b[2K{status}")
            sys.stderr.flush()
        elif not self._is_estimated and _ESTIMATE_AFTER_PAGES <= done < total:
            self._is_estimated = True
            self._say(f"recognized {done:,} of {total:,} pages, about {seconds(left)} left")

    def _say(self, line: str) -> None:
        sys.stderr.write(f"tersely: {line}\n")
        sys.stderr.flush()

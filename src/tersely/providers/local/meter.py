"""What a model does while it answers, told a few times a second."""

from __future__ import annotations

import time
from collections.abc import Callable

from ...records import Pace

_EVERY_S = 0.25


class Meter:
    """Counts tokens and the seconds since the previous ones; `tell` gets what was done since it was
    told last.

    The first token of an answer comes with the reading of the prompt and is not counted as written.
    """

    def __init__(self, tell: Callable[[Pace], object]) -> None:
        self._tell = tell
        self._untold = Pace()
        self._writing = False
        self._at = self._told_at = time.monotonic()

    def read(self, tokens: int) -> None:
        """A part of the prompt has been computed."""
        self._add(Pace(read_tokens=tokens, read_s=self._lap()))

    def wrote(self) -> None:
        """The next token of the answer is there."""
        if self._writing:
            self._add(Pace(written_tokens=1, written_s=self._lap()))
        self._writing = True

    def close(self) -> None:
        """Tell what has not been told."""
        if self._untold != Pace():
            self._tell(self._untold)
            self._untold = Pace()

    def _lap(self) -> float:
        before, self._at = self._at, time.monotonic()
        return self._at - before

    def _add(self, done: Pace) -> None:
        self._untold += done
        if self._at - self._told_at >= _EVERY_S:
            self._told_at = self._at
            self.close()

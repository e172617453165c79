"""The one way to stdout: nothing that a terminal obeys gets through, whoever wrote it."""

from __future__ import annotations

import sys

from ..screen_text import shown


def put(text: str) -> None:
    """Write `text` to stdout, without anything that a screen would obey."""
    sys.stdout.write(shown(text))
    sys.stdout.flush()

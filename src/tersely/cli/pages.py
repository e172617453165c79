"""A page that a command has made: written, and opened in the user's browser."""

from __future__ import annotations

import tempfile
import webbrowser
from pathlib import Path

from ..redaction import redact
from . import notices, output
from .invocation import Invocation


def deliver(page: str, target: str | None, invocation: Invocation, *, opened: bool) -> None:
    """Write `page` to the file `target`, to a private one among the temporary files if None, and
    open it if that is asked for.
    """
    if target:
        path = Path(target)
    else:
        # Private: mkstemp makes it 0600. It stays, as the browser reads it later.
        descriptor, name = tempfile.mkstemp(prefix="tersely-", suffix=".html")
        path = Path(name)
        open(descriptor, "wb").close()
    output.write_file(path, redact(page))
    if not invocation.quiet:
        notices.say(f"page: {path}")
    if opened and not webbrowser.open(path.resolve().as_uri()):
        notices.warn(f"No browser could be opened; the page is {path}.")

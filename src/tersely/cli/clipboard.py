"""The clipboard: of this machine by its own means, or of the terminal that a person sits at (OSC
52), which also works over SSH.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Mapping

MOST_BYTES = 74_994
"""Of a text in OSC 52: xterm and others take 100,000 characters of base64 in all."""


def copy(text: str, environment: Mapping[str, str]) -> bool:
    """Put `text` on the clipboard; False if there is none. A terminal does not answer: whether it
    took the text is not known.
    """
    is_remote = "SSH_CONNECTION" in environment or "SSH_TTY" in environment
    return (not is_remote and _by_system(text)) or _by_terminal(text, environment)


def _by_system(text: str) -> bool:
    import pyperclip

    try:
        pyperclip.copy(text)
    except (pyperclip.PyperclipException, OSError):
        return False
    return True


def _by_terminal(text: str, environment: Mapping[str, str]) -> bool:
    data = text.encode("utf-8", "replace")
    is_able = sys.stderr.isatty() and environment.get("TERM") != "dumb"
    if not is_able or len(data) > MOST_BYTES:
        return False
    sys.stderr.write(f"\x1b]52;c;{base64.b64encode(data).decode()}\x07")
    sys.stderr.flush()
    return True

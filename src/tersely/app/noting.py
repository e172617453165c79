"""Which summaries are noted in the history, and how much of them."""

from __future__ import annotations

import time
from collections.abc import Iterable

from .. import history
from ..records import Summary
from .context import Context


def note(summaries: Iterable[Summary], context: Context, *, command: str) -> str:
    """Note summaries as the setting `history` says; why that failed ("" if it did not). It is no
    reason to fail a command whose summary is there.
    """
    kept = context.settings.history
    if kept == "off":
        return ""
    now = time.time()
    try:
        for summary in summaries:
            entry = history.entry_of(summary, at=now, command=command, with_text=kept == "texts")
            history.note(context.paths.history_file, entry)
    except OSError as error:
        return f"The history {context.paths.history_file} cannot be written: {error.strerror}."
    return ""

"""What a text is: prose, data, a log or a program; told by its media type, else by its content."""

from __future__ import annotations

from typing import NamedTuple

from ..language.data import Data, read_data
from ..language.source import is_source
from .log import Entry, described, entries, is_log

_LOGS = ("text/x-log", "text/plain", "application/jsonl", "")
_PERHAPS_PROGRAMS = ("text/x-ini", "text/plain", "")


class Content(NamedTuple):
    """The records of data, the entries of a log, or that the text is a program; all empty for
    prose.
    """

    data: Data | None = None
    log: tuple[Entry, ...] = ()
    program: bool = False

    @property
    def description(self) -> str:
        """One line on data and logs, e.g. "Table of 1,204 rows, 9 columns."; "" for other texts."""
        if self.log:
            return described(self.log)
        return self.data.description if self.data else ""


def content_of(text: str, media_type: str = "") -> Content:
    """What `text` is; `media_type` is that of its document, "" if it is not known. Linear time."""
    if media_type in _LOGS and is_log(text):
        return Content(log=tuple(entries(text)))
    if data := read_data(text, media_type):
        return Content(data=data)
    if media_type == "text/x-source":
        return Content(program=True)
    return Content(program=media_type in _PERHAPS_PROGRAMS and is_source(text))

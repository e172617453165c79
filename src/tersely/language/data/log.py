"""Logs: lines that begin with a date or time."""

from __future__ import annotations

import re

from .records import SHOWN_CHARACTERS, Parts, line_ends, record

_FEWEST_LINES = 8
_STAMPED_SHARE = 0.5
_STAMP = re.compile(
    r"(?:[\w./-]{1,40} )?[\[(]?(?:\d{4}[-/]\d\d[-/]\d\d[T ,]+\d\d:\d\d|\d\d:\d\d:\d\d|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)"
    r"|\[ *\d+\.\d{3,6}\]|\S+ \S+ \S+ \[\d\d/[A-Z][a-z]{2}/\d{4}:"  # the kernel's, a web server's
)
_SAID = re.compile(
    r"[\d\W]*[TZ]?[\d\W]*(?!(?:INFO|DEBUG|TRACE|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\b)[^\W\d][\w .'’-]{0,40}[:：]\s"
)
_ALARM = re.compile(
    r"\b(?:error|fail|fatal|warn|critical|panic|exception|traceback|denied|refused|timed? ?out|cannot|unable|abort"
    r"|kill|out of memory)",
    re.IGNORECASE,
)


def is_log(text: str) -> bool:
    """Whether most lines begin with a date or time, and nobody speaks in them."""
    if not _STAMP.match(text):
        return False
    lines = [line for line in text.split("\n") if line.strip()]
    stamped = [line for line in lines if _STAMP.match(line)]
    said = sum(_SAID.match(line) is not None for line in stamped)
    return (
        len(stamped) >= max(_FEWEST_LINES, _STAMPED_SHARE * len(lines)) and said < len(stamped) / 2
    )


def log_lines(text: str) -> Parts:
    """Each line with those below that have no time of their own; those that tell of something wrong
    are prose.
    """
    start = stop = pos = 0
    for end in [*line_ends(text), len(text) + 1]:
        if end > len(text) or _STAMP.match(text, pos, end):
            if _ALARM.search(text, start, min(stop, start + SHOWN_CHARACTERS)):
                yield *record(text, start, stop)[:2], "item"
            else:
                yield record(text, start, stop)
            start = pos
        stop, pos = end, end + 1

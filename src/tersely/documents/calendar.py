"""iCalendar (RFC 5545): events, tasks and journals in words, not in BEGIN and END lines."""

from __future__ import annotations

import re
from datetime import datetime

from .draft import Draft, Page
from .encoding import decode
from .limits import Limits
from .recurrence import duration_in_words, rule_in_words

_KINDS = {"VEVENT": "Event", "VTODO": "Task", "VJOURNAL": "Journal entry"}
_LINE = re.compile(
    r"(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:;[^:;\"]*(?:\"[^\"]*\"[^:;\"]*)*)*):(?P<value>.*)"
)
_NAME = re.compile(r"(?i);CN=(?:\"([^\"]*)\"|([^;:]*))")
_ZONE = re.compile(r"(?i);TZID=\"?([^;:\"]*)")
_ESCAPE = re.compile(r"\\([nN,;\\])")
_FOLD = re.compile(r"\r?\n[ \t]")
_LABELS = {
    "DTSTART": "Start",
    "DTEND": "End",
    "DUE": "Due",
    "DURATION": "Duration",
    "RRULE": "Repeats",
    "LOCATION": "Where",
    "ORGANIZER": "Organizer",
    "ATTENDEE": "Attendee",
    "STATUS": "Status",
    "COMMENT": "Comment",
}


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """All entries of a calendar file in their order."""
    text, notes = decode(data, charset)
    page = Page(events_in_words(text))
    return Draft((page,), "text/calendar", headings=False, notes=notes)


def events_in_words(text: str) -> str:
    """The entries of a calendar as blocks of labelled lines; alarms and time zones are no text."""
    blocks: list[list[str]] = []
    open_kinds: list[str] = []
    method = ""
    for line in _FOLD.sub("", text).splitlines():
        match = _LINE.match(line)
        if not match:
            continue
        name, value = match["name"].upper(), match["value"].strip()
        if name == "BEGIN":
            open_kinds.append(value.upper())
            if value.upper() in _KINDS:
                blocks.append([_title(value.upper(), method)])
        elif name == "END":
            if open_kinds:
                open_kinds.pop()
        elif name == "METHOD":
            method = value.upper()
        elif open_kinds and open_kinds[-1] in _KINDS:
            _add(blocks[-1], name, match["parameters"], value)
    return "\n\n".join("\n".join(block) for block in blocks)


def _title(kind: str, method: str) -> str:
    return f"Cancelled {_KINDS[kind].lower()}" if method == "CANCEL" else _KINDS[kind]


def _add(block: list[str], name: str, parameters: str, value: str) -> None:
    text = _ESCAPE.sub(_unescaped, value).strip()
    if name == "SUMMARY":
        block[0] += f": {text}"
    elif name == "DESCRIPTION" and text:
        block.append(text)
    elif name in ("DTSTART", "DTEND", "DUE"):
        block.append(f"{_LABELS[name]}: {_moment(text, parameters)}")
    elif name in ("ORGANIZER", "ATTENDEE"):
        if person := _NAME.search(parameters):
            shown = person[1] or person[2]
        else:
            shown = text.partition(":")[2] or text
        block.append(f"{_LABELS[name]}: {shown}")
    elif name == "DURATION":
        block.append(f"{_LABELS[name]}: {duration_in_words(text)}")
    elif name == "RRULE":
        words = rule_in_words(text, lambda moment: _moment(moment, ""))
        block.append(f"{_LABELS[name]}: {words}")
    elif name in _LABELS and text:
        block.append(f"{_LABELS[name]}: {text}")


def _unescaped(sign: re.Match[str]) -> str:
    return "\n" if sign[1] in "nN" else sign[1]


def _moment(value: str, parameters: str) -> str:
    """20260312T090000Z -> 12 March 2026, 09:00 UTC; what is no such moment stays as it is."""
    zone = _ZONE.search(parameters)
    place = f" ({zone[1]})" if zone else ""
    if value.endswith("Z"):
        place = " UTC"
    for form, shown in (("%Y%m%dT%H%M%S", "%d %B %Y, %H:%M"), ("%Y%m%d", "%d %B %Y")):
        try:
            moment = datetime.strptime(value.rstrip("Z"), form)
        except ValueError:
            continue
        return moment.strftime(shown).removeprefix("0") + place
    return value

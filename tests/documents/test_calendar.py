"""Calendars: what, when, where and who."""

from __future__ import annotations

from tersely import documents
from tersely.documents.calendar import events_in_words

EVENT = """BEGIN:VCALENDAR
METHOD:{method}
BEGIN:VTIMEZONE
TZID:Europe/Berlin
END:VTIMEZONE
BEGIN:VEVENT
SUMMARY:Budget meeting\\, part 2
DTSTART;TZID=Europe/Berlin:20260312T090000
DTEND;VALUE=DATE:20260313
LOCATION:Room 4
ORGANIZER;CN="Ines Roth":mailto:ines@example.org
ATTENDEE:mailto:bert@example.org
DESCRIPTION:We decide
  on dredging.\\nBring the plan.
BEGIN:VALARM
DESCRIPTION:Reminder
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_is_told_in_words() -> None:
    """What, when, where and who; no alarms, no time zones, no BEGIN and END."""
    text = events_in_words(EVENT.format(method="REQUEST"))
    assert text.splitlines() == [
        "Event: Budget meeting, part 2",
        "Start: 12 March 2026, 09:00 (Europe/Berlin)",
        "End: 13 March 2026",
        "Where: Room 4",
        "Organizer: Ines Roth",
        "Attendee: bert@example.org",
        "We decide on dredging.",
        "Bring the plan.",
    ]
    assert events_in_words(EVENT.format(method="CANCEL")).startswith("Cancelled event: Budget")
    assert documents.read_bytes(EVENT.encode(), name="stdin").media_type == "text/calendar"

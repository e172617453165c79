"""Exported chats are speech: names and words, in the date styles of many locales."""

from __future__ import annotations

import pytest

from tersely import documents
from tersely.records import Document, Unread

SPEECH = (
    ("Bert", "The ministry pays one third."),
    ("Anna", "ok, who: the sponsor?"),
    ("Bert", "Yes."),
)


def read(text: str, name: str = "chat.txt") -> Document:
    return documents.read_bytes(text.encode(), name=name)


@pytest.mark.parametrize(
    ("style", "day"),
    [
        ("[02.03.26, 10:00:12] {}: {}", "02.03.26"),
        ("\u200e[3/2/26, 10:00:12\u202fAM] {}: {}", "3/2/26"),
        ("[2026/03/02 10:00:12] {}: {}", "2026/03/02"),
        ("02.03.26, 10:00 - {}: {}", "02.03.26"),
        ("3/2/26, 10:00 AM - {}: {}", "3/2/26"),
        ("02/03/2026, 10:00 a. m. - {}: {}", "02/03/2026"),
        ("2/3/26 10:00 - {}: {}", "2/3/26"),
        ("02-03-2026 10:00 - {}: {}", "02-03-2026"),
        ("2026/3/2 오전 10:00 - {}: {}", "2026/3/2"),
        ("[02.03.2026 10:00] {}\n{}", "02.03.2026"),
        ("{}, [02.03.26 10:00]\n{}", "02.03.26"),
        ("10:00:12\t From {} to Everyone:\t{}", ""),
        ("10:00 < {}> {}", ""),
        ("[10:00:12] <@{}> {}", ""),
        ("2026-03-02T10:00:12  <{}> {}", ""),
        ("[2026-03-02T10:00:12Z] <+{}> {}", ""),
        ("10:00\t{}\t{}", ""),
    ],
)
def test_each_line_of_a_chat_names_its_speaker(style: str, day: str) -> None:
    """WhatsApp in several locales, Discord, Telegram, Zoom, IRC, Line."""
    document = read("\n".join(style.format(*message) for message in SPEECH) + "\n")
    speech = "\n".join(f"{name}: {text}" for name, text in SPEECH)
    assert document.text == (f"## {day}\n\n" if day else "") + speech
    assert document.media_type == "text/x-chat"


def test_who_came_and_went_is_no_talk() -> None:
    """However often: the notices of IRC are counted."""
    notices = "".join(f"2026-03-02T09:{k:02}:00 * anna joined the channel\n" for k in range(40))
    document = read(notices + "".join(f"2026-03-02T10:00:00 <{n}> {t}\n" for n, t in SPEECH))
    assert document.text == "\n".join(f"{name}: {text}" for name, text in SPEECH)
    assert dict(document.removed)["notices of the chat program"] == 40


def test_notices_pictures_and_long_messages() -> None:
    """A message of several lines is one turn, a new day a section; a picture is unread, a notice
    counted.
    """
    document = read(
        "02.03.26, 09:59 - Messages are end-to-end encrypted.\n02.03.26, 10:00 - Bert: one\ntwo\n\nthree\n"
        "02.03.26, 10:01 - Anna: <Media omitted>\n02.03.26, 10:02 - Anna: IMG-1.jpg (file attached)\n"
        "03.03.26, 08:00 - Anna: four\n"
    )
    assert document.text == "## 02.03.26\n\nBert: one two three\n\n## 03.03.26\n\nAnna: four"
    assert dict(document.removed)["notices of the chat program"] == 1
    assert document.unread == (
        Unread("attachment", 2, ("Media omitted", "IMG-1.jpg (file attached)")),
    )


@pytest.mark.parametrize(
    "text",
    [
        "[2026-03-02 10:00:12] INFO: started\n[2026-03-02 10:00:13] ERROR: failed\n" * 5,
        "2026-03-02 10:00:12,123 - app - INFO - started\n" * 9,
        "Notes of 02.03.26, 10:00\n\nBert: one\nAnna: two\n",
        "10:00 The meeting begins.\n10:30 Coffee.\n",
    ],
)
def test_logs_and_notes_are_no_chats(text: str) -> None:
    """Levels are no people, and a line with a time is no message."""
    assert read(text, "notes.txt").media_type == "text/plain"

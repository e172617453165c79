"""Messages of chats exported as JSON: what is said, and what is attached."""

from __future__ import annotations

import json
from typing import Any

from tersely import documents
from tersely.records import Document, Unread


def read(text: str, name: str = "chat.txt") -> Document:
    return documents.read_bytes(text.encode(), name=name)


def as_json(data: Any) -> Document:
    return read(json.dumps(data), "export.json")


def message(text: str, seconds: int, **more: Any) -> dict[str, Any]:
    return {"type": "message", "from": "Bert", "date_unixtime": str(seconds), "text": text, **more}


MARCH = 1772445612  # 2 March 2026


def test_what_a_message_holds_beside_its_words_is_told() -> None:
    """Polls are said; pictures, stickers and files are unread; reactions are counted."""
    document = as_json(
        {
            "messages": [
                message(
                    "", MARCH, poll={"question": "Who?", "answers": [{"text": "I", "voters": 2}]}
                ),
                message("", MARCH, media_type="sticker", file="s.webp", sticker_emoji="!"),
                message("", MARCH, contact_information={"first_name": "Anna", "phone_number": "1"}),
                message("See.", MARCH, reactions=[{"emoji": "+"}]),
                message("", MARCH),
            ]
        }
    )
    assert document.text == "## 2026-03-02\n\nBert: Who?: I (2)\nBert: Anna 1\nBert: See."
    assert document.unread == (Unread("attachment", 1, ("sticker !",)),)
    assert dict(document.removed) == {
        "reactions": 1,
        "messages without text": 1,
        "times of messages": 3,
    }


def test_other_programs_write_chats_too() -> None:
    """Google Chat, Skype, Matrix."""
    google = as_json(
        {
            "messages": [
                {"creator": {"name": "Anna"}, "created_date": "Monday, 2 March 2026 at 10:00:12 UTC",
                 "text": "See.", "attached_files": [{"original_name": "plan.pdf"}]}
            ]
        }
    )  # fmt: skip
    assert google.text == "## Monday, 2 March 2026\n\nAnna: See."
    assert google.unread == (Unread("attachment", 1, ("plan.pdf",)),)
    skype = as_json(
        {
            "conversations": [
                {"displayName": "Bert", "MessageList": [
                    {"displayName": None, "from": "8:live:anna", "messagetype": "RichText",
                     "originalarrivaltime": "2026-03-02T10:00:00Z", "content": "Who <b>pays</b> &amp; when?"},
                    {"from": "8:live:anna", "messagetype": "ThreadActivity/AddMember", "content": "<a/>"}]}
            ]
        }
    )  # fmt: skip
    assert skype.text == "# Bert\n\n## 2026-03-02\n\nanna: Who pays & when?"
    matrix = as_json(
        {
            "room_name": "Quay",
            "topic": "The crane",
            "messages": [
                {"type": "m.room.member", "sender": "@anna:x.org", "content": {"membership": "join"}},
                {"type": "m.room.message", "sender": "@anna:x.org", "origin_server_ts": 1772445612000,
                 "content": {"msgtype": "m.text", "body": "It is down."}},
            ],
        }
    )  # fmt: skip
    assert matrix.text == "# Quay\n\nTopic: The crane\n\n## 2026-03-02\n\nanna: It is down."

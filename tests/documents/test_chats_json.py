"""Chats that were exported as JSON."""

from __future__ import annotations

import json
from typing import Any

from tersely import documents
from tersely.records import Document, Unread


def read(text: str, name: str = "chat.txt") -> Document:
    return documents.read_bytes(text.encode(), name=name)


def as_json(data: Any) -> Document:
    return read(json.dumps(data), "export.json")


def test_exports_in_json_are_chats() -> None:
    """Slack with names for its identifiers, Discord, Telegram; other JSON stays JSON."""
    ts = "1772445612.000100"  # 2 March 2026
    slack = as_json(
        [
            {"type": "message", "user": "U024BE7LH", "ts": ts, "text": "Hi <@U024BE7LI>, see <https://x.org|this> &amp; that",
             "user_profile": {"real_name": "Bert"}, "files": [{"name": "plan.pdf"}]},
            {"type": "message", "user": "U024BE7LI", "ts": ts, "text": "ok", "user_profile": {"display_name": "Anna"}},
            {"type": "message", "subtype": "channel_join", "user": "U1", "ts": ts, "text": "<@U1> has joined"},
        ]
    )  # fmt: skip
    assert slack.text == "## 2026-03-02\n\nBert: Hi @Anna, see this & that\nAnna: ok"
    assert slack.unread == (Unread("attachment", 1, ("plan.pdf",)),)
    assert dict(slack.removed)["notices of the chat program"] == 1
    discord = as_json(
        {
            "guild": {},
            "messages": [
                {
                    "timestamp": "2026-03-02T10:00:00+00:00",
                    "content": "hi",
                    "author": {"name": "b", "nickname": "Bert"},
                }
            ],
        }
    )
    assert discord.text == "## 2026-03-02\n\nBert: hi"
    telegram = as_json(
        {
            "name": "x",
            "messages": [
                {
                    "type": "message",
                    "date": "2026-03-02T10:00:00",
                    "from": "Bert",
                    "text": ["see ", {"type": "link", "text": "x.org"}],
                }
            ],
        }
    )
    assert telegram.text == "## 2026-03-02\n\nBert: see x.org"
    others: list[Any] = [{"messages": ["a"]}, [{"ts": 1}], {"messages": []}, {"text": 1}]
    for other in others:
        assert as_json(other).media_type == "application/json"


def test_cards_below_a_message_are_said_with_it() -> None:
    """Embeds of Discord and attachments of Slack hold text, and bots say nothing else."""
    discord = as_json(
        {
            "messages": [
                {
                    "timestamp": "2026-03-02T10:00:00+00:00",
                    "content": "see this",
                    "author": {"name": "Bert"},
                    "embeds": [
                        {"title": "Report", "description": "The crane is down."},
                        {"title": "Costs", "fields": [{"name": "Crane", "value": "41,000"}]},
                        {"url": "https://x.org/p.png"},
                    ],
                }
            ]
        }
    )
    assert discord.text == (
        "## 2026-03-02\n\nBert: see this Report The crane is down. Costs Crane: 41,000"
    )
    slack = as_json(
        [
            {"type": "message", "user": "U1", "ts": "1772445612.000100", "text": "",
             "user_profile": {"real_name": "Bot"},
             "attachments": [{"pretext": "Alert", "text": "Quay 4 &amp; 5 closed"}, {"fallback": "chart"}]},
        ]
    )  # fmt: skip
    assert slack.text == "## 2026-03-02\n\nBot: Alert Quay 4 & 5 closed"
    assert slack.unread == (Unread("attachment", 1, ("chart",)),)


def message(text: str, seconds: int, **more: Any) -> dict[str, Any]:
    return {"type": "message", "from": "Bert", "date_unixtime": str(seconds), "text": text, **more}


MARCH = 1772445612  # 2 March 2026


def test_all_chats_of_an_account_are_speech_each_under_its_name() -> None:
    """Contacts stand before them, however many; they are named, not read."""
    contacts = [{"first_name": f"Person {k}", "phone_number": "00 1 234"} for k in range(3_000)]
    document = as_json(
        {
            "about": "an export",
            "contacts": {"about": "", "list": contacts},
            "chats": {
                "about": "all",
                "list": [
                    {"name": "Quay", "messages": [message("It is down.", MARCH)]},
                    {"type": "saved_messages", "messages": [message("Note.", MARCH)]},
                ],
            },
            "left_chats": {"list": [{"name": "Old", "messages": [message("Bye.", MARCH)]}]},
        }
    )
    assert document.text == (
        "# Quay\n\n## 2026-03-02\n\nBert: It is down.\n\n"
        "# saved messages\n\n## 2026-03-02\n\nBert: Note.\n\n"
        "# Old\n\n## 2026-03-02\n\nBert: Bye."
    )
    assert document.unread == (Unread("field", 1, ("contacts",)),)


def test_exports_that_begin_with_the_last_message_are_turned() -> None:
    """Messenger, which also writes each byte of UTF-8 as a character of its own."""
    rows = [
        {"sender_name": "J\u00c3\u00bcrgen", "timestamp_ms": 1772445613000, "content": "Sp\u00c3\u00a4ter."},
        {"sender_name": "Anna", "timestamp_ms": 1772445612000, "photos": [{"uri": "photos/p.jpg"}]},
        {"sender_name": "Anna", "timestamp_ms": 1772445611000, "content": "Wann?",
         "share": {"link": "https://x.org"}},
    ]  # fmt: skip
    document = as_json({"participants": [{"name": "Anna"}], "messages": rows, "title": "Anna"})
    assert document.text == "## 2026-03-02\n\nAnna: Wann? https://x.org\nJürgen: Später."
    assert document.unread == (Unread("attachment", 1, ("p.jpg",)),)


def test_a_channel_of_discord_has_its_name_and_topic() -> None:
    document = as_json(
        {
            "guild": {"name": "Harbour"},
            "channel": {"category": "Text", "name": "quay", "topic": "The crane"},
            "messages": [
                {"timestamp": "2026-03-02T10:00:00+00:00", "content": "", "author": {"name": "Bert"},
                 "stickers": [{"name": "Laugh"}],
                 "forwardedMessage": {"content": "It is down.", "attachments": [{"fileName": "p.jpg"}]}}
            ],
        }
    )  # fmt: skip
    assert document.text == (
        "# Harbour / Text / quay\n\nTopic: The crane\n\n## 2026-03-02\n\nBert: It is down."
    )
    assert document.unread == (Unread("attachment", 2, ("p.jpg", "sticker Laugh")),)

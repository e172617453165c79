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

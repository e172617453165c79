"""Chats exported as JSON: Slack (a channel, or a day of it), Discord, Telegram, and the like."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from .account import Account
from .chats import Message, as_speech
from .draft import Draft

_HEAD_CHARACTERS = 4_000
_KEYS = re.compile(r"\"(?:messages|user_profile|client_msg_id|ts)\"\s*:")
_MENTION = re.compile(r"<@([A-Z0-9]{5,20})(?:\|([^<>|\n]{1,60}))?>")
_LINK = re.compile(r"<((?:https?://|mailto:)[^<>|\s]{1,2000})(?:\|([^<>\n]{1,300}))?>")
_CHANNEL = re.compile(r"<[#!][^<>|\n]{1,60}(?:\|([^<>|\n]{1,60}))?>")


def read_chat_json(text: str, notes: tuple[str, ...] = ()) -> Draft | None:
    """A chat, or None for other JSON."""
    if text.lstrip()[:1] not in ("[", "{") or not _KEYS.search(text[:_HEAD_CHARACTERS]):
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    rows = data.get("messages") if isinstance(data, dict) else data
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        return None
    account = Account()
    names = dict(filter(None, map(_slack_name, rows)))
    messages = [message for row in rows for message in _message(row, names, account)]
    if not any(message.name for message in messages):
        return None
    return as_speech(messages, account, notes)


def _message(row: dict[str, Any], names: dict[str, str], account: Account) -> Iterator[Message]:
    content = row.get("content", row.get("text"))
    shown = map(_shown, [*_rows(row, "embeds"), *_rows(row, "attachments")])
    pieces = dict.fromkeys([_plain(content).strip(), *shown])
    said = _slack_text("\n".join(filter(None, pieces)), names)
    name = _author(row, names)
    attachments = [file for file in _rows(row, "attachments") if not _shown(file)]
    for file in [*attachments, *_rows(row, "files")]:
        title = (
            file.get("fileName") or file.get("name") or file.get("title") or file.get("fallback")
        )
        account.leave("attachment", str(title or "a file")[:80])
    if row.get("photo") or row.get("file"):
        account.leave("attachment", str(row.get("file_name") or row.get("media_type") or "a photo"))
    if row.get("type") in ("service", "channel_join") or row.get("subtype") in _NOTICES:
        account.remove("notices of the chat program")
    elif said.strip():
        yield Message(name, said, _day(row))


_NOTICES = frozenset(
    "channel_join channel_leave channel_topic channel_purpose channel_name channel_archive".split()
)


def _shown(card: dict[str, Any]) -> str:
    """The text of what a link or a program shows below a message; "" for a file."""
    text = card.get("description") or card.get("text")
    fields = [
        f"{field.get('name') or field.get('title') or ''}: {field.get('value') or ''}"
        for field in _rows(card, "fields")
    ]
    if not isinstance(text, str) and not fields:
        return ""
    parts = (card.get("pretext"), card.get("title"), text, *fields)
    return "\n".join(part.strip() for part in parts if isinstance(part, str) and part.strip())


def _rows(row: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = row.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _plain(content: object) -> str:
    """Text, or the list of its pieces as Telegram writes it."""
    if isinstance(content, list):
        return "".join(
            str(piece.get("text", "")) if isinstance(piece, dict) else str(piece)
            for piece in content
        )
    return content if isinstance(content, str) else ""


def _author(row: dict[str, Any], names: dict[str, str]) -> str:
    author = row.get("author")
    if isinstance(author, dict):  # Discord
        return str(author.get("nickname") or author.get("name") or author.get("username") or "")
    user = row.get("user") or row.get("from") or row.get("sender_name") or row.get("username")
    return names.get(str(user), str(user or ""))


def _slack_name(row: dict[str, Any]) -> tuple[str, str] | None:
    profile = row.get("user_profile")
    if not isinstance(profile, dict) or not row.get("user"):
        return None
    name = profile.get("display_name") or profile.get("real_name") or profile.get("name")
    return (str(row["user"]), str(name)) if name else None


def _slack_text(text: str, names: dict[str, str]) -> str:
    if "<" not in text and "&" not in text:
        return text
    text = _MENTION.sub(lambda match: "@" + (match[2] or names.get(match[1], match[1])), text)
    text = _LINK.sub(lambda match: match[2] or match[1], text)
    text = _CHANNEL.sub(lambda match: f"#{match[1]}" if match[1] else "", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _day(row: dict[str, Any]) -> str:
    """The day in UTC, as 2026-03-02; "" where there is none."""
    for key in ("timestamp", "date", "created_at"):
        value = row.get(key)
        if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value):
            return value[:10]
    stamp = str(row.get("ts") or row.get("timestamp_ms") or "")
    seconds = re.match(r"\d{10}", stamp)
    return datetime.fromtimestamp(int(seconds[0]), UTC).date().isoformat() if seconds else ""

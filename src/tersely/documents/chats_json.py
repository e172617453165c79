"""Chats exported as JSON: Slack (a channel, or a day of it), Discord, Telegram (a chat, or all of
them), Messenger, Google Chat, Skype, Matrix.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from .account import Account
from .chat_rows import (
    Row,
    first_of,
    json_value,
    messages_of,
    row_in,
    rows_in,
    rows_of,
    seconds_of,
)
from .draft import Draft
from .messages import Message, Room, as_speech

_HEAD_CHARACTERS = 100_000  # the members of a large group stand first
_KEYS = ('"messages"', '"user_profile"', '"client_msg_id"', '"ts"', '"MessageList"')
# In the export of a whole account all contacts stand before the chats.
_ACCOUNT = '"chats"'
_LARGEST_FIELD_CHARACTERS = 300  # names, dates and settings of the export


def read_chat_json(text: str, notes: tuple[str, ...] = ()) -> Draft | None:
    """A chat, or None for other JSON."""
    if text.lstrip()[:1] not in ("[", "{"):
        return None
    head = text[:_HEAD_CHARACTERS]  # plain strings are looked for faster than a pattern
    if not any(key in head for key in _KEYS) and _ACCOUNT not in text:
        return None
    data = json_value(text)
    account = Account()
    rooms = [room for room in _rooms(data, account) if room.messages]
    if not any(map(_has_names, rooms)):
        return None
    if isinstance(data, dict):
        _leave_fields(data, account)
    return as_speech(rooms, account, notes)


def _has_names(room: Room) -> bool:
    return any(message.name for message in room.messages)


def in_order(rows: list[Row], names: dict[str, str], account: Account) -> list[Message]:
    """The messages of these rows, the first one first: some exports begin with the last."""
    times = list(filter(None, map(seconds_of, rows)))
    if times and times[0] > times[-1]:
        rows = rows[::-1]
    messages: list[Message] = []
    for row in rows:
        messages += messages_of(row, names, account)
    return messages


def names_in(rows: Iterable[Row]) -> dict[str, str]:
    """The names of Slack's identifiers that stand in the messages themselves."""
    return dict(filter(None, map(_slack_name, rows)))


def _rooms(data: Any, account: Account) -> Iterator[Room]:
    """Each chat with its name; a chat alone is called as its channel."""
    if isinstance(data, list):
        if len(rows_of(data)) == len(data):
            yield Room("", in_order(data, names_in(data), account))
        return
    if not isinstance(data, dict):
        return
    rows = data.get("messages")
    if isinstance(rows, list) and len(rows_of(rows)) == len(rows):
        messages = in_order(rows, names_in(rows), account)
        yield Room(_channel(data), messages, _topic(data))
    for key in ("chats", "left_chats"):
        for chat in rows_in(row_in(data, key), "list"):
            rows = rows_in(chat, "messages")
            kind = str(chat.get("type") or "").replace("_", " ")
            title = str(chat.get("name") or kind)
            yield Room(title, in_order(rows, names_in(rows), account))
    for conversation in rows_in(data, "conversations"):
        rows = rows_in(conversation, "MessageList")
        title = conversation.get("displayName") or conversation.get("id") or ""
        yield Room(str(title), in_order(rows, {}, account))


def _channel(data: Row) -> str:
    """Discord's server, category and channel; Matrix's room."""
    channel = row_in(data, "channel")
    if not channel.get("name"):
        return str(data.get("room_name") or "")
    server = row_in(data, "guild").get("name")
    places = (server, channel.get("category"), channel["name"])
    return " / ".join(str(place) for place in places if place)


def _topic(data: Row) -> str:
    channel = data.get("channel")
    topic = (channel if isinstance(channel, dict) else data).get("topic")
    return f"Topic: {topic}" if isinstance(topic, str) and topic.strip() else ""


def _leave_fields(data: Row, account: Account) -> None:
    """What else an export holds and is no chat: contacts, stories, sessions."""
    for key, value in data.items():
        is_chat = key in ("messages", "chats", "left_chats", "conversations", "participants")
        if not is_chat and isinstance(value, dict | list):
            length = len(json.dumps(value, ensure_ascii=False))
            if length > _LARGEST_FIELD_CHARACTERS:
                account.leave("field", str(key)[:60])


def _slack_name(row: Row) -> tuple[str, str] | None:
    user = first_of(row, "user")
    name = first_of(row_in(row, "user_profile"), "display_name", "real_name", "name")
    return (user, name) if user and name else None

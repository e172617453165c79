"""The export of a Slack workspace: an archive with a folder for each channel, a file for each day,
and the names of people and channels beside them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from .account import Account
from .chat_rows import Row, slack_text
from .chats_json import in_order, names_in
from .containers import PackedFile
from .draft import Draft
from .messages import Room, as_speech

_DAY = re.compile(r"(?P<channel>[^/]{1,200})/\d{4}-\d\d-\d\d\.json")
_USERS = re.compile(r"(?:.*/)?(?:org_)?users\.json")
_LISTS = re.compile(r"(?:.*/)?(?:channels|groups|dms|mpims)\.json")
_SETTINGS = re.compile(
    r"(?:.*/)?(?:integration_logs|canvases|file_conversations|huddle_transcripts|lists)\.json"
)


def slack_export(files: Sequence[PackedFile]) -> tuple[Draft, frozenset[str]] | None:
    """The channels as speech, and which files hold them; None for other archives."""
    users = [file for file in files if _USERS.fullmatch(file.name)]
    days = [file for file in files if _day(file.name)]
    if not users or not days:
        return None
    account = Account()
    names = {name: title for file in users for name, title in map(_person, _rows(file)) if title}
    channels: dict[str, Row] = {}
    lists = [file for file in files if _LISTS.fullmatch(file.name)]
    for file in lists:
        channels |= {str(row.get("name") or row.get("id")): row for row in _rows(file)}
    spoken: dict[str, list[Row]] = {}
    for file in sorted(days, key=lambda file: file.name):
        match = _day(file.name)
        if match:
            spoken.setdefault(match["channel"], []).extend(_rows(file))
    rooms = []
    for channel, rows in spoken.items():
        about = channels.get(channel, {})
        title = _title(channel, about, names)
        messages = in_order(rows, names | names_in(rows), account)
        rooms.append(Room(title, messages, _purposes(about, names)))
    if not any(room.messages for room in rooms):
        return None
    settings = [file for file in files if _SETTINGS.fullmatch(file.name)]
    for file in settings:
        if _rows(file):
            account.leave("file", file.name, reason="no messages")
    read = frozenset(file.name for file in (*users, *days, *lists, *settings))
    return as_speech(rooms, account), read


def _day(name: str) -> re.Match[str] | None:
    """A file of one day; the folder of its channel may lie in that of the export."""
    return _DAY.fullmatch("/".join(name.split("/")[-2:])) if "/" in name else None


def _rows(file: PackedFile) -> list[Row]:
    try:
        rows: Any = json.loads(file.data)
    except (ValueError, RecursionError):
        return []
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _person(row: Row) -> tuple[str, str]:
    profile = row.get("profile")
    profile = profile if isinstance(profile, dict) else {}
    name = profile.get("display_name") or row.get("real_name") or profile.get("real_name")
    return str(row.get("id")), str(name or row.get("name") or "")


def _title(channel: str, about: Row, names: dict[str, str]) -> str:
    """A channel by its name, a talk of two or more by who takes part."""
    members = about.get("members")
    if "name" in about or not isinstance(members, list):
        return channel
    return ", ".join(names.get(str(member), str(member)) for member in members) or channel


def _purposes(about: Row, names: dict[str, str]) -> str:
    lines = []
    for key in ("topic", "purpose"):
        value = about.get(key)
        text = value.get("value") if isinstance(value, dict) else ""
        if text:
            lines.append(f"{key.capitalize()}: {slack_text(str(text), names)}")
    return "\n".join(lines)

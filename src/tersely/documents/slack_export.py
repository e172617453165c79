"""The export of a Slack workspace: an archive with a folder for each channel, a file for each day,
and the names of people and channels beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from .account import Account
from .chat_rows import Row, first_of, json_value, row_in, rows_of, slack_text
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


@dataclass(frozen=True, slots=True)
class Export:
    """What is said in the channels, and the names of the files that hold it."""

    speech: Draft
    files: frozenset[str]


def slack_export(files: Sequence[PackedFile]) -> Export | None:
    """The channels as speech; None for other archives."""
    users = [file for file in files if _USERS.fullmatch(file.name)]
    days = [file for file in files if _day(file.name)]
    if not users or not days:
        return None
    account = Account()
    names: dict[str, str] = {}
    for row in _rows_of_all(users):
        if name := _name(row):
            names[str(row.get("id"))] = name
    lists = [file for file in files if _LISTS.fullmatch(file.name)]
    channels = {first_of(row, "name", "id"): row for row in _rows_of_all(lists)}
    spoken: dict[str, list[Row]] = {}
    for file in sorted(days, key=lambda file: file.name):
        if match := _day(file.name):
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
    return Export(as_speech(rooms, account), read)


def _day(name: str) -> re.Match[str] | None:
    """A file of one day; the folder of its channel may lie in that of the export."""
    if "/" not in name:
        return None
    channel_and_file = name.split("/")[-2:]
    return _DAY.fullmatch("/".join(channel_and_file))


def _rows(file: PackedFile) -> list[Row]:
    return rows_of(json_value(file.data))


def _rows_of_all(files: Iterable[PackedFile]) -> Iterator[Row]:
    return chain.from_iterable(map(_rows, files))


def _name(row: Row) -> str:
    """What somebody is called, who may have chosen a name to be shown."""
    profile = row_in(row, "profile")
    chosen = first_of(profile, "display_name") or first_of(row, "real_name")
    return chosen or first_of(profile, "real_name") or first_of(row, "name")


def _title(channel: str, about: Row, names: dict[str, str]) -> str:
    """A channel by its name, a talk of two or more by who takes part."""
    members = about.get("members")
    if "name" in about or not isinstance(members, list):
        return channel
    people = [names.get(member, member) for member in map(str, members)]
    return ", ".join(people) or channel


def _purposes(about: Row, names: dict[str, str]) -> str:
    texts = {key: first_of(row_in(about, key), "value") for key in ("topic", "purpose")}
    return "\n".join(
        f"{key.capitalize()}: {slack_text(text, names)}" for key, text in texts.items() if text
    )

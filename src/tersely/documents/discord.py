"""What the exports of Discord as text or as a table hold beside the words: files, reactions, the
name of the channel. Those as JSON are in chats_json, as pages in chats_html.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from .account import Account
from .draft import Draft
from .messages import Message, Room, as_speech

_TABLE_HEAD = "AuthorID,Author,Date,Content"
_BLOCK = re.compile(r"\{(Attachments|Stickers|Reactions|Embed|Forwarded Message)\}")
_RULE = "=" * 62
_END = re.compile(r"Exported [\d.,\s\u202f\u00a0]{1,12} message\(s\)")
_FIELD = re.compile(r"(Guild|Channel|Topic): (.{1,2000})")
_PINNED = " (pinned)"
_COUNT = re.compile(r" \(\d+\)")  # behind each reaction


def is_discord_export(lines: Sequence[str]) -> bool:
    """Whether these are the first lines of an export as text."""
    if len(lines) <= 2 or not lines[1].startswith("Guild: "):
        return False
    return lines[0].strip("\ufeff\r") == _RULE


def without_blocks(lines: Iterable[str], account: Account) -> list[str]:
    """The words of a message; its files are left in `account`, its reactions counted."""
    said: list[str] = []
    block = ""
    for line in lines:
        if match := _BLOCK.fullmatch(line):
            block = match[1]
        elif not line.strip():
            block = ""
        elif line == _RULE or _END.fullmatch(line):
            continue
        elif block in ("Attachments", "Stickers"):
            account.leave("attachment", file_name(line))
        elif block == "Reactions":
            reactions = _COUNT.sub("", line).split()
            account.remove("reactions", len(reactions))
        else:
            said.append(line)
    return said


def discord_room(lines: Sequence[str], messages: Iterable[Message]) -> Room:
    """The messages under the name and the topic of their channel, which stand in the first lines."""
    matches = filter(None, map(_FIELD.fullmatch, lines[:10]))
    fields = {match[1]: match[2] for match in matches}
    places = (fields.get("Guild"), fields.get("Channel"))
    title = " / ".join(filter(None, places))
    topic = fields.get("Topic", "")
    unpinned = [
        Message(message.name.removesuffix(_PINNED), message.text, message.day)
        for message in messages
    ]
    return Room(title, unpinned, f"Topic: {topic}" if topic else "")


def discord_table(text: str, notes: tuple[str, ...] = ()) -> Draft | None:
    """The messages of an export as CSV; None for other tables."""
    text = text.lstrip("\ufeff")
    if not text.startswith(_TABLE_HEAD):
        return None
    account = Account()
    messages: list[Message] = []
    try:
        for row in csv.DictReader(StringIO(text)):
            for url in _listed(row.get("Attachments")):
                account.leave("attachment", file_name(url))
            account.remove("reactions", len(_listed(row.get("Reactions"))))
            name, said = row.get("Author") or "", row.get("Content") or ""
            day = (row.get("Date") or "")[:10]
            messages.append(Message(name, said, day))
    except csv.Error:  # a cell of more than 128 KB
        return None
    return as_speech([Room("", messages)], account, notes) if messages else None


def _listed(cell: str | None) -> list[str]:
    return list(filter(None, (cell or "").split(",")))


def file_name(url: str) -> str:
    """The last part of the address of a file."""
    path = PurePosixPath(urlsplit(url.strip()).path)
    return unquote(path.name)[:80] or "a file"

"""What was said in a chat, as its readers hand it over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..language.words import one_spaced
from .account import Account
from .draft import Draft, Page

MEDIA_TYPE = "text/x-chat"
_FILE = r"[\w .()-]{1,80}\.(?:jpe?g|png|gif|webp|mp4|opus|m4a|pdf|vcf|docx?|xlsx?)"
_MEDIA = re.compile(
    rf"\u200e?<[^<>\n]{{3,60}}>$|\u200e.{{0,60}}|{_FILE} \([^()\n]{{3,40}}\)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Message:
    """What one person said, on a day as the export writes it ("" where it does not)."""

    name: str
    text: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """A channel or chat: its title ("" for the only one), what is said in it, what it is about."""

    title: str
    messages: Sequence[Message]
    about: str = ""


def as_speech(rooms: Sequence[Room], account: Account, notes: tuple[str, ...] = ()) -> Draft:
    """The messages as "Name: text", one a line, each day a section, and each room one above them.
    What holds a picture or a file stays unread.
    """
    blocks: list[str] = []
    for room in rooms:
        title = f"# {one_spaced(room.title)}" if room.title else ""
        blocks += [title, room.about, *_blocks(room.messages, account)]
    text = "\n\n".join(filter(None, blocks))
    return account.draft([Page(text)], MEDIA_TYPE, notes=notes)


def _blocks(messages: Iterable[Message], account: Account) -> list[str]:
    blocks: list[str] = []
    lines: list[str] = []
    day = ""
    for message in messages:
        if message.day and message.day != day:
            day = message.day
            blocks.append("\n".join(lines))
            lines = [f"## {day}", ""]
        said = one_spaced(message.text)
        if _MEDIA.fullmatch(message.text.strip()):
            account.leave("attachment", message.text.strip("\u200e<> ")[:60])
        elif said:
            account.remove("times of messages")
            lines.append(f"{one_spaced(message.name)}: {said}")
    return [*blocks, "\n".join(lines)]

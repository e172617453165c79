"""Chats exported as a page: Discord (DiscordChatExporter), Telegram. Each is told by the classes
that its program gives to a message.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..language.words import one_spaced
from .account import Account
from .elements import markdown_of
from .htmltree import classes_of, text_of
from .messages import Message, Room

_DISCORD, _TELEGRAM = b"chatlog__message", b'class="message default clearfix'
_PROGRAMS = (_DISCORD, _TELEGRAM)
_DISCORD_FILES = ("chatlog__attachment", "chatlog__sticker", "chatlog__forwarded-attachment")
_DISCORD_NO_WORDS = (
    "chatlog__message-aside",
    "chatlog__author-avatar-container",
    "chatlog__header",
    "chatlog__reply",
    "chatlog__reference",
    "chatlog__edited-timestamp",
    "chatlog__system-notification-author",
    "chatlog__system-notification-timestamp",
)
_TELEGRAM_NO_WORDS = ("userpic_wrap", "date", "from_name", "reply_to", "signature")


def chat_rooms(data: bytes, root: Any, account: Account) -> list[Room]:
    """The chat that the page shows; nothing for other pages. `root` is changed."""
    if not any(mark in data for mark in _PROGRAMS):
        return []
    room = _discord(root, account) if _DISCORD in data else _telegram(root, account)
    return [room] if room.messages else []


def _discord(root: Any, account: Account) -> Room:
    for emoji in _classed(root, "chatlog__emoji", "emoji"):
        emoji.tag, emoji.text = "span", emoji.get("alt") or ""
    about = [text_of(entry) for entry in _classed(root, "preamble__entry")]
    messages = list(_discord_messages(root, account))
    account.remove("lines about the export", len(_classed(root, "postamble__entry")))
    topic = f"Topic: {about[2]}" if len(about) > 2 else ""
    return Room(" / ".join(about[:2]), messages, topic)


def _discord_messages(root: Any, account: Account) -> Iterator[Message]:
    name = day = ""
    for group in _outer(root, "chatlog__message-group"):
        names = _classed(group, "chatlog__author", "chatlog__author-name")
        name = text_of(names[0]) if names else name
        times = _classed(group, "chatlog__timestamp")
        day = _first_word(text_of(times[0])) if times else day
        containers = _outer(group, "chatlog__message-container")
        for message in containers or _outer(group, "chatlog__message"):
            notices = _classed(message, "chatlog__system-notification-author")
            speaker = text_of(notices[0]) if notices else name
            account.remove("reactions", len(_classed(message, "chatlog__reaction")))
            for file in _outer(message, *_DISCORD_FILES):
                account.leave("attachment", _title(file))
                file.drop_tree()
            _drop(message, *_DISCORD_NO_WORDS, "chatlog__reactions")
            yield Message(speaker, markdown_of(message), day)


def _telegram(root: Any, account: Account) -> Room:
    titles = _classed(root, "page_header")
    messages = []
    name = day = ""
    for message in _outer(root, "message"):
        if "service" in classes_of(message):
            account.remove("notices of the chat program", bool(text_of(message)))
            continue
        names, dates = _classed(message, "from_name"), _classed(message, "date")
        is_own = "joined" not in classes_of(message)
        name = text_of(names[0]) if names and is_own else name
        day = _first_word(dates[0].get("title") or "") if dates else day
        account.remove("reactions", len(_classed(message, "reaction")))
        for file in _outer(message, "media_wrap", "photo_wrap", "sticker_wrap"):
            if not _classed(file, "media_poll"):
                account.leave("attachment", _title(file))
                file.drop_tree()
        _drop(message, *_TELEGRAM_NO_WORDS, "reactions")
        messages.append(Message(name, markdown_of(message), day))
    return Room(text_of(titles[0]) if titles else "", messages)


def _classed(root: Any, *names: str) -> list[Any]:
    """The elements below `root` that have one of these classes, in their order."""
    classes = frozenset(names)
    elements = (element for element in root.iterdescendants() if isinstance(element.tag, str))
    return [element for element in elements if not classes.isdisjoint(classes_of(element))]


def _outer(root: Any, *names: str) -> list[Any]:
    """The elements below `root` that have one of these classes and stand in none of the others."""
    classes = frozenset(names)
    outermost: list[Any] = []
    waiting = list(reversed(root))
    while waiting:
        element = waiting.pop()
        if not isinstance(element.tag, str):
            continue
        if classes.isdisjoint(classes_of(element)):
            waiting.extend(reversed(element))
        else:
            outermost.append(element)
    return outermost


def _drop(root: Any, *names: str) -> None:
    for element in _outer(root, *names):
        element.drop_tree()


def _title(file: Any) -> str:
    """What a file is called: its own words, or those that show on the picture."""
    if words := text_of(file):
        return words[:80]
    for element in file.iter():
        if not isinstance(element.tag, str):
            continue
        if title := element.get("title") or element.get("alt"):
            return one_spaced(str(title))[:80]
    return "a photo"


def _first_word(text: str) -> str:
    return one_spaced(text).partition(" ")[0]

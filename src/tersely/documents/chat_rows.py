"""One message of a chat exported as JSON: who says it, when, what, and what is attached to it.

The fields of Slack, Discord, Telegram, Messenger and Instagram, Google Chat, Skype and Matrix.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from .account import Account
from .messages import Message

Row = dict[str, Any]
_MENTION = re.compile(r"<@([A-Z0-9]{5,20})(?:\|([^<>|\n]{1,60}))?>")
_LINK = re.compile(r"<((?:https?://|mailto:)[^<>|\s]{1,2000})(?:\|([^<>\n]{1,300}))?>")
_CHANNEL = re.compile(r"<[#!][^<>|\n]{1,60}(?:\|([^<>|\n]{1,60}))?>")
_TAG = re.compile(r"<[^<>]{1,2000}>")
_CLOCK = re.compile(r",? (?:at|um|à) .*|,? \d{1,2}[:.]\d\d.*")
_NOTICES = frozenset(
    "channel_join channel_leave channel_topic channel_purpose channel_name channel_archive "
    "group_join group_leave".split()
)
_NOTICE_TYPES = frozenset("service channel_join".split())
_TIMES = ("ts", "timestamp_ms", "timestamp", "date_unixtime", "origin_server_ts")
_DATES = ("timestamp", "date", "created_at", "originalarrivaltime")
_FILES = ("files", "photos", "videos", "audio_files", "gifs", "media", "attached_files")
# What stands on its own beside the words of a message.
_THINGS = ("photo", "file", "sticker", "image_file")
_TITLES = ("fileName", "file_name", "original_name", "name", "title", "fallback", "uri")
_DEEPEST = 20
_MATRIX_TEXTS = ("m.text", "m.notice", "m.emote")
_SECONDS = re.compile(r"\d{10}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def messages_of(row: Row, names: dict[str, str], account: Account) -> Iterator[Message]:
    """The message of one row, if it says anything; `names` are those of Slack's identifiers."""
    said = _said(row, names)
    files = _leave_files(row, account)
    account.remove("reactions", len(rows_in(row, "reactions")))
    kind = str(row.get("type") or row.get("messagetype") or "")
    is_matrix_notice = kind.startswith("m.") and kind not in ("m.room.message", "m.sticker")
    is_notice = kind in _NOTICE_TYPES or row.get("subtype") in _NOTICES or is_matrix_notice
    if is_notice or kind.startswith("ThreadActivity/"):
        account.remove("notices of the chat program")
    elif said.strip():
        name = author_of(row, names)
        if _is_meta(row):
            name = _unmangled(name)
        yield Message(name, said, day_of(row))
    elif not files:
        account.remove("messages without text")


def author_of(row: Row, names: dict[str, str]) -> str:
    """Who says it; "" where the row does not tell."""
    for key in ("author", "creator"):  # Discord, Google Chat
        person = row.get(key)
        if isinstance(person, dict):
            return first_of(person, "nickname", "name", "username")
    if isinstance(row.get("sender"), str):  # Matrix: @anna:example.org
        return str(row["sender"]).removeprefix("@").partition(":")[0]
    if isinstance(row.get("displayName"), str):
        return str(row["displayName"])
    user = first_of(row, "user", "from", "sender_name", "senderName", "username")
    if not user:
        user = first_of(row_in(row, "bot_profile"), "name") or first_of(row, "bot_id")
    name = names.get(user, user)
    return name.removeprefix("8:live:") if "originalarrivaltime" in row else name


def first_of(row: Row, *keys: str) -> str:
    """The first of these fields that is filled; "" if none is."""
    return str(next(filter(None, map(row.get, keys)), ""))


def day_of(row: Row) -> str:
    """The day in UTC, as 2026-03-02; "" where there is none."""
    for key in _DATES:
        value = row.get(key)
        if isinstance(value, str) and _DAY.match(value):
            return value[:10]
    if seconds := seconds_of(row):
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    written = row.get("created_date")
    return _CLOCK.sub("", written) if isinstance(written, str) else ""


def seconds_of(row: Row) -> int:
    """The time of a message since 1970; 0 where none is told so."""
    for key in _TIMES:
        if seconds := _SECONDS.match(str(row.get(key) or "")):
            return int(seconds[0])
    return 0


def json_value(text: str | bytes) -> Any:
    """What a text of JSON says; None for what is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def rows_of(value: object) -> list[Row]:
    """The records in a list; none of anything else."""
    if not isinstance(value, list):
        return []
    return [item for item in value if isinstance(item, dict)]


def rows_in(row: Row, key: str) -> list[Row]:
    """The records that a row holds under a key."""
    return rows_of(row.get(key))


def row_in(row: Row, key: str) -> Row:
    """The record that a row holds under a key; an empty one if there is none."""
    value = row.get(key)
    return value if isinstance(value, dict) else {}


def slack_text(text: str, names: dict[str, str]) -> str:
    """Words as Slack shows them: links by their titles, people by their names."""
    if "<" not in text and "&" not in text:
        return text

    def mention(match: re.Match[str]) -> str:
        identifier, name = match.groups()
        return "@" + (name or names.get(identifier, identifier))

    text = _MENTION.sub(mention, text)
    text = _LINK.sub(lambda match: match[2] or match[1], text)
    text = _CHANNEL.sub(lambda match: f"#{match[1]}" if match[1] else "", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _said(row: Row, names: dict[str, str]) -> str:
    content = row.get("content", row.get("text"))
    words = _plain(content).strip()
    if not words and isinstance(row.get("blocks"), list):
        words = "".join(_block_pieces(row["blocks"], names)).strip()
    if "originalarrivaltime" in row:  # Skype writes HTML
        words = html.unescape(_TAG.sub("", words))
    if forwarded := row_in(row, "forwardedMessage"):
        words = "\n".join(filter(None, (words, _said(forwarded, names))))
    pieces = {words: None}  # what is said twice is shown once
    for key in ("embeds", "attachments", "annotations"):
        pieces |= dict.fromkeys(map(_shown, rows_in(row, key)))
    pieces |= dict.fromkeys(_extras(row))
    said = slack_text("\n".join(filter(None, pieces)), names)
    return _unmangled(said) if _is_meta(row) else said


def _is_meta(row: Row) -> bool:
    """Whether Facebook or Instagram wrote it."""
    return "sender_name" in row and "timestamp_ms" in row


def _unmangled(text: str) -> str:
    """Exports of Facebook and Instagram write each byte of UTF-8 as a character of its own."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def _plain(content: object) -> str:
    """Text, the list of its pieces as Telegram writes it, or the body that Matrix puts around it."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(map(_piece, content))
    if isinstance(content, dict) and content.get("msgtype") in _MATRIX_TEXTS:
        return str(content.get("body") or "")
    return ""


def _piece(piece: object) -> str:
    return str(piece.get("text", "")) if isinstance(piece, dict) else str(piece)


def _block_pieces(blocks: list[Any], names: dict[str, str], depth: int = 0) -> Iterator[str]:
    """The text of Slack's blocks, which bots send without any other."""
    for block in blocks if depth < _DEEPEST else ():
        if not isinstance(block, dict):
            continue
        text = block.get("text")
        if isinstance(text, str):
            yield text
        elif isinstance(text, dict):
            yield f"{text.get('text') or ''}\n"
        elif block.get("type") == "user":
            user = str(block.get("user_id"))
            yield "@" + names.get(user, user)
        elif block.get("type") == "link":
            yield str(block.get("url") or "")
        for key in ("elements", "fields"):
            yield from _block_pieces(rows_in(block, key), names, depth + 1)
        if block.get("type") in ("rich_text_section", "rich_text_preformatted", "section"):
            yield "\n"


def _shown(card: Row) -> str:
    """The text of what a link or a program shows below a message; "" for a file."""
    link = card.get("url_metadata")
    if isinstance(link, dict):
        card = {**link, "text": link.get("snippet")}
    text = card.get("description") or card.get("text")
    fields = [
        f"{first_of(field, 'name', 'title')}: {first_of(field, 'value')}"
        for field in rows_in(card, "fields")
    ]
    if not isinstance(text, str) and not fields:
        return ""
    footer = row_in(card, "footer").get("text")
    parts = (card.get("pretext"), card.get("title"), text, *fields, footer)
    lines = (part.strip() for part in parts if isinstance(part, str))
    return "\n".join(filter(None, lines))


def _extras(row: Row) -> Iterator[str]:
    """What a message says in other fields: polls, places, contacts, shared posts, comments."""
    poll = row.get("poll")
    if isinstance(poll, dict):
        answers = [
            f"{first_of(answer, 'text')} ({answer.get('voters', 0)})"
            for answer in rows_in(poll, "answers")
        ]
        yield f"{first_of(poll, 'question')}: {', '.join(answers)}"
    contact = row_in(row, "contact_information")
    yield " ".join(map(str, filter(None, contact.values())))
    if not row.get("place_name"):
        yield ", ".join(map(str, row_in(row, "location_information").values()))
    yield ", ".join(_filled(row, "place_name", "address", "game_title"))
    yield "\n".join(_filled(row_in(row, "share"), "share_text", "link"))
    yield first_of(row_in(row, "comment"), "comment")


def _filled(row: Row, *keys: str) -> Iterator[str]:
    """What these fields hold, empty ones left out."""
    return (str(row[key]) for key in keys if row.get(key))


def _leave_files(row: Row, account: Account) -> int:
    """How many files the message has; each is left in the account."""
    files = [file for file in rows_in(row, "attachments") if not _shown(file)]
    for key in _FILES:
        files += rows_in(row, key)
    titles = [first_of(file, *_TITLES) or "a file" for file in files]
    if any(map(row.get, _THINGS)):
        titles.append(_title_of_thing(row))
    titles += [f"sticker {first_of(sticker, 'name')}" for sticker in rows_in(row, "stickers")]
    content = row_in(row, "content")
    if content.get("url"):  # Matrix
        titles.append(first_of(content, "body") or "a file")
    forwarded = row_in(row, "forwardedMessage")
    inner = _leave_files(forwarded, account) if forwarded else 0
    for title in titles:
        name = title.strip().rpartition("/")[2]
        account.leave("attachment", name[:80])
    return len(titles) + inner


def _title_of_thing(row: Row) -> str:
    """What a message calls the one thing that it is beside its words."""
    if name := first_of(row_in(row, "file"), "name"):
        return name
    if emoji := first_of(row, "sticker_emoji"):
        return f"sticker {emoji}"
    return first_of(row, "file_name", "media_type") or "a photo"

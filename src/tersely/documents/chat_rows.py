"""One message of a chat exported as JSON: who says it, when, what, and what is attached to it.

The fields of Slack, Discord, Telegram, Messenger and Instagram, Google Chat, Skype and Matrix.
"""

from __future__ import annotations

import html
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
        yield Message(_unmangled(name) if _is_meta(row) else name, said, day_of(row))
    elif not files:
        account.remove("messages without text")


def author_of(row: Row, names: dict[str, str]) -> str:
    """Who says it; "" where the row does not tell."""
    for key in ("author", "creator"):  # Discord, Google Chat
        person = row.get(key)
        if isinstance(person, dict):
            return str(person.get("nickname") or person.get("name") or person.get("username") or "")
    if isinstance(row.get("sender"), str):  # Matrix: @anna:example.org
        return str(row["sender"]).removeprefix("@").partition(":")[0]
    if isinstance(row.get("displayName"), str):
        return str(row["displayName"])
    profile = row.get("bot_profile")
    user = (
        row.get("user")
        or row.get("from")
        or row.get("sender_name")
        or row.get("senderName")
        or row.get("username")
        or (profile.get("name") if isinstance(profile, dict) else "")
        or row.get("bot_id")
    )
    name = names.get(str(user), str(user or ""))
    return name.removeprefix("8:live:") if "originalarrivaltime" in row else name


def day_of(row: Row) -> str:
    """The day in UTC, as 2026-03-02; "" where there is none."""
    for key in _DATES:
        value = row.get(key)
        if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value):
            return value[:10]
    if seconds := seconds_of(row):
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    written = row.get("created_date")
    return _CLOCK.sub("", written) if isinstance(written, str) else ""


def seconds_of(row: Row) -> int:
    """The time of a message since 1970; 0 where none is told so."""
    for key in _TIMES:
        if seconds := re.match(r"\d{10}", str(row.get(key) or "")):
            return int(seconds[0])
    return 0


def rows_in(row: Row, key: str) -> list[Row]:
    """The records that a row holds under a key."""
    value = row.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def slack_text(text: str, names: dict[str, str]) -> str:
    """Words as Slack shows them: links by their titles, people by their names."""
    if "<" not in text and "&" not in text:
        return text
    text = _MENTION.sub(lambda match: "@" + (match[2] or names.get(match[1], match[1])), text)
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
    cards = [*rows_in(row, "embeds"), *rows_in(row, "attachments"), *rows_in(row, "annotations")]
    forwarded = row.get("forwardedMessage")
    if isinstance(forwarded, dict):
        words = "\n".join(filter(None, (words, _said(forwarded, names))))
    pieces = dict.fromkeys([words, *map(_shown, cards), *_extras(row)])
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
    if isinstance(content, list):
        return "".join(
            str(piece.get("text", "")) if isinstance(piece, dict) else str(piece)
            for piece in content
        )
    if isinstance(content, dict) and content.get("msgtype") in ("m.text", "m.notice", "m.emote"):
        return str(content.get("body") or "")
    return content if isinstance(content, str) else ""


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
            yield "@" + names.get(str(block.get("user_id")), str(block.get("user_id")))
        elif block.get("type") == "link":
            yield str(block.get("url") or "")
        for key in ("elements", "fields"):
            yield from _block_pieces(rows_in(block, key), names, depth + 1)
        if block.get("type") in ("rich_text_section", "rich_text_preformatted", "section"):
            yield "\n"


def _shown(card: Row) -> str:
    """The text of what a link or a program shows below a message; "" for a file."""
    link = card.get("url_metadata")
    card = {**link, "text": link.get("snippet")} if isinstance(link, dict) else card
    text = card.get("description") or card.get("text")
    fields = [
        f"{field.get('name') or field.get('title') or ''}: {field.get('value') or ''}"
        for field in rows_in(card, "fields")
    ]
    if not isinstance(text, str) and not fields:
        return ""
    footer = card.get("footer")
    parts = (
        card.get("pretext"),
        card.get("title"),
        text,
        *fields,
        footer.get("text") if isinstance(footer, dict) else None,
    )
    return "\n".join(part.strip() for part in parts if isinstance(part, str) and part.strip())


def _extras(row: Row) -> Iterator[str]:
    """What a message says in other fields: polls, places, contacts, shared posts, comments."""
    poll = row.get("poll")
    if isinstance(poll, dict):
        answers = [
            f"{answer.get('text') or ''} ({answer.get('voters', 0)})"
            for answer in rows_in(poll, "answers")
        ]
        yield f"{poll.get('question') or ''}: {', '.join(answers)}"
    contact = row.get("contact_information")
    if isinstance(contact, dict):
        yield " ".join(str(value) for value in contact.values() if value)
    place = row.get("location_information")
    if isinstance(place, dict) and not row.get("place_name"):
        yield ", ".join(str(value) for value in place.values())
    yield ", ".join(
        str(row[key]) for key in ("place_name", "address", "game_title") if row.get(key)
    )
    share, comment = row.get("share"), row.get("comment")
    if isinstance(share, dict):
        yield "\n".join(str(share[key]) for key in ("share_text", "link") if share.get(key))
    if isinstance(comment, dict):
        yield str(comment.get("comment") or "")


def _leave_files(row: Row, account: Account) -> int:
    """How many files the message has; each is left in the account."""
    files = [file for file in rows_in(row, "attachments") if not _shown(file)]
    for key in _FILES:
        files += rows_in(row, key)
    titles = [
        next((str(file[key]) for key in _TITLES if file.get(key)), "a file") for file in files
    ]
    if any(row.get(key) for key in _THINGS):
        thing = row.get("file")
        named = str(thing.get("name") or "") if isinstance(thing, dict) else ""
        sticker = f"sticker {row['sticker_emoji']}" if row.get("sticker_emoji") else ""
        other = str(row.get("file_name") or row.get("media_type") or "a photo")
        titles.append(named or sticker or other)
    titles += [f"sticker {sticker.get('name') or ''}" for sticker in rows_in(row, "stickers")]
    body = row.get("content")
    if isinstance(body, dict) and body.get("url"):  # Matrix
        titles.append(str(body.get("body") or "a file"))
    forwarded = row.get("forwardedMessage")
    inner = _leave_files(forwarded, account) if isinstance(forwarded, dict) else 0
    for title in titles:
        account.leave("attachment", title.strip().rsplit("/", 1)[-1][:80])
    return len(titles) + inner

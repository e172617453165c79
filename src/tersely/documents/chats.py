"""Exported chats as speech: who said what, under the days on which it was said.

Told apart by how a message begins: WhatsApp and Line in the date styles of their locales, Telegram,
Discord as text, Zoom, IRC. Exports as JSON are in chats_json.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from .account import Account
from .discord import discord_room, is_discord_export, without_blocks
from .draft import Draft
from .messages import Message, Room, as_speech

_DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?"
_NAMED_MONTH = r"\d{1,2}-[^\W\d_]{3,5}\.?-\d{2,4}"
_HALF = r"[\s\u202f\u00a0]?(?:[AaPp]\.?[\s\u202f\u00a0]?[Mm]\.?|[صم])"
_CLOCK = rf"(?:[午前後上下오전후]{{2}}\s?)?\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?:{_HALF})?(?:\sUhr|\sh)?"
_NAME = r"(?P<name>[^:\n<>\t]{1,60}?)"
# What a date or a time may begin with, beside a digit: brackets, marks of direction, a half day.
_FIRST_SIGNS = frozenset("([\u200e\u200f\u202a\u202b\u202c午前後上下오전후")
_MARKS = r"[\u200e\u200f\u202a-\u202c]*"
_STYLES = tuple(
    re.compile(style)
    for style in (
        rf"{_MARKS}\[(?P<day>{_DATE})[,،]?\s{{1,2}}{_CLOCK}\]\s?{_NAME}:\s(?P<text>.*)",
        rf"{_MARKS}(?P<day>{_DATE})[,،]?\s{{1,2}}(?:um\s|às\s|à\s)?{_CLOCK}\s[-–]\s{_NAME}:\s(?P<text>.*)",
        rf"{_NAME},\s\[(?P<day>{_DATE})\s{_CLOCK}\]:?\s*(?P<text>)$",
        rf"\[(?P<day>{_DATE}|{_NAMED_MONTH})\s{_CLOCK}\]\s(?P<name>[^:\n<>\]]{{1,60}})(?P<text>)$",
        rf"{_CLOCK}\s+From\s+{_NAME}(?:\s+to\s+[^:\n]{{1,60}}?)?\s*:(?P<text>.*)(?P<day>)",
        rf"(?P<day>)[\[(]?(?:{_DATE}[\sT])?{_CLOCK}Z?[\])]?\s+<[@+%&~ ]?(?P<name>[^>\n]{{1,40}})>\s(?P<text>.*)",
        rf"(?P<day>){_CLOCK}\t(?P<name>[^\t\n]{{1,60}})\t(?P<text>.*)",
    )
)
_DISCORD = _STYLES[3]
# A notice of the program: "Anna joined", "Messages are encrypted". It has no name and colon.
_STAMP = re.compile(
    rf"{_MARKS}(?:\[{_DATE}[,،]?\s{{1,2}}{_CLOCK}\]|{_DATE}[,،]?\s{{1,2}}{_CLOCK}\s[-–])\s"
)
_DAY = re.compile(rf"(?:{_DATE})(?:\s?\([^)\n]{{1,9}}\)|,\s\w+)?$")
_IRC_NOTICE = re.compile(
    rf"[\[(]?(?:{_DATE}[\sT])?{_CLOCK}Z?[\])]?\s+(?:-!-|\*\*\*|-->|<--|--|\*)\s"
)
_NO_NAME = re.compile(
    r"(?i)(?:trace|debug|info|notice|warn(?:ing)?|error|fatal|critical|severe)\b|https?$"
)
_SAMPLE_LINES = 400
_LINE_CHARACTERS = 200
_FEWEST_MESSAGES = 3
# One message in so many lines; the others go on with the one before.
_LINES_A_MESSAGE = 6


def read_chat(text: str, notes: tuple[str, ...] = ()) -> Draft | None:
    """A chat in one of the styles that are known, or None for other text."""
    style = _style(text.split("\n", 2 * _SAMPLE_LINES)[: 2 * _SAMPLE_LINES])
    if style is None:
        return None
    lines = text.replace("\r\n", "\n").split("\n")
    account = Account()
    messages = tuple(_messages(lines, style, account))
    room = discord_room(lines, messages) if style is _DISCORD else Room("", messages)
    return as_speech([room], account, notes)


def _style(lines: Sequence[str]) -> re.Pattern[str] | None:
    """The pattern that most of the first lines fit, if they are the lines of people."""
    if is_discord_export(lines):
        return _DISCORD  # a card may have many lines
    sample = [line[:_LINE_CHARACTERS].rstrip("\r") for line in lines if line.strip()]
    sample = sample[:_SAMPLE_LINES]
    stamped = [line for line in sample if "[" in line or _may_begin_a_stamp(line[0])]
    if len(stamped) < _FEWEST_MESSAGES:
        return None
    best, names = None, Counter[str]()
    for style in _STYLES:
        matches = filter(None, map(style.match, stamped))
        counts = Counter(match["name"] for match in matches)
        if counts.total() > names.total():
            best, names = style, counts
    notices = sum(_IRC_NOTICE.match(line) is not None for line in stamped)
    expected = (len(sample) - notices) / _LINES_A_MESSAGE
    if names.total() < max(_FEWEST_MESSAGES, expected):
        return None
    # A log has levels and modules where a chat has people.
    if any(_NO_NAME.match(name.strip()) for name in names):
        return None
    return best


def _may_begin_a_stamp(sign: str) -> bool:
    return sign.isdigit() or sign in _FIRST_SIGNS


def _messages(lines: Sequence[str], style: re.Pattern[str], account: Account) -> Iterator[Message]:
    """The messages under the lines that begin them; what stands before the first is counted."""
    name = day = ""
    said: list[str] = []
    for line in lines:
        match = style.match(line)
        if match:
            if name:
                yield _message(name, said, day, style, account)
            name, said = match["name"].strip("\u200e\u200f\u202a\u202c "), [match["text"]]
            day = match["day"].rstrip(".") or day
        elif _STAMP.match(line) or _IRC_NOTICE.match(line):
            account.remove("notices of the chat program")
        elif _DAY.fullmatch(line.strip()):
            if name:
                yield _message(name, said, day, style, account)
            name, said, day = "", [], line.strip()
        elif name:
            said.append(line)
        elif line.strip() and style is not _DISCORD:
            account.remove("lines before the first message")
    if name:
        yield _message(name, said, day, style, account)


def _message(
    name: str, lines: list[str], day: str, style: re.Pattern[str], account: Account
) -> Message:
    if style is _DISCORD:
        lines = without_blocks(lines, account)
    return Message(name, "\n".join(lines), day)

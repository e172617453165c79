"""LRC: the words of a song, or of a recording, with the time of each line before it."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..language.words import one_spaced
from .draft import Draft
from .encoding import decode
from .limits import Limits
from .subtitles import Speech

_TIMES = re.compile(r"((?:\[\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?\]\s?)+)(.*)")
_TIME = re.compile(r"(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?")
_WORD_TIME = re.compile(r"<\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?> ?")
_FIELD = re.compile(r"\[([A-Za-z#]{1,10}):([^\]\n]{0,300})\]")
_SAID = {"ti": "Title", "ar": "Artist", "al": "Album"}


class _Line(NamedTuple):
    """What is sung at a time, in hundredths of a second."""

    start: int
    words: str


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """The lines in the order of time; one with several times is sung each time. Title, artist and
    album stand before them, other fields are counted.
    """
    text, notes = decode(data, charset)
    speech = Speech()
    heads: list[str] = []
    timed: list[_Line] = []
    latest = 0
    for line in map(str.strip, text.lstrip("\ufeff").splitlines()):
        if field := _FIELD.fullmatch(line):
            label, value = _SAID.get(field[1].lower()), field[2].strip()
            if label and value:
                heads.append(f"{label}: {value}")
            else:
                speech.account.remove("lines of the caption header")
        elif match := _TIMES.fullmatch(line):
            words = one_spaced(_WORD_TIME.sub("", match[2]))
            for time in _TIME.finditer(match[1]):
                latest = _hundredths(time)
                timed.append(_Line(latest, words))
            speech.account.remove("subtitle time codes")
        elif line:
            timed.append(_Line(latest, line))
    timed.sort(key=lambda line: line.start)
    speech.lines = [*heads, *(line.words for line in timed if line.words)]
    return speech.draft("text/x-lrc", notes)


def _hundredths(time: re.Match[str]) -> int:
    minutes, seconds, fraction = time.groups(default="")
    return int(minutes) * 6_000 + int(seconds) * 100 + int((fraction + "00")[:2])

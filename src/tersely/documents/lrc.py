"""LRC: the words of a song, or of a recording, with the time of each line before it."""

from __future__ import annotations

import re

from .draft import Draft
from .encoding import decode
from .limits import Limits
from .subtitles import Speech

_TIMES = re.compile(r"((?:\[\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?\]\s?)+)(.*)")
_TIME = re.compile(r"(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?")
_WORD_TIME = re.compile(r"<\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?> ?")
_FIELD = re.compile(r"\[([A-Za-z#]{1,10}):([^\]\n]{0,300})\]")
_SAID = {"ti": "Title", "ar": "Artist", "al": "Album"}


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """The lines in the order of time; one with several times is sung each time. Title, artist and
    album stand before them, other fields are counted.
    """
    text, notes = decode(data, charset)
    speech = Speech()
    heads: list[str] = []
    timed: list[tuple[int, str]] = []
    for line in text.lstrip("\ufeff").splitlines():
        if field := _FIELD.fullmatch(line.strip()):
            label = _SAID.get(field[1].lower())
            if label and field[2].strip():
                heads.append(f"{label}: {field[2].strip()}")
            else:
                speech.removed["lines of the caption header"] += 1
        elif match := _TIMES.fullmatch(line.strip()):
            words = " ".join(_WORD_TIME.sub("", match[2]).split())
            timed += [(_hundredths(time), words) for time in _TIME.findall(match[1])]
            speech.removed["subtitle time codes"] += 1
        elif line.strip():
            timed.append((timed[-1][0] if timed else 0, line.strip()))
    timed.sort(key=lambda cue: cue[0])
    speech.lines = [*heads, *(words for _, words in timed if words)]
    return speech.draft("text/x-lrc", notes)


def _hundredths(time: tuple[str, str, str]) -> int:
    minutes, seconds, rest = time
    return int(minutes) * 6_000 + int(seconds) * 100 + int((rest + "00")[:2])

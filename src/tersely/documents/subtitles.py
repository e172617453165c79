"""SRT, WebVTT and SBV: what is said, without cue numbers and time codes. Other formats of subtitles
are in captions.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..language.words import one_spaced
from .account import Account
from .draft import Draft, Page
from .encoding import decode
from .limits import Limits

_TIME = r"(?:(?:\d+:)?\d{1,3}:)?\d{1,2}[.,]\d{1,3}"
_CUE = re.compile(
    rf"\s*{_TIME}\s*-->|\s*\d{{1,3}}:\d\d:\d\d[.,]\d{{1,3}},\d{{1,3}}:\d\d:\d\d[.,]\d{{1,3}}\s*$"
)
_SHORTEST_GROWING = 3  # "I" and "Oh" begin many lines
_VOICE = re.compile(r"<v(?:\.[^ <>]{0,60})?\s{1,9}([^<>\n]{1,100})>")
_TAG = re.compile(r"</?[a-zA-Z0-9.:_ #=\"'-]{1,60}>|\{\\[^{}\n]{1,100}\}")
_NO_SPEECH = re.compile(r"(NOTE|STYLE|REGION|WEBVTT)\b")
# Of SubViewer; speakers and sounds stand in brackets too, but not in capitals only.
_SETTING = re.compile(
    r"\[(?:END INFORMATION|INFORMATION|TITLE|AUTHOR|SOURCE|PRG|FILEPATH|DELAY|CD TRACK|COMMENT|SUBTITLE|COLF)\]"
)
_COUNTED = {"NOTE": "caption comments", "STYLE": "caption styles", "REGION": "caption regions"}
_HEADER_LINES = "lines of the caption header"


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """One line for each line that is said; one that the cue before already showed (rolling
    captions) is said once.

    WebVTT voices become "Name: ". What is dropped is counted.
    """
    text, notes = decode(data, charset)
    is_vtt = text.lstrip("\ufeff").startswith("WEBVTT")
    return read_cues(text, "text/vtt" if is_vtt else "application/x-subrip", notes)


def read_cues(text: str, media_type: str, notes: tuple[str, ...]) -> Draft:
    """What the cues say, in any of the forms that put a line of times above the words."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    speech = Speech()
    for cue in _cues(text.split("\n"), speech):
        speech.say(cue)
    return speech.draft(media_type, notes)


@dataclass(slots=True)
class Speech:
    """The lines said so far. Captions that roll repeat a line, or say it word by word."""

    lines: list[str] = field(default_factory=list)
    account: Account = field(default_factory=Account)
    _shown: tuple[str, ...] = ()

    def say(self, cue: Iterable[str]) -> None:
        """Adds what the cue shows and the one before did not."""
        said = tuple(filter(None, map(_spoken, cue)))
        rolls = bool(self._shown and self.lines)
        for line in said:
            if line in self._shown:
                self.account.remove("repeated caption lines")
            elif rolls and _grows(self.lines[-1], line):
                self.lines[-1] = line
                self.account.remove("repeated caption lines")
            else:
                self.lines.append(line)
        self.account.remove("subtitle time codes")
        self._shown = said or self._shown

    def draft(self, media_type: str, notes: tuple[str, ...]) -> Draft:
        """What was said, with the account of what was dropped."""
        page = Page("\n".join(self.lines))
        return self.account.draft([page], media_type, headings=False, notes=notes)


def _cues(lines: list[str], speech: Speech) -> Iterator[list[str]]:
    """The lines of each cue. Text that belongs to no cue is said as it stands; notes, styles and
    the header are no speech.
    """
    cue: list[str] | None = None
    block = ""
    for place, line in enumerate(lines):
        if ":" in line and _CUE.match(line):
            if cue is not None:
                yield cue
            cue = []
        elif line == "":
            if cue:
                yield cue
                cue = None
            block = ""
        elif cue is not None:
            cue += line.split("[br]") if "[br]" in line else (line,)  # SubViewer
        elif line[0] == "[" and _SETTING.match(line):
            speech.account.remove(_HEADER_LINES)
        elif kind := block or _kind_of_block(line):
            if kind == "WEBVTT":
                # The mark of the format alone says nothing.
                speech.account.remove(_HEADER_LINES, line != kind)
            elif not block:
                speech.account.remove(_COUNTED[kind])
            block = kind
        elif _is_identifier(lines, place):
            speech.account.remove("names of captions", not line.strip().isdigit())
        elif spoken := _spoken(line):
            speech.lines.append(spoken)
    if cue:
        yield cue


def _kind_of_block(line: str) -> str:
    """What a line begins that is no speech: "NOTE", "STYLE" ...; "" for other lines."""
    match = _NO_SPEECH.match(line) if line[0] in "NSRW" else None
    return match[1] if match else ""


def _is_identifier(lines: list[str], place: int) -> bool:
    """Whether a line names the cue whose times follow it."""
    return place + 1 < len(lines) and _CUE.match(lines[place + 1]) is not None


def _spoken(line: str) -> str:
    if "<" in line or "{" in line:
        line = _TAG.sub("", _VOICE.sub(r"\1: ", line))
    if "&" in line:
        line = html.unescape(line)
    return one_spaced(line)


def _grows(before: str, line: str) -> bool:
    """Whether `line` says the one before again and goes on: captions that come word by word."""
    return line.startswith(before + " ") and len(before) >= _SHORTEST_GROWING

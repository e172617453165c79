"""Subtitles in other formats: ASS, SSA, MicroDVD, MPL2, TMP by pysubs2; TTML, SAMI, SubViewer and
Spruce by readers of our own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..errors import InputError
from ..language.words import one_spaced
from .draft import Draft
from .encoding import decode
from .limits import Limits
from .sami import sami_cues
from .subtitles import Speech, read_cues
from .timedtext import is_timed_text, timed_cues

if TYPE_CHECKING:
    from pysubs2 import SSAEvent

_PICTURE = re.compile(r"(?m)^filename:[ \t]{0,9}(\S{1,200})")
_FONT = re.compile(r"(?m)^fontname:[ \t]{0,9}\S")
_SAMI = re.compile(r"(?i)\s*(?:<!--.{0,2000}?-->\s*)?<sami\b", re.DOTALL)
_CLOCK = r"\d{1,2}:\d\d:\d\d"
_SUBVIEWER = re.compile(rf"\s*(?:\[INFORMATION\]|{_CLOCK}[.,]\d{{1,3}},{_CLOCK}[.,]\d{{1,3}}\s)")
_SPRUCE = re.compile(rf"(?m)^{_CLOCK}[:.;]\d\d[ \t]*,[ \t]*{_CLOCK}[:.;]\d\d[ \t]*,(.*)")
_TOGGLE = re.compile(r"\^[BIU]")  # bold, italic, underlined
_HEAD_CHARACTERS = 20_000
_EVENTS = re.compile(r"(?mi)^\[events\]")
_FRAMES_A_SECOND = 25.0  # MicroDVD counts frames; the order of its cues does not depend on this


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """The spoken lines in the order of time, with their speakers where the format names them;
    comments and drawings are no speech.
    """
    text, notes = decode(data, charset)
    text = text.lstrip("\ufeff")
    speech = Speech()
    if is_timed_text(text):
        try:
            for cue in timed_cues(text):
                speech.say([cue.text])
        except SyntaxError:
            raise _damaged(name) from None
        return speech.draft("application/ttml+xml", notes)
    if _SAMI.match(text):
        cues, comments = sami_cues(text)
        for lines in cues:
            speech.say(lines)
        speech.account.remove("caption comments", comments)
        return speech.draft("application/x-sami", notes)
    if _SUBVIEWER.match(text):
        return read_cues(text, "application/x-subviewer", notes)
    if _SPRUCE.search(text[:_HEAD_CHARACTERS]):
        return _spruce(text, speech, notes)
    for event in _events(text, name):
        if event.is_comment:
            speech.account.remove("caption comments")
            continue
        speaker, words = event.name.strip(), one_spaced(event.plaintext)
        speech.say([f"{speaker}: {words}" if speaker else words])
    for picture in _PICTURE.findall(text):
        speech.account.leave("picture", picture)
    speech.account.remove("fonts", len(_FONT.findall(text)))
    return speech.draft("application/x-subtitles", notes)


def _spruce(text: str, speech: Speech, notes: tuple[str, ...]) -> Draft:
    """DVD subtitles as text: settings, comments, and "start , end , words"."""
    for line in text.splitlines():
        if match := _SPRUCE.match(line):
            speech.say(_TOGGLE.sub("", match[1]).split("|"))
        elif line.startswith("//"):
            speech.account.remove("caption comments")
        elif line.startswith("$"):
            speech.account.remove("caption styles")
        elif line.strip():
            speech.lines.append(one_spaced(line))
    return speech.draft("application/x-spruce-stl", notes)


def _events(text: str, name: str) -> list[SSAEvent]:
    """What is said and the comments, in the order of time."""
    import pysubs2

    # pysubs2 tells ASS by its styles, which a file of events alone lacks.
    form = "ass" if _EVENTS.search(text) and "Styles]" not in text else None
    try:
        subtitles = pysubs2.SSAFile.from_string(text, format_=form, fps=_FRAMES_A_SECOND)
    except (pysubs2.Pysubs2Error, ValueError, KeyError, SyntaxError):
        raise _damaged(name) from None
    shown = [event for event in subtitles if event.is_comment or not event.is_drawing]
    return sorted(shown, key=lambda event: event.start)


def _damaged(name: str) -> InputError:
    return InputError(
        f"{name} is damaged: it holds no subtitles.", hint="Save or download it again."
    )

"""Subtitles in other formats: ASS, SSA, SAMI, MicroDVD, MPL2, TMP by pysubs2, TTML by timedtext."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import InputError
from .account import Account
from .draft import Draft
from .encoding import decode
from .limits import Limits
from .subtitles import Speech
from .timedtext import is_timed_text, timed_cues

if TYPE_CHECKING:
    from pysubs2 import SSAEvent

_PICTURE = re.compile(r"(?m)^filename:[ \t]{0,9}(\S{1,200})")
_FONT = re.compile(r"(?m)^fontname:[ \t]{0,9}\S")
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
    for event in _events(text, name):
        if event.is_comment:
            speech.removed["caption comments"] += 1
            continue
        speaker = f"{event.name.strip()}: " if event.name.strip() else ""
        speech.say([speaker + " ".join(event.plaintext.split())])
    account = Account()
    for picture in _PICTURE.findall(text):
        account.leave("picture", picture)
    speech.removed["fonts"] += len(_FONT.findall(text))
    draft = speech.draft("application/x-subtitles", notes)
    return replace(draft, unread=account.unread)


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

"""Subtitles that pysubs2 reads: ASS, SSA, TTML (DFXP), SAMI, MicroDVD, MPL2, TMP."""

from __future__ import annotations

import re

from ..errors import InputError
from .draft import Draft
from .encoding import decode
from .limits import Limits
from .subtitles import Speech

_EVENTS = re.compile(r"(?mi)^\[events\]")
_FRAMES_A_SECOND = 25.0  # MicroDVD counts frames; the order of its cues does not depend on this


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """The spoken lines in the order of time, with their speakers where the format names them;
    comments and drawings are no speech.
    """
    import pysubs2

    text, notes = decode(data, charset)
    text = text.lstrip("\ufeff")
    # pysubs2 tells ASS by its styles, which a file of events alone lacks.
    form = "ass" if _EVENTS.search(text) and "Styles]" not in text else None
    try:
        subtitles = pysubs2.SSAFile.from_string(text, format_=form, fps=_FRAMES_A_SECOND)
    except (pysubs2.Pysubs2Error, ValueError, KeyError, SyntaxError):
        raise InputError(
            f"{name} is damaged: it holds no subtitles.", hint="Save or download it again."
        ) from None
    speech = Speech()
    for event in sorted(subtitles, key=lambda event: event.start):
        if not (event.is_comment or event.is_drawing):
            speaker = f"{event.name.strip()}: " if event.name.strip() else ""
            speech.say([speaker + " ".join(event.plaintext.split())])
    return speech.draft("application/x-subtitles", notes)

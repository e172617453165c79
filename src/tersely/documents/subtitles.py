"""SRT and WebVTT: what is said, without cue numbers and time codes."""

from __future__ import annotations

import re

from .draft import Draft, Page
from .encoding import decode
from .limits import Limits

_CUE = re.compile(r"\s*(?:(?:\d+:)?\d{1,3}:)?\d{1,2}[.,]\d{1,3}\s*-->")
_VOICE = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?[a-zA-Z0-9.:_ #=\"'-]{1,60}>|\{\\an?\d\}")
_NO_SPEECH = re.compile(r"(?:NOTE|STYLE|REGION|WEBVTT)\b")


def read(data: bytes, *, name: str, charset: str | None, limits: Limits) -> Draft:
    """One line for each line that is said; one that the cue before already showed (rolling
    captions) is said once.

    WebVTT voices become "Name: ". What is dropped is counted.
    """
    text, notes = decode(data, charset)
    out: list[str] = []
    shown: tuple[str, ...] = ()
    cues = repeated = 0
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip("\n").split("\n")
        at = next((i for i, line in enumerate(lines[:3]) if _CUE.match(line)), None)
        if at is None:
            if not _NO_SPEECH.match(block.lstrip("\ufeff \n")):
                out.extend(line for line in lines if line.strip())
            continue
        cues += 1
        said = tuple(
            filter(
                None, (_TAG.sub("", _VOICE.sub(r"\1: ", line)).strip() for line in lines[at + 1 :])
            )
        )
        new = [line for line in said if line not in shown]
        repeated += len(said) - len(new)
        out += new
        shown = said
    media_type = (
        "text/vtt" if text.lstrip("\ufeff").startswith("WEBVTT") else "application/x-subrip"
    )
    removed = {"subtitle time codes": cues, "repeated caption lines": repeated}
    return Draft((Page("\n".join(out)),), media_type, headings=False, removed=removed, notes=notes)

"""SAMI subtitles. pysubs2 joins the paragraphs of one moment without a space, and their speaker."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_SYNC = re.compile(r"(?i)<sync\b[^<>]{0,200}?\bstart\s*=\s*[\"']?(\d{1,12})[^<>]{0,200}>")
_PARAGRAPH = re.compile(r"(?i)<p\b([^<>]{0,300})>")
_SOURCE = re.compile(r"(?i)\bid\s*=\s*[\"']?source\b")
_BREAK = re.compile(r"(?i)<br\s*/?>")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")


def sami_cues(text: str) -> tuple[list[list[str]], int]:
    """The lines shown at each moment, in the order of time, speakers before their words; and how
    many comments there are.
    """
    text, comments = _without_comments(text)
    starts = list(_SYNC.finditer(text))
    ends = [*(match.start() for match in starts[1:]), len(text)][: len(starts)]
    cues = [
        (int(match[1]), list(_lines(text[match.end() : end])))
        for match, end in zip(starts, ends, strict=True)
    ]
    return [lines for _, lines in sorted(cues, key=lambda cue: cue[0])], comments


def _without_comments(text: str) -> tuple[str, int]:
    pieces: list[str] = []
    place = 0
    while (begin := text.find("<!--", place)) >= 0 and (end := text.find("-->", begin)) >= 0:
        pieces.append(text[place:begin])
        place = end + len("-->")
    return "".join(pieces) + text[place:], len(pieces)


def _lines(moment: str) -> Iterator[str]:
    """What the paragraphs of one moment show."""
    pieces = _PARAGRAPH.split(moment)  # text, then attributes and text of each paragraph
    speaker = ""
    yield from _shown(pieces[0])
    for attributes, paragraph in zip(pieces[1::2], pieces[2::2], strict=True):
        lines = _shown(paragraph)
        if _SOURCE.search(attributes):
            speaker = "".join(lines).rstrip(": ")
            continue
        for line in lines:
            yield f"{speaker}: {line}" if speaker else line
            speaker = ""


def _shown(paragraph: str) -> list[str]:
    shown = html.unescape(_TAG.sub("", _BREAK.sub(" ", paragraph)))
    return [" ".join(shown.split())] if shown.strip() else []

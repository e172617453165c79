"""SAMI subtitles. pysubs2 joins the paragraphs of one moment without a space, and their speaker."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ..language.words import one_spaced

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
    _, *pieces = _SYNC.split(text)  # the time and the text of each moment
    times, moments = map(int, pieces[::2]), pieces[1::2]
    in_order = sorted(zip(times, moments, strict=True), key=lambda cue: cue[0])
    return [list(_lines(moment)) for _, moment in in_order], comments


def _without_comments(text: str) -> tuple[str, int]:
    pieces: list[str] = []
    place = 0
    while (begin := text.find("<!--", place)) >= 0:
        end = text.find("-->", begin)
        if end < 0:
            break
        pieces.append(text[place:begin])
        place = end + len("-->")
    return "".join(pieces) + text[place:], len(pieces)


def _lines(moment: str) -> Iterator[str]:
    """What the paragraphs of one moment show."""
    before, *pieces = _PARAGRAPH.split(moment)  # attributes and text of each paragraph
    speaker = ""
    if words := _shown(before):
        yield words
    for attributes, paragraph in zip(pieces[::2], pieces[1::2], strict=True):
        words = _shown(paragraph)
        if _SOURCE.search(attributes):
            speaker = words.rstrip(": ")
        elif words:
            yield f"{speaker}: {words}" if speaker else words
            speaker = ""


def _shown(paragraph: str) -> str:
    words = _TAG.sub("", _BREAK.sub(" ", paragraph))
    return one_spaced(html.unescape(words))

"""TTML and DFXP subtitles. pysubs2 reads paragraphs with times of their own only: no times of
divisions or spans, no frames, no divisions in divisions, no namespace before TTML 1.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from ..language.words import one_spaced
from .xmlnames import local_name

_ROOT = re.compile(r"<(?:[\w-]{1,20}:)?tt\b|<timedtext\b|<transcript>\s*<text\b")
_CLOCK = re.compile(r"(\d{1,4}):(\d\d):(\d\d(?:\.\d{1,9})?)(?::(\d{1,3})(?:\.\d{1,3})?)?")
_OFFSET = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)(h|ms|m|s|f|t)")
# Frames and ticks count as the standard's defaults or nearly; a file rarely mixes units, and
# times only put the cues in order.
_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "f": 1 / 30, "t": 1e-7}
# What stands in a paragraph and is not shown.
_UNSEEN = {"metadata", "set", "animate", "desc", "title", "copyright", "item"}
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class TimedCue:
    """What one paragraph shows from `start_s` on, with its speaker where the file names one."""

    start_s: float
    text: str


def is_timed_text(text: str) -> bool:
    """Whether `text` is TTML, or captions of YouTube: its root says so."""
    return bool(_ROOT.search(text[:4000]))


def timed_cues(text: str) -> list[TimedCue]:
    """The cues in the order of time. Raises SyntaxError for what is no XML."""
    root = ElementTree.fromstring(text)
    if root.tag in ("timedtext", "transcript"):
        return sorted(_youtube_cues(root), key=lambda cue: cue.start_s)
    names = _agents(root)
    cues: list[TimedCue] = []
    for child in root:
        if local_name(child.tag) == "body":
            cues += _cues(child, 0.0, names, 0)
    return sorted(cues, key=lambda cue: cue.start_s)


def _youtube_cues(root: ElementTree.Element) -> Iterator[TimedCue]:
    """Captions as YouTube hands them out: milliseconds or seconds, signs escaped twice."""
    for element in root.iter():
        if element.tag in ("p", "text"):
            milliseconds, seconds = element.get("t"), element.get("start")
            start_s = _seconds(f"{milliseconds}ms" if milliseconds else f"{seconds}s")
            text = html.unescape("".join(element.itertext()))
            yield TimedCue(start_s, one_spaced(text))


def _cues(
    element: ElementTree.Element, since_s: float, names: dict[str, str], depth: int
) -> Iterator[TimedCue]:
    """The paragraphs of a body or division; their times count from its own."""
    start_s = since_s + _seconds(element.get("begin", ""))
    kind = local_name(element.tag)
    if kind == "p" or depth > _DEEPEST:
        spans = (span.get("begin") for span in element)
        first_span_s = min((_seconds(begin) for begin in spans if begin), default=0.0)
        spoken = one_spaced("".join(_shown(element)))
        agents = _attributes(element, "agent")
        speaker = names.get(agents[0], "") if agents else ""
        if spoken and speaker:
            spoken = f"{speaker}: {spoken}"
        yield TimedCue(start_s + first_span_s, spoken)
        return
    for child in element:
        if local_name(child.tag) not in _UNSEEN:
            yield from _cues(child, start_s, names, depth + 1)


def _shown(paragraph: ElementTree.Element) -> Iterator[str]:
    """The pieces of text; without recursion, since hostile files nest thousands deep."""
    waiting: list[ElementTree.Element | str] = [paragraph]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, str):
            yield piece
        elif local_name(piece.tag) == "br":
            yield "\n"
        elif local_name(piece.tag) not in _UNSEEN:
            yield piece.text or ""
            for child in reversed(piece):
                waiting += (child.tail or "", child)


def _agents(root: ElementTree.Element) -> dict[str, str]:
    """The names of the speakers by their identifiers."""
    names: dict[str, str] = {}
    for element in root.iter():
        if local_name(element.tag) == "agent":
            parts = (child.text or "" for child in element if local_name(child.tag) == "name")
            name = one_spaced(" ".join(parts))
            names |= dict.fromkeys(_attributes(element, "id"), name)
    return names


def _attributes(element: ElementTree.Element, name: str) -> list[str]:
    """The values of the attributes with that name, in any namespace."""
    return [value for key, value in element.items() if local_name(key) == name]


def _seconds(time: str) -> float:
    """A time expression in seconds; 0 for none, and for what is no time."""
    if match := _CLOCK.fullmatch(time.strip()):
        hours, minutes, seconds, frames = match.groups(default="0")
        whole_minutes = int(hours) * 60 + int(minutes)
        return whole_minutes * 60 + float(seconds) + int(frames) / 1000
    if match := _OFFSET.fullmatch(time.strip()):
        return float(match[1]) * _SECONDS[match[2]]
    return 0.0

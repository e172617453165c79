"""Transcripts that programs write as JSON: Whisper and what is built on it, YouTube, Amazon."""

from __future__ import annotations

from collections.abc import Iterator

from ..language.words import one_spaced
from .account import Account
from .chat_rows import Row, json_value, rows_in
from .draft import Draft, Page

_KEYS = ('"segments"', '"events"', '"transcripts"')
_SEGMENT = frozenset(("start", "end", "text"))
_SPEAKERS = ("speaker", "speaker_label", "speaker_id")
_HEAD_CHARACTERS = 100_000
_LARGEST_REST = 20  # fields of an export beside its transcript: language, duration, job


def read_transcript(text: str, notes: tuple[str, ...] = ()) -> Draft | None:
    """What is said, one line for each stretch, with its speaker where one is told; None for other
    JSON.
    """
    head = text[:_HEAD_CHARACTERS]
    if text.lstrip()[:1] != "{" or not any(key in head for key in _KEYS):
        return None
    data = json_value(text)
    if not isinstance(data, dict) or len(data) > _LARGEST_REST:
        return None
    lines = [line for line in _said(data) if line]
    if not lines:
        return None
    account = Account()
    account.remove("subtitle time codes", len(lines))
    page = Page("\n".join(lines))
    return account.draft([page], "text/x-transcript", headings=False, notes=notes)


def _said(data: Row) -> Iterator[str]:
    results = data.get("results")
    if isinstance(results, dict) and isinstance(results.get("transcripts"), list):
        for row in rows_in(results, "audio_segments") or rows_in(results, "transcripts"):
            yield _line(row, "transcript")
        return
    segments = rows_in(data, "segments")
    if segments and all(row.keys() >= _SEGMENT for row in segments):
        for row in segments:
            yield _line(row, "text")
        return
    for event in rows_in(data, "events"):  # YouTube
        if "tStartMs" in event:
            pieces = (str(piece.get("utf8") or "") for piece in rows_in(event, "segs"))
            yield one_spaced("".join(pieces))


def _line(row: Row, key: str) -> str:
    speakers = (row.get(name) for name in _SPEAKERS)
    speaker = next(filter(None, speakers), "")
    words = one_spaced(str(row.get(key) or ""))
    return f"{speaker}: {words}" if speaker and words else words

"""Transcripts that programs write as JSON: Whisper and what is built on it, YouTube, Amazon."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .chat_rows import Row, rows_in
from .draft import Draft, Page

_KEYS = ('"segments"', '"events"', '"transcripts"')
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
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or len(data) > _LARGEST_REST:
        return None
    lines = [line for line in _said(data) if line]
    if not lines:
        return None
    removed = {"subtitle time codes": len(lines)}
    return Draft(
        (Page("\n".join(lines)),), "text/x-transcript", headings=False, removed=removed, notes=notes
    )


def _said(data: Row) -> Iterator[str]:
    results = data.get("results")
    if isinstance(results, dict) and isinstance(results.get("transcripts"), list):
        if segments := rows_in(results, "audio_segments"):
            yield from (_line(row, "transcript") for row in segments)
        else:
            yield from (_line(row, "transcript") for row in rows_in(results, "transcripts"))
        return
    segments = rows_in(data, "segments")
    if segments and all({"start", "end", "text"} <= row.keys() for row in segments):
        yield from (_line(row, "text") for row in segments)
        return
    for event in rows_in(data, "events"):  # YouTube
        if "tStartMs" in event and (pieces := rows_in(event, "segs")):
            yield " ".join("".join(str(piece.get("utf8") or "") for piece in pieces).split())


def _line(row: Row, key: str) -> str:
    speaker: Any = next((row[name] for name in _SPEAKERS if row.get(name)), "")
    words = " ".join(str(row.get(key) or "").split())
    return f"{speaker}: {words}" if speaker and words else words

"""Pages read by a vision model: their pictures are made in the child process, the model is asked by
the function that the caller has given.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Iterator
from typing import Any

from ...records import Picture
from ..recognition import Transcript, VisionModel

OTHER_WAYS = "Try another model, or leave --vision out: --ocr reads pages on this machine"
MOST_AT_ONCE = 20  # page images of half a megabyte are in memory at once


def vision_answers(
    pictures: Iterable[dict[str, Any]], model: VisionModel
) -> Iterator[dict[str, Any]]:
    """One answer for each page, as an engine on this machine gives it; `pictures` are those of the
    child.
    """
    waiting: list[tuple[int, Picture]] = []
    for answer in pictures:
        if "png" in answer:
            picture = Picture(b64decode(answer["png"]), answer["width"], answer["height"])
            waiting.append((answer["index"], picture))
        else:
            yield answer  # blank, or no picture could be made
        if len(waiting) == MOST_AT_ONCE:
            yield from _asked(waiting, model)
            waiting.clear()
    if waiting:
        yield from _asked(waiting, model)


def _asked(pages: list[tuple[int, Picture]], model: VisionModel) -> Iterator[dict[str, Any]]:
    transcripts = model.transcribe([picture for _, picture in pages])
    model.transcripts.extend(transcripts)
    for (index, _), transcript in zip(pages, transcripts, strict=True):
        yield _answer(index, transcript, model.name)


def _answer(index: int, transcript: Transcript, model: str) -> dict[str, Any]:
    paid = {"transcript": transcript, "engine": model, "languages": ""}
    if transcript.is_blank:
        return {"index": index, "blank": True, **paid}
    if transcript.reason:
        return {"index": index, "reason": transcript.reason, "remedy": OTHER_WAYS, **paid}
    return {"index": index, "text": transcript.text, "confidence": None, **paid}

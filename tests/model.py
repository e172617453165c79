"""What the fake server answers in end-to-end tests: a model that keeps the markers it reads, and
finds the text it was given.
"""

from __future__ import annotations

import re

from wire import Answer, WireRequest

MARKER = re.compile(r"MARK\d{4,}")


def text_of(request: WireRequest) -> str:
    """The fenced text of a request: what the model is to read."""
    return request.text.split("<document>", 1)[1].rsplit("</document>", 1)[0]


def is_map(request: WireRequest) -> bool:
    """A call that reads a part of the document itself."""
    return "one part of a longer document" in request.text


def is_final(request: WireRequest) -> bool:
    """The call that writes the summary."""
    return "First one lead sentence" in request.text


def note_taker(request: WireRequest) -> Answer:
    """Notes that are shorter than what was read: the first sentence of it."""
    first = re.split(r"(?<=[.!?])\s", text_of(request).strip(), maxsplit=1)[0]
    return Answer(text=first[:200] or "Nothing.")

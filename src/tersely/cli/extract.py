"""`tersely FILE --extract`: the text that a model would get, and what of the file is not in it."""

from __future__ import annotations

from ..app.excerpt import extracted as extracted
from ..app.results import text_object
from ..records import Document
from ..screen_text import json_text


def extract_json(document: Document) -> str:
    """The text, its marks and the account of the reader as one JSON object; offsets are into it."""
    return json_text(text_object(document))

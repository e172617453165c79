"""`tersely FILE --extract`: the text that a model would get, and what of the file is not in it."""

from __future__ import annotations

import json

from ..app.excerpt import extracted as extracted
from ..app.results import text_object
from ..records import Document


def extract_json(document: Document) -> str:
    """The text, its marks and the account of the reader as one JSON object; offsets are into it."""
    return json.dumps(text_object(document), ensure_ascii=False, indent=2)
